package io.github.pipefarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class WorkerCountTest {
  @ParameterizedTest
  @CsvSource({"3,3", "50%,4", "1%,1", "200%,16", "+2,10", "-2,6", "-20,1"})
  void countsAreAbsoluteOrRelativeToTheProcessors(String text, int workers) {
    assertThat(WorkerCount.parse(text, 8)).isEqualTo(workers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0%", "x", "", "1.5", "--1", "99999999"})
  void anythingElseIsRefused(String text) {
    assertThatExceptionOfType(TypeConversionException.class)
        .isThrownBy(() -> WorkerCount.parse(text, 8))
        .withMessageContaining("is no number of workers; right would be 4, 50%");
  }

  @Test
  void thereIsAtLeastOneProcessor() {
    assertThat(WorkerCount.processors()).isPositive();
  }
}
