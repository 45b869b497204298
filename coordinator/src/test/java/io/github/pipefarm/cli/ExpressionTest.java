package io.github.pipefarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExpressionTest {
  @Test
  void whatIsNoLambdaIsAnExpressionOverIt() {
    assertThat(parameters("it.length()")).isEqualTo("? it");
    assertThat(parameters("(it + 1) * 2")).isEqualTo("? it");
    assertThat(parameters("(Runnable) () -> {}")).isEqualTo("? it");
    assertThat(parameters("switch (it) { case \"a\" -> 1; default -> 2; }")).isEqualTo("? it");
  }

  @Test
  void parametersOfALambdaMayHaveTypesOfAnyKind() {
    assertThat(parameters("x -> x")).isEqualTo("? x");
    assertThat(parameters(" ( x , var y) -> x")).isEqualTo("? x, ? y");
    assertThat(parameters("(int a, final int[] b, String... c) -> a"))
        .isEqualTo("int a, int[] b, String... c");
    assertThat(parameters("(Map<String, List<Integer>> m,List<? super T>l) -> m"))
        .isEqualTo("Map<String, List<Integer>> m, List<? super T> l");
    assertThat(parameters("() -> 1")).isEmpty();
  }

  @Test
  void theBodyIsAnExpressionOrABlock() {
    assertThat(Expression.parse("x -> x + 1").isBlock()).isFalse();
    assertThat(Expression.parse("x ->\n { return x; }").isBlock()).isTrue();
  }

  @Test
  void onlyALoneParameterWithoutATypeTakesTheWholeRecord() {
    assertThat(Expression.parse("it").whole(0, 0)).contains(0);
    assertThat(Expression.parse("(a, it, b) -> it").whole(1, 1)).contains(1);
    assertThat(Expression.parse("(a, b) -> a").whole(0, 0)).isEmpty();
    assertThat(Expression.parse("(int a) -> a").whole(0, 0)).isEmpty();
  }

  @Test
  void nothingIsNoExpression() {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> Expression.parse(" "))
        .withMessage("-e: it is empty; right would be, for example, it.length()");
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> Expression.parse("(a,) -> a"))
        .withMessage("-e: '' is no parameter; right would be, for example, int a");
  }

  private static String parameters(String text) {
    return Expression.parse(text).parameters().stream()
        .map(parameter -> parameter.type().orElse("?") + " " + parameter.name())
        .collect(Collectors.joining(", "));
  }
}
