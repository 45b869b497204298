package io.github.pipefarm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pipefarm.FarmException;
import io.github.pipefarm.SampleFailures;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureReportTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final FailureReport report = new FailureReport(new PrintStream(written, true, UTF_8));

  @Test
  void aFailedRecordIsOneLineWithItsPlaceAndItsCause() {
    failed(
        "numbers.txt:3",
        SampleFailures.taskFailed(2, new NumberFormatException("For input string: \"x\"")));
    report.finish(5);
    assertThat(lines())
        .containsExactly(
            "pipefarm: numbers.txt:3: java.lang.NumberFormatException: For input string: \"x\"",
            "pipefarm: 1 of 5 records failed");
  }

  @Test
  void messagesOfSeveralLinesBecomeOne() {
    failed("a:1", SampleFailures.taskFailed(0, new IllegalStateException("one\r\n  two\n")));
    assertThat(lines()).containsExactly("pipefarm: a:1: java.lang.IllegalStateException: one two");
  }

  @Test
  void ownComplaintsAreNotPrefixedWithAClass() {
    failed("a:1", SampleFailures.taskFailed(0, new RecordException("wrong number of columns: 2")));
    assertThat(lines()).containsExactly("pipefarm: a:1: wrong number of columns: 2");
  }

  @Test
  void aCrashTellsHowTheWorkerEnded() {
    failed("a:1", SampleFailures.workerCrashed(137, 1));
    failed("a:2", SampleFailures.workerCrashed(3, 2));
    assertThat(lines())
        .containsExactly(
            "pipefarm: a:1: its worker was killed by SIGKILL",
            "pipefarm: a:2: its worker ended with exit code 3, 2 tries");
  }

  @Test
  void manyFailuresAreCountedByCause() {
    for (int i = 1; i <= 12; i++) {
      failed("a:" + i, SampleFailures.taskFailed(i, new NumberFormatException("no. " + i)));
    }
    for (int i = 13; i <= 32; i++) {
      failed("a:" + i, SampleFailures.taskFailed(i, new IllegalStateException()));
    }
    report.finish(1_000);
    assertThat(lines())
        .hasSize(10 + 3)
        .endsWith(
            "pipefarm: 32 of 1,000 records failed",
            "pipefarm:   20: java.lang.IllegalStateException (the first is a:13)",
            "pipefarm:   12: java.lang.NumberFormatException (the first is a:1)");
  }

  @Test
  void withoutFailuresThereIsNothingToSay() {
    report.finish(1_000);
    assertThat(lines()).isEmpty();
    assertThat(report.isEmpty()).isTrue();
  }

  private void failed(String origin, FarmException exception) {
    int colon = origin.indexOf(':');
    report.failed(
        new Origin(origin.substring(0, colon), Long.parseLong(origin.substring(colon + 1))),
        RecordFailure.of(exception));
  }

  private List<String> lines() {
    return written.toString(UTF_8).lines().toList();
  }
}
