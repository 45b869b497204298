package io.github.pipefarm.benchmarks;

import java.util.Map;
import java.util.Optional;

/**
 * What one figure should reach, compared with another one of the same question.
 *
 * @param who what is judged
 * @param whom with what it is compared; empty if it stands for itself
 * @param isAtLeast whether it should be at least, and not at most, so many times the other
 */
record Budget(String who, String whom, boolean isAtLeast, double factor) {
  static Budget atLeast(String who, double factor, String whom) {
    return new Budget(who, whom, true, factor);
  }

  static Budget atMost(String who, double factor, String whom) {
    return new Budget(who, whom, false, factor);
  }

  static Budget atLeast(String who, double figure) {
    return atLeast(who, figure, "");
  }

  static Budget atMost(String who, double figure) {
    return atMost(who, figure, "");
  }

  /** How it was kept; empty where one of the two was not there, or is 0. */
  Optional<Verdict> judge(Map<String, Samples> answers) {
    Samples ours = answers.get(who);
    Samples other = answers.get(whom);
    if (ours == null || (other == null && !whom.isEmpty())) {
      return Optional.empty();
    }
    double ratio = other == null ? ours.median() : ours.median() / other.median();
    if (!Double.isFinite(ratio)) {
      return Optional.empty();
    }
    return Optional.of(new Verdict(this, ratio, isAtLeast ? ratio >= factor : ratio <= factor));
  }

  @Override
  public String toString() {
    return (isAtLeast ? "≥ " : "≤ ") + Figures.text(factor) + (whom.isEmpty() ? "" : " × " + whom);
  }

  /**
   * How a budget was kept.
   *
   * @param ratio to the other figure; the figure itself where there is none
   */
  record Verdict(Budget budget, double ratio, boolean isKept) {
    /** As a word for tables. */
    String word() {
      return isKept ? "kept" : "MISSED";
    }

    @Override
    public String toString() {
      return budget.who + ": " + Figures.text(ratio) + ", budget " + budget + ": " + word();
    }
  }
}
