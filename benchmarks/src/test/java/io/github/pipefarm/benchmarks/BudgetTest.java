package io.github.pipefarm.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private final Map<String, Samples> figures =
      Map.of("ours", SamplesTest.samples(1, 20), "peer", SamplesTest.samples(1, 8));

  @Test
  void aFigureIsComparedWithAnother() {
    assertThat(Budget.atLeast("ours", 2.5, "peer").judge(figures))
        .hasValueSatisfying(verdict -> assertThat(verdict.isKept()).isTrue())
        .hasValueSatisfying(verdict -> assertThat(verdict.ratio()).isEqualTo(2.5));
    assertThat(Budget.atMost("ours", 2.4, "peer").judge(figures).orElseThrow().isKept()).isFalse();
  }

  @Test
  void aFigureMayStandForItself() {
    assertThat(Budget.atMost("ours", 20).judge(figures).orElseThrow().isKept()).isTrue();
    assertThat(Budget.atLeast("ours", 21).judge(figures).orElseThrow().isKept()).isFalse();
  }

  @Test
  void whoWasNotThereIsNotJudged() {
    assertThat(Budget.atLeast("ours", 1, "nobody").judge(figures)).isEmpty();
    assertThat(Budget.atLeast("nobody", 1).judge(figures)).isEmpty();
  }

  @Test
  void nothingIsSoManyTimesZero() {
    Map<String, Samples> zeros =
        Map.of("ours", SamplesTest.samples(0), "peer", SamplesTest.samples(0));

    assertThat(Budget.atMost("ours", 1, "peer").judge(zeros)).isEmpty();
  }
}
