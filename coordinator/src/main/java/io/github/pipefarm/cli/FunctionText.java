package io.github.pipefarm.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * FUNCTION as it was typed, taken apart: {@code Class}, {@code Class::method} or {@code
 * Class::method(type,type)}.
 *
 * @param parameterTypes the types in brackets; empty if there are no brackets
 */
record FunctionText(
    String className, Optional<String> method, Optional<List<String>> parameterTypes) {
  private static final String NAME = "[\\p{javaJavaIdentifierStart}][\\p{javaJavaIdentifierPart}]*";
  private static final String QUALIFIED_NAME = NAME + "(?:\\." + NAME + ")*";
  private static final Pattern FUNCTION =
      Pattern.compile("(" + QUALIFIED_NAME + ")(?:::(" + NAME + ")(?:\\(([^()]*)\\))?)?");
  private static final Pattern TYPE = Pattern.compile(QUALIFIED_NAME + "(?:\\[\\]|\\.\\.\\.)*");

  static FunctionText parse(String text) {
    Matcher parts = FUNCTION.matcher(text.strip());
    if (!parts.matches()) {
      throw CommandException.usage(
          "'" + text + "' is no FUNCTION; right would be, for example, " + example(text));
    }
    return new FunctionText(
        parts.group(1),
        Optional.ofNullable(parts.group(2)),
        Optional.ofNullable(parts.group(3)).map(types -> parameterTypes(text, types)));
  }

  private static List<String> parameterTypes(String text, String types) {
    if (types.isBlank()) {
      return List.of();
    }
    List<String> names = Arrays.stream(types.split(",", -1)).map(String::strip).toList();
    for (String name : names) {
      if (!TYPE.matcher(name).matches()) {
        throw CommandException.usage(
            "'" + text + "': '" + name + "' is no type; right would be, for example, (int,String)");
      }
    }
    return names;
  }

  /** What is right, made of what was typed if that is a slip of a known kind. */
  private static String example(String text) {
    String corrected = text.strip().replaceFirst("(?<!:):(?!:)|#|/(?=[^/]*$)", "::");
    return FUNCTION.matcher(corrected).matches() ? corrected : "java.lang.Math::sqrt";
  }
}
