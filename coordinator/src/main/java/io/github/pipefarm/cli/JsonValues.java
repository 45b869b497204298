package io.github.pipefarm.cli;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes values of JSON. What a text can become is made of JSON's texts, numbers and truth values in
 * the same way; all else by Jackson.
 */
final class JsonValues {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .annotationIntrospector(new RequiredNumbers())
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .withCoercionConfigDefaults(
              coercions ->
                  coercions.setCoercion(CoercionInputShape.EmptyString, CoercionAction.AsNull))
          .build();

  /** Keeps numbers as they stand, for what is yet to be made of them. */
  private static final ObjectReader TREES =
      MAPPER
          .readerFor(JsonNode.class)
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonValues() {}

  /**
   * Wants a value for each number of a record: there is none that could stand for a missing one.
   */
  private static final class RequiredNumbers extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
      boolean isNumber = member instanceof AnnotatedParameter && member.getRawType().isPrimitive();
      return isNumber ? Boolean.TRUE : super.hasRequiredMarker(config, member);
    }
  }

  /** Makes a value of JSON in some form. */
  @FunctionalInterface
  interface Reader<F> {
    @Nullable Object read(F from) throws Throwable;
  }

  static JsonNode parse(String record) throws RecordException {
    try {
      return TREES.readValue(record);
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /** Of a whole line. */
  static Converter lineReader(ParameterType type) {
    if (type.raw() == Object.class || Converters.forType(type.raw()).isEmpty()) {
      ObjectReader whole =
          MAPPER
              .readerFor(MAPPER.constructType(type.generic()))
              .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
      return record -> {
        try {
          return whole.readValue(record);
        } catch (StreamReadException e) {
          throw malformed(e);
        } catch (JacksonException e) {
          throw unfit(e);
        }
      };
    }
    Reader<JsonNode> reader = reader(type);
    return record -> reader.read(parse(record));
  }

  static Reader<JsonNode> reader(ParameterType type) {
    JavaType javaType = MAPPER.constructType(type.generic());
    if (Converters.takesText(type.raw()) && type.raw() != Object.class) {
      return node -> node.isNull() ? null : node.isString() ? node.stringValue() : node.toString();
    }
    Optional<Converter> converter =
        type.raw() == Object.class ? Optional.empty() : Converters.forType(type.raw());
    return node -> {
      if (node.isNull() && type.raw().isPrimitive()) {
        throw new RecordException("null is no " + type);
      }
      if (converter.isPresent() && node.isValueNode() && !node.isNull()) {
        return converter.get().convert(node.asString());
      }
      try {
        return MAPPER.treeToValue(node, javaType);
      } catch (JacksonException e) {
        throw unfit(e);
      }
    };
  }

  /** Of texts by name. */
  static Reader<Map<String, Object>> readerOfMaps(ParameterType type) {
    JavaType javaType = MAPPER.constructType(type.generic());
    return map -> {
      try {
        return MAPPER.convertValue(map, javaType);
      } catch (JacksonException e) {
        throw unfit(e);
      }
    };
  }

  private static RecordException malformed(JacksonException e) {
    return RecordException.malformed(
        "%s, in column %d".formatted(message(e), e.getLocation().getColumnNr()));
  }

  private static RecordException unfit(JacksonException e) {
    String path = e instanceof DatabindException bound ? pathOf(bound) : "";
    return new RecordException(message(e) + path);
  }

  /** Without what only a programmer could change. */
  private static String message(JacksonException e) {
    return FailureReport.oneLine(e.getOriginalMessage())
        .replaceAll("\\s*\\([^()]*Feature[^()]*\\)", "")
        .replace("required creator property", "property");
  }

  private static String pathOf(DatabindException e) {
    StringBuilder path = new StringBuilder();
    e.getPath()
        .forEach(
            step ->
                path.append(
                    step.getPropertyName() != null
                        ? "." + step.getPropertyName()
                        : "[" + step.getIndex() + "]"));
    return path.isEmpty() ? "" : ", at " + path.substring(path.charAt(0) == '.' ? 1 : 0);
  }
}
