package io.github.pipefarm.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An expression over {@code it}, or a lambda: taken apart as far as is needed to put it into a
 * method.
 *
 * @param text as it was typed
 * @param parameters those of the lambda; {@code it} if it is none
 * @param parametersStart where the first of them stands in the text
 * @param bodyStart where that stands which is to be computed
 */
record Expression(String text, List<Parameter> parameters, int parametersStart, int bodyStart) {
  /**
   * A parameter.
   *
   * @param type as it was declared; empty if it was not
   */
  record Parameter(Optional<String> type, String name) {}

  private static final String NAME = "\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*";
  private static final Pattern LAMBDA =
      Pattern.compile("\\s*(?:(" + NAME + ")|\\(([^()]*)\\))\\s*->");
  private static final Pattern PARAMETER =
      Pattern.compile(
          "\\s*(?:final\\s+)?(?:(\\S.*?)(?:\\s+|(?<=[\\]>.])))?(" + NAME + ")\\s*", Pattern.DOTALL);

  static Expression parse(String text) {
    if (text.isBlank()) {
      throw CommandException.usage("-e: it is empty; right would be, for example, it.length()");
    }
    Matcher lambda = LAMBDA.matcher(text);
    if (!lambda.lookingAt()) {
      return new Expression(text, List.of(new Parameter(Optional.empty(), "it")), 0, 0);
    }
    if (lambda.group(1) != null) {
      Parameter only = new Parameter(Optional.empty(), lambda.group(1));
      return new Expression(text, List.of(only), lambda.start(1), lambda.end());
    }
    List<Parameter> parameters = new ArrayList<>();
    for (String parameter : splitAtCommas(lambda.group(2))) {
      parameters.add(parameter(parameter));
    }
    return new Expression(text, parameters, lambda.start(2), lambda.end());
  }

  private static Parameter parameter(String text) {
    Matcher parts = PARAMETER.matcher(text);
    if (!parts.matches()) {
      throw CommandException.usage(
          "-e: '" + text.strip() + "' is no parameter; right would be, for example, int a");
    }
    return new Parameter(
        Optional.ofNullable(parts.group(1)).filter(type -> !type.equals("var")), parts.group(2));
  }

  /** Not at those between the brackets of a generic type. */
  private static List<String> splitAtCommas(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      depth += next == '<' ? 1 : next == '>' ? -1 : 0;
      if (next == ',' && depth == 0) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    if (!parts.isEmpty() || !text.isBlank()) {
      parts.add(text.substring(start));
    }
    return parts;
  }

  /** Whether the body is a block of statements. */
  boolean isBlock() {
    return bodyStart > 0 && text.substring(bodyStart).stripLeading().startsWith("{");
  }

  /**
   * The position of the one parameter that takes a whole record and whose type follows from the
   * format of the records; empty if there is none.
   */
  Optional<Integer> whole(int constantsFirst, int constantsLast) {
    boolean isOnly = parameters.size() - constantsFirst - constantsLast == 1;
    return isOnly && parameters.get(constantsFirst).type().isEmpty()
        ? Optional.of(constantsFirst)
        : Optional.empty();
  }
}
