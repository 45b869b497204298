package io.github.pipefarm.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void figuresHaveThreeDigitsOrAllBeforeThePoint() {
    assertThat(Figures.text(0)).isEqualTo("0");
    assertThat(Figures.text(0.012345)).isEqualTo("0.0123");
    assertThat(Figures.text(99.96)).isEqualTo("100");
    assertThat(Figures.text(123456.7)).isEqualTo("123457");
    assertThat(Figures.text(-12.34)).isEqualTo("-12.3");
  }

  @Test
  void whatIsNoNumberIsADash() {
    assertThat(Figures.text(0.0 / 0)).isEqualTo("–");
    assertThat(Figures.text(1.0 / 0)).isEqualTo("–");
  }
}
