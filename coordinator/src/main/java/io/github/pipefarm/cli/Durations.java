package io.github.pipefarm.cli;

/**
 * How long things took, for percentiles: counted in classes that are an eighth of their size wide,
 * so that any number of them takes 4 KB.
 */
final class Durations {
  private static final int BITS = 3;
  private final long[] counts = new long[64 << BITS];
  private long count;
  private long most;

  void add(long nanos) {
    long value = Math.max(1, nanos);
    counts[classOf(value)]++;
    count++;
    most = Math.max(most, value);
  }

  private static int classOf(long value) {
    int exponent = 63 - Long.numberOfLeadingZeros(value);
    long mantissa = exponent >= BITS ? value >>> (exponent - BITS) : value << (BITS - exponent);
    return (exponent << BITS) | (int) (mantissa & ((1 << BITS) - 1));
  }

  private static long middleOf(int index) {
    int exponent = index >> BITS;
    double mantissa = 1 + ((index & ((1 << BITS) - 1)) + 0.5) / (1 << BITS);
    return Math.round(mantissa * Math.scalb(1.0, exponent));
  }

  /**
   * The time that so many of a hundred did not exceed, in nanoseconds, give or take a sixteenth; 0
   * if there are none.
   */
  long percentile(double percent) {
    long rank = (long) Math.ceil(count * percent / 100);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank && seen > 0) {
        return Math.min(most, middleOf(i));
      }
    }
    return 0;
  }

  long most() {
    return most;
  }
}
