package io.github.pipefarm.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SamplesTest {
  @Test
  void theColdTurnStandsApart() {
    Samples samples = samples(100, 3, 1, 2);

    assertThat(samples.cold()).isEqualTo(100);
    assertThat(samples.median()).isEqualTo(2);
    assertThat(samples.least()).isEqualTo(1);
    assertThat(samples.most()).isEqualTo(3);
    assertThat(samples.all()).containsExactly(100.0, 3.0, 1.0, 2.0);
  }

  @Test
  void theMedianOfAnEvenNumberIsBetweenTheMiddleTwo() {
    assertThat(samples(100, 1, 2, 4, 9).median()).isEqualTo(3);
  }

  @Test
  void theColdTurnIsAllThereIsWhenThereIsNoOther() {
    assertThat(samples(5).median()).isEqualTo(5);
  }

  static Samples samples(double... values) {
    Samples samples = new Samples();
    for (double value : values) {
      samples.add(value);
    }
    return samples;
  }
}
