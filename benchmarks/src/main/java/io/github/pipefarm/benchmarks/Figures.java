package io.github.pipefarm.benchmarks;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Figures as people read them. */
final class Figures {
  private Figures() {}

  /** With three significant digits. */
  static String text(double value) {
    if (value >= 1000 || value <= -1000) {
      return BigDecimal.valueOf(value).setScale(0, RoundingMode.HALF_UP).toPlainString();
    }
    return new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }
}
