package io.github.pipefarm.report;

import java.util.Arrays;

/**
 * How often times were how long, in buckets that grow by an eighth of a decade. Not thread-safe.
 */
final class Histogram {
  private static final int PER_DECADE = 8;

  /** In seconds: what takes less is in the first bucket. */
  private static final double LEAST = 1e-7;

  private static final int DECADES = 14;

  private final long[] counts = new long[PER_DECADE * DECADES];
  private long total;

  void add(double seconds) {
    int bucket = seconds <= LEAST ? 0 : (int) (PER_DECADE * Math.log10(seconds / LEAST));
    counts[Math.min(bucket, counts.length - 1)]++;
    total++;
  }

  long total() {
    return total;
  }

  /** The time that so many per cent are not above, to within a third. */
  double percentile(double percent) {
    long wanted = (long) Math.ceil(total * percent / 100);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted && seen > 0) {
        return from(i + 0.5);
      }
    }
    return 0;
  }

  /** Where a bucket begins, in seconds. */
  static double from(double bucket) {
    return LEAST * Math.pow(10, bucket / PER_DECADE);
  }

  /** The first bucket that has anything in it; as many as there are buckets if none has. */
  int first() {
    int i = 0;
    while (i < counts.length && counts[i] == 0) {
      i++;
    }
    return i;
  }

  /** The counts from the first bucket that has anything in it to the last one. */
  long[] counts() {
    int last = counts.length;
    while (last > 0 && counts[last - 1] == 0) {
      last--;
    }
    return Arrays.copyOfRange(counts, Math.min(first(), last), last);
  }
}
