package io.github.pipefarm.cli;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A record is a line of JSON. */
final class JsonArguments implements Arguments {
  private final List<String> columns;

  /**
   * @param columns fields of an object, or numbers of the elements of an array; empty if all
   */
  JsonArguments(List<String> columns) {
    this.columns = columns;
  }

  @Override
  public Optional<String> obstacle(ParameterType type) {
    return partObstacle(type);
  }

  @Override
  public Optional<String> partObstacle(ParameterType type) {
    return type.isJson() || Converters.forType(type.raw()).isPresent()
        ? Optional.empty()
        : Optional.of(type + " can't be made of JSON");
  }

  @Override
  public Converter whole(ParameterType type, String signature) {
    JsonValues.Reader<JsonNode> value = JsonValues.reader(type);
    if (columns.isEmpty()) {
      return Converters.takesText(type.raw()) && type.raw() != Object.class
          ? JsonArguments::textOrLine
          : JsonValues.lineReader(type);
    }
    return record -> {
      JsonNode parsed = JsonValues.parse(record);
      return value.read(columns.size() == 1 ? part(parsed, columns.get(0)) : selected(parsed));
    };
  }

  /** A text is what stands in it; anything else the line as it stands. */
  private static Object textOrLine(String record) throws RecordException {
    JsonNode parsed = JsonValues.parse(record);
    return parsed.isString() ? parsed.stringValue() : record;
  }

  private JsonNode selected(JsonNode parsed) throws RecordException {
    if (parsed.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      for (String column : columns) {
        array.add(part(parsed, column));
      }
      return array;
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (String column : columns) {
      object.set(column, part(parsed, column));
    }
    return object;
  }

  @Override
  public Several parts(List<ParameterType> types, String signature) {
    List<JsonValues.Reader<JsonNode>> readers = types.stream().map(JsonValues::reader).toList();
    return record -> {
      JsonNode parsed = JsonValues.parse(record);
      @Nullable Object[] arguments = new @Nullable Object[readers.size()];
      if (columns.isEmpty()) {
        requireElements(signature, arguments.length, parsed);
      }
      for (int i = 0; i < arguments.length; i++) {
        JsonNode part = columns.isEmpty() ? parsed.get(i) : part(parsed, columns.get(i));
        arguments[i] =
            argument(readers.get(i), part, columns.isEmpty() ? "" + (i + 1) : columns.get(i));
      }
      return arguments;
    };
  }

  private static @Nullable Object argument(
      JsonValues.Reader<JsonNode> reader, JsonNode part, String where) throws Throwable {
    try {
      return reader.read(part);
    } catch (Exception e) {
      throw new RecordException("%s (element %s)".formatted(Arguments.description(e), where));
    }
  }

  private static void requireElements(String signature, int wanted, JsonNode parsed)
      throws RecordException {
    if (!parsed.isArray()) {
      throw new RecordException(
          "not a JSON array: %s takes %d values of the record, by position; --columns takes the"
                  .formatted(signature, wanted)
              + " fields of an object by name");
    }
    if (parsed.size() != wanted) {
      throw new RecordException(
          "wrong number of elements: %d, and %s takes %d of the record"
              .formatted(parsed.size(), signature, wanted));
    }
  }

  private static JsonNode part(JsonNode parsed, String column) throws RecordException {
    JsonNode part = null;
    if (parsed.isObject()) {
      part = parsed.get(column);
    } else if (parsed.isArray() && ColumnSelection.isNumber(column)) {
      part = parsed.get(Integer.parseInt(column) - 1);
    }
    if (part == null) {
      throw new RecordException("nothing of the name in the record: " + column);
    }
    return part;
  }
}
