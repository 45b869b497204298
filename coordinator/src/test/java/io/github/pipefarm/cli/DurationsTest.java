package io.github.pipefarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 7, 8, 9, 1000, 123_456, 86_400_000_000_000L})
  void aPercentileIsASixteenthOffAtMost(long nanos) {
    Durations durations = new Durations();
    durations.add(nanos);
    durations.add(4 * nanos);
    assertThat((double) durations.percentile(50))
        .isCloseTo((double) nanos, within(nanos / 15.0 + 0.5));
    assertThat(durations.most()).isEqualTo(4 * nanos);
  }

  @Test
  void percentilesAreThoseOfManyTimes() {
    Durations durations = new Durations();
    for (int i = 1; i <= 1000; i++) {
      durations.add(i * 1000L);
    }
    assertThat((double) durations.percentile(50)).isCloseTo(500_000, within(35_000.0));
    assertThat((double) durations.percentile(99)).isCloseTo(990_000, within(65_000.0));
    assertThat(new Durations().percentile(50)).isZero();
  }
}
