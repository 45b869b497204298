package io.github.pipefarm.cli;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** Makes a line of text of a result. */
final class Rendering {
  private Rendering() {}

  static String line(@Nullable Object result) throws RecordException {
    if (result == null) {
      return "";
    }
    if (result instanceof Collection
        || result instanceof Map
        || result instanceof Record
        || result.getClass().isArray()) {
      return json(result);
    }
    return singleLine(result.toString());
  }

  /** Makes a line of JSON, whatever the result is. */
  static String json(@Nullable Object result) throws RecordException {
    return result == null ? "null" : Json.line(result);
  }

  /** Makes an object with one text. */
  static String jsonObject(String name, String text) {
    return Json.MAPPER.writeValueAsString(Map.of(name, text));
  }

  private static String singleLine(@Nullable String text) throws RecordException {
    if (text == null) {
      return "";
    }
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      throw new RecordException(
          "the result has a line break, so it is not one line of output: that takes --format"
              + " jsonl, or a FUNCTION that returns it without");
    }
    return text;
  }

  /** Apart, so that JSON is loaded only when there is some to write. */
  private static final class Json {
    static final JsonMapper MAPPER =
        JsonMapper.builder()
            .addModule(new SimpleModule().addSerializer(Path.class, ToStringSerializer.instance))
            .build();

    static String line(Object result) throws RecordException {
      try {
        return MAPPER.writeValueAsString(result);
      } catch (JacksonException e) {
        throw new RecordException(
            "no JSON can be made of "
                + result.getClass().getName()
                + ": "
                + e.getOriginalMessage());
      }
    }
  }
}
