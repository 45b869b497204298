package io.github.pipefarm.cli;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.Diagnostic;
import javax.tools.SimpleJavaFileObject;

/** An expression as a class with one method, for the compiler. */
final class ExpressionUnit extends SimpleJavaFileObject {
  private static final String IMPORTS =
      List.of(
              "java.io",
              "java.math",
              "java.nio.charset",
              "java.nio.file",
              "java.text",
              "java.time",
              "java.time.format",
              "java.time.temporal",
              "java.util",
              "java.util.concurrent",
              "java.util.function",
              "java.util.regex",
              "java.util.stream")
          .stream()
          .map(name -> "import " + name + ".*; ")
          .collect(Collectors.joining("", "", "import static java.lang.Math.*; "));

  private final String className;
  private final Expression expression;
  private final String wholeType;
  private final Optional<Integer> whole;
  private final String source;

  /** Where the text of the expression stands in the source. */
  private final int bodyAt;

  private final int parametersAt;
  private final int parametersEnd;

  /**
   * @param whole the position of the parameter that is not declared and takes the whole record
   * @param wholeType its type
   * @param gives whether it has a value; if not, it is run for what it does
   */
  ExpressionUnit(
      String className,
      Expression expression,
      Optional<Integer> whole,
      String wholeType,
      boolean gives) {
    super(URI.create("string:///" + className + ".java"), Kind.SOURCE);
    this.className = className;
    this.expression = expression;
    this.whole = whole;
    this.wholeType = wholeType;
    StringBuilder text = new StringBuilder(IMPORTS);
    text.append("public final class ").append(className).append(" { private ");
    text.append(className).append("() {} public static ").append(gives ? "Object " : "void ");
    text.append(UserCode.EXPRESSION_METHOD).append('(');
    parametersAt = text.length();
    text.append(parameters());
    parametersEnd = text.length();
    text.append(") throws Throwable ");
    text.append(expression.isBlock() ? "\n" : gives ? "{ return\n" : "{\n");
    bodyAt = text.length();
    text.append(blanked(expression.text().substring(0, expression.bodyStart())));
    text.append(expression.text().substring(expression.bodyStart()));
    text.append(expression.isBlock() ? "\n}" : "\n; } }");
    source = text.toString();
  }

  private String parameters() {
    List<Expression.Parameter> parameters = expression.parameters();
    return IntStream.range(0, parameters.size())
        .mapToObj(
            i -> parameters.get(i).type().orElse(impliedType(i)) + " " + parameters.get(i).name())
        .collect(Collectors.joining(", "));
  }

  private String impliedType(int position) {
    return whole.filter(i -> i == position).isPresent() ? wholeType : "String";
  }

  /** The same with spaces instead of letters, so that all behind keeps its column. */
  private static String blanked(String text) {
    return text.replaceAll("\\S", " ");
  }

  /** The same for an expression without a value. */
  ExpressionUnit withoutValue() {
    return new ExpressionUnit(className, expression, whole, wholeType, false);
  }

  @Override
  public CharSequence getCharContent(boolean ignoreEncodingErrors) {
    return source;
  }

  /** What the compiler says, with a caret under the place in the text that was typed. */
  String description(Diagnostic<?> diagnostic) {
    int position = positionInText(diagnostic.getPosition());
    String text = expression.text();
    int lineStart = text.lastIndexOf('\n', position - 1) + 1;
    int lineEnd = text.indexOf('\n', lineStart) < 0 ? text.length() : text.indexOf('\n', lineStart);
    String line = text.substring(lineStart, lineEnd).stripTrailing();
    String margin =
        text.substring(lineStart, Math.min(position, lineEnd)).replaceAll("[^\\t]", " ");
    return "-e: %s%n  %s%n  %s^".formatted(message(diagnostic), line, margin);
  }

  private int positionInText(long position) {
    if (position >= parametersAt && position < parametersEnd) {
      return expression.parametersStart();
    }
    int end = expression.text().stripTrailing().length();
    return (int) Math.max(expression.bodyStart(), Math.min(end, position - bodyAt));
  }

  /** In one line, without what the user has not written. */
  private static String message(Diagnostic<?> diagnostic) {
    List<String> lines =
        diagnostic
            .getMessage(Locale.ENGLISH)
            .lines()
            .map(line -> line.strip().replaceAll("\\s+", " "))
            .filter(line -> !line.contains(UserCode.EXPRESSION_CLASS))
            .toList();
    if (lines.isEmpty()) {
      return "it does not compile";
    }
    return lines.size() == 1
        ? lines.get(0)
        : lines.get(0) + " (" + String.join(", ", lines.subList(1, lines.size())) + ")";
  }
}
