package io.github.pipefarm.report;

/**
 * Amounts over time, in a fixed number of buckets: when time goes beyond the last one, two become
 * one each. So it takes the same memory for a second as for a year. Not thread-safe.
 */
final class TimeSeries {
  static final int BUCKETS = 512;

  /** In seconds. All series have widths that are this by a power of two. */
  private static final double FIRST_WIDTH = 1.0 / 1024;

  private double[] amounts = new double[BUCKETS];
  private double width = FIRST_WIDTH;

  /** Adds an amount at a time in seconds. */
  void add(double time, double amount) {
    int bucket = bucket(time); // first: it may make buckets wider
    amounts[bucket] += amount;
  }

  /** Adds the seconds of a span to the buckets that it lies in. */
  void addSpan(double from, double to) {
    double start = Math.max(0, from);
    int last = bucket(Math.max(start, to)); // first, too
    int first = bucket(start);
    for (int i = first; i <= last; i++) {
      double overlap = Math.min(to, (i + 1) * width) - Math.max(start, i * width);
      amounts[i] += Math.max(0, overlap);
    }
  }

  private int bucket(double time) {
    double seconds = Math.max(0, time);
    while (seconds >= BUCKETS * width) {
      amounts = merged(amounts);
      width *= 2;
    }
    return (int) (seconds / width);
  }

  private static double[] merged(double[] narrow) {
    double[] wide = new double[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      wide[i / 2] += narrow[i];
    }
    return wide;
  }

  /** How many seconds a bucket stands for. */
  double width() {
    return width;
  }

  /** The amounts in buckets of this width, which is that of a series, and at least this one's. */
  double[] inBucketsOf(double wider) {
    double[] all = amounts;
    for (double is = width; is < wider; is *= 2) {
      all = merged(all);
    }
    return all.clone();
  }
}
