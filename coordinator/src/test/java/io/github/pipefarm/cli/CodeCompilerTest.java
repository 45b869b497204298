package io.github.pipefarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeCompilerTest {
  private static final Binding LINES = new Binding(RecordFormat.LINES, List.of(), List.of());

  @TempDir private Path folder;

  @Test
  void anExpressionOverItGivesAValueForEachRecord() throws Throwable {
    RecordFunction function = compiled("it.length() + max(1, 2)", "String", LINES);
    assertThat(function.apply("abc")).isEqualTo("5");
    assertThat(compiled("Files.exists(Path.of(it))", "String", LINES).apply("/")).isEqualTo("true");
  }

  @Test
  void aLambdaTakesColumnsAndConstantsOfItsTypes() throws Throwable {
    Binding binding = new Binding(RecordFormat.CSV, List.of(), List.of("100"));
    assertThat(compiled("(int a, int b, int k) -> (a + b) * k", "", binding).apply("1,2"))
        .isEqualTo("300");
    assertThat(compiled("(a, b, k) -> { return a + b + k; }", "", binding).apply("1,2"))
        .isEqualTo("12100");
    Binding json = new Binding(RecordFormat.LINES, List.of(), List.of("{\"a\":[1,2]}"));
    assertThat(
            compiled("(String s, Map<String, List<Long>> m) -> m.get(s).get(1) + 1", "", json)
                .apply("a"))
        .isEqualTo("3");
  }

  @Test
  void whatHasNoValueIsRunForWhatItDoes() throws Throwable {
    assertThat(compiled("Thread.sleep(0)", "String", LINES).apply("x")).isNull();
    assertThat(compiled("x -> { Objects.requireNonNull(x); }", "String", LINES).apply("x"))
        .isNull();
  }

  @Test
  void whatItIsInJsonTheRecordTells() throws Throwable {
    Binding json = new Binding(RecordFormat.JSONL, List.of(), List.of());
    RecordFunction get = compiled("it.get(\"a\")", JsonExpression.TYPES, json);
    assertThat(get.apply("{\"a\": [1, 2.5]}")).isEqualTo("[1,2.5]");
    assertThatExceptionOfType(RecordException.class)
        .isThrownBy(() -> get.apply("[1]"))
        .withMessage("the expression is not for a JSON array, which this record is");
    RecordFunction half = compiled("it / 2", JsonExpression.TYPES, json);
    assertThat(half.apply("7")).isEqualTo("3");
    assertThat(half.apply("7.0")).isEqualTo("3.5");
    assertThat(half.apply("6000000000")).isEqualTo("3000000000");
    assertThat(
            compiled("it instanceof Integer ? 1 : it", JsonExpression.TYPES, json).apply("\"x\""))
        .isEqualTo("x");
  }

  @Test
  void anErrorIsShownBelowWhatWasTyped() {
    assertThat(problem("it.lenght() + 1"))
        .isEqualTo(
            """
            -e: cannot find symbol (symbol: method lenght(), location: variable it of type \
            java.lang.String)
              it.lenght() + 1
                ^""");
    assertThat(problem("(int a, int b) ->\n\ta + c"))
        .isEqualTo(
            """
            -e: cannot find symbol (symbol: variable c)
              \ta + c
              \t    ^""");
    assertThat(problem("(it.length()"))
        .isEqualTo(
            """
            -e: ')' expected
              (it.length()
                          ^""");
    assertThat(problem("(Foo x) -> x"))
        .isEqualTo(
            """
            -e: cannot find symbol (symbol: class Foo)
              (Foo x) -> x
               ^""");
  }

  @Test
  void aFileIsCompiledWhateverItsNameAndPackage() throws Throwable {
    Path file =
        Files.writeString(
            folder.resolve("scratch.java"),
            "package com.acme; public class Work { public static class Inner {}"
                + " public static String twice(String text) { return text + text; } }");
    CodeCompiler compiler = new CodeCompiler(new ClassPath(List.of()), file);
    Map<String, byte[]> classes = compiler.sourceClasses();
    assertThat(classes).containsOnlyKeys("com.acme.Work", "com.acme.Work$Inner");
    assertThat(resolved(UserCode.function("com.acme.Work::twice", classes), LINES).apply("ab"))
        .isEqualTo("abab");
    Map<String, byte[]> both =
        compiler.expressionClasses(
            Expression.parse("com.acme.Work.twice(it)"), Optional.of(0), List.of("String"));
    assertThat(resolved(UserCode.expression("", both), LINES).apply("cd")).isEqualTo("cdcd");
  }

  @Test
  void aFileWithErrorsIsRefusedWithWhatJavacPrints() throws IOException {
    Path file =
        Files.writeString(folder.resolve("Work.java"), "class Work {\n  int x = \"a\";\n}\n");
    CodeCompiler compiler = new CodeCompiler(new ClassPath(List.of()), file);
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(compiler::sourceClasses)
        .withMessage(
            """
            --source can't be compiled:
            %s:2: error: incompatible types: String cannot be converted to int
              int x = "a";
                      ^
            1 error"""
                .formatted(file))
        .returns(ExitCode.SETUP, CommandException::exitCode);
  }

  @Test
  void aFileThatIsNotThereIsRefused() {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> new CodeCompiler(new ClassPath(List.of()), folder.resolve("None.java")))
        .withMessageContaining("no such file")
        .returns(ExitCode.SETUP, CommandException::exitCode);
  }

  private static String problem(String text) {
    CommandException[] thrown = new CommandException[1];
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> compiled(text, "String", LINES))
        .satisfies(e -> thrown[0] = e)
        .returns(ExitCode.USAGE, CommandException::exitCode);
    return thrown[0].getMessage();
  }

  private static RecordFunction compiled(String text, String type, Binding binding)
      throws ResolutionException {
    return compiled(text, List.of(type), binding);
  }

  private static RecordFunction compiled(String text, List<String> types, Binding binding)
      throws ResolutionException {
    Expression expression = Expression.parse(text);
    Map<String, byte[]> classes =
        new CodeCompiler(new ClassPath(List.of()), null)
            .expressionClasses(
                expression, expression.whole(binding.first().size(), binding.last().size()), types);
    return resolved(UserCode.expression(text, classes), binding);
  }

  private static RecordFunction resolved(UserCode code, Binding binding)
      throws ResolutionException {
    return code.resolve(code.loader(List.of()), binding, OutputFormat.TEXT);
  }
}
