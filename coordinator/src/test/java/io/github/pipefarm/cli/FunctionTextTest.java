package io.github.pipefarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionTextTest {
  @Test
  void aFunctionIsAClassAMethodAndTypes() {
    assertThat(FunctionText.parse("com.acme.Work"))
        .isEqualTo(new FunctionText("com.acme.Work", Optional.empty(), Optional.empty()));
    assertThat(FunctionText.parse("Outer$Inner::run"))
        .isEqualTo(new FunctionText("Outer$Inner", Optional.of("run"), Optional.empty()));
    assertThat(FunctionText.parse("Work::run( int, java.lang.String[] )").parameterTypes())
        .contains(List.of("int", "java.lang.String[]"));
    assertThat(FunctionText.parse("Work::run()").parameterTypes()).contains(List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "java.lang.Math:sqrt | java.lang.Math::sqrt",
        "java.lang.Math#sqrt | java.lang.Math::sqrt",
        "'' | java.lang.Math::sqrt",
        "a..b | java.lang.Math::sqrt",
        "A::b(int | java.lang.Math::sqrt",
        "A::b(int,) | (int,String)",
      })
  void whatIsNoFunctionIsAnsweredWithWhatWouldBe(String typed, String right) {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> FunctionText.parse(typed))
        .withMessageStartingWith("'" + typed + "'")
        .withMessageEndingWith(right)
        .returns(ExitCode.USAGE, CommandException::exitCode);
  }
}
