package io.github.pipefarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StartTimesTest {
  @Test
  void theLastOnesAreKnown() {
    StartTimes times = new StartTimes(4);
    assertThat(times.of(0)).isEmpty();
    for (long index = 0; index < 6; index++) {
      times.began(index, 10 * index);
    }
    times.began(5, 55); // tried again
    assertThat(times.of(1)).isEmpty();
    assertThat(times.of(2)).hasValue(20);
    assertThat(times.of(5)).hasValue(55);
    assertThat(times.of(6)).isEmpty();
  }
}
