package io.github.pipefarm.report;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;

/**
 * Writes JSON that may stand in a script element of HTML: no character of a text can end the
 * element, or begin markup.
 */
final class Json {
  private Json() {}

  /**
   * Appends a value: texts, numbers, booleans, and maps, collections and arrays of numbers of such.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static void append(StringBuilder json, Object value) {
    if (value instanceof Map<?, ?> map) {
      append(json, map);
    } else if (value instanceof Collection<?> all) {
      append(json, all);
    } else if (value instanceof double[] numbers) {
      append(json, numbers);
    } else if (value instanceof long[] numbers) {
      append(json, numbers);
    } else if (value instanceof Double number) {
      number(json, number);
    } else if (value instanceof Number || value instanceof Boolean) {
      json.append(value);
    } else if (value instanceof String text) {
      text(json, text);
    } else {
      throw new IllegalArgumentException(value.getClass().getName());
    }
  }

  private static void append(StringBuilder json, Map<?, ?> map) {
    String before = "{";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      json.append(before);
      text(json, String.valueOf(entry.getKey()));
      json.append(':');
      append(json, entry.getValue());
      before = ",";
    }
    json.append(map.isEmpty() ? "{}" : "}");
  }

  private static void append(StringBuilder json, Collection<?> all) {
    String before = "[";
    for (Object each : all) {
      json.append(before);
      append(json, each);
      before = ",";
    }
    json.append(all.isEmpty() ? "[]" : "]");
  }

  private static void append(StringBuilder json, double[] numbers) {
    json.append('[');
    for (int i = 0; i < numbers.length; i++) {
      number(json.append(i == 0 ? "" : ","), numbers[i]);
    }
    json.append(']');
  }

  private static void append(StringBuilder json, long[] numbers) {
    json.append('[');
    for (int i = 0; i < numbers.length; i++) {
      json.append(i == 0 ? "" : ",").append(numbers[i]);
    }
    json.append(']');
  }

  /** To a few digits: nobody sees more, and a page has many. */
  private static void number(StringBuilder json, double number) {
    if (number == Math.rint(number) && Math.abs(number) < 1e9) {
      json.append((long) number);
    } else {
      json.append(String.format(Locale.ROOT, "%.5g", number));
    }
  }

  private static void text(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isPlain =
          c >= ' ' && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&' && c != '\''
              && c < 0x7f;
      boolean isLetter = c > 0xa0 && Character.isLetterOrDigit(c);
      if (isPlain || isLetter) {
        json.append(c);
      } else {
        json.append("\\u").append(String.format(Locale.ROOT, "%04x", (int) c));
      }
    }
    json.append('"');
  }
}
