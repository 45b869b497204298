package io.github.pipefarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TaskOutputTest {
  private final TaskOutput output = new TaskOutput();

  @Test
  void eachTaskGetsWhatStandsBeforeItsMark() {
    add("before all" + mark(0) + "of the first" + mark(1) + mark(2) + "of the third" + mark(3));
    assertThat(output.of(1)).isEqualTo("of the first");
    assertThat(output.of(2)).isEmpty();
    assertThat(output.of(3)).isEqualTo("of the third");
  }

  @Test
  void aMarkMayComeInPieces() {
    for (char c : (mark(0) + "printed" + mark(1)).toCharArray()) {
      add(String.valueOf(c));
    }
    assertThat(output.of(1)).isEqualTo("printed");
  }

  @Test
  void aWorkerWhoseMarksDoNotComeAnyMoreIsNotWaitedForAtEachTask() {
    add(mark(0));
    // Each wait would take a second.
    for (long sequence = 1; sequence <= 100; sequence++) {
      assertThat(output.of(sequence)).isEmpty();
    }
    add("printed" + mark(101));
    assertThat(output.of(101)).isEqualTo("printed");
  }

  @Test
  void whatFollowsTheLastMarkIsOfTheTaskAtWhichTheWorkerDied() {
    add(mark(0) + "of the first" + mark(1) + "and then it died");
    output.end();
    assertThat(output.rest()).isEqualTo("and then it died");
  }

  private void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    output.add(bytes, bytes.length);
  }

  private String mark(long sequence) {
    return "\0" + output.marker() + ":" + sequence + "\n";
  }
}
