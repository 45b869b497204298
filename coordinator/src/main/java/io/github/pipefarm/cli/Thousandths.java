package io.github.pipefarm.cli;

/** Writes numbers with three digits behind the point, where a formatter would take all the time. */
final class Thousandths {
  private Thousandths() {}

  /** Appends a number that is given in thousandths; what is below 0 as 0. */
  static StringBuilder append(StringBuilder text, long thousandths) {
    long value = Math.max(0, thousandths);
    return text.append(value / 1000)
        .append('.')
        .append((char) ('0' + value / 100 % 10))
        .append((char) ('0' + value / 10 % 10))
        .append((char) ('0' + value % 10));
  }
}
