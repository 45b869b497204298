package io.github.pipefarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pipefarm.SampleFailures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RecordFailureTest {
  private static RecordFailure of(Throwable thrown) {
    return RecordFailure.of(SampleFailures.taskFailed(0, thrown));
  }

  @Test
  void whatTheFunctionThrewIsShownWithItsClass() {
    RecordFailure failure = of(new IllegalStateException("no: really"));
    assertThat(failure.line()).isEqualTo("java.lang.IllegalStateException: no: really");
    assertThat(failure.description()).isEqualTo(failure.line());
    assertThat(failure.stack()).contains("\tat ");
  }

  @Test
  void aRecordAtFaultIsShownWithoutOurInsides() {
    RecordFailure failure = of(new RecordException("wrong number of columns: 1"));
    assertThat(failure.line()).isEqualTo("RecordException: wrong number of columns: 1");
    assertThat(failure.description()).isEqualTo("wrong number of columns: 1");
    assertThat(failure.stack()).isEmpty();
  }

  @Test
  void aConversionThatFailedIsShownWithTheClassOfWhoRefused() {
    RecordFailure failure =
        of(
            new RecordException(
                "java.lang.NumberFormatException: For input string: \"x\" (column 1)"));
    assertThat(failure.className()).isEqualTo("java.lang.NumberFormatException");
    assertThat(failure.message()).isEqualTo("For input string: \"x\" (column 1)");
    assertThat(failure.line()).isEqualTo(failure.description());
  }
}
