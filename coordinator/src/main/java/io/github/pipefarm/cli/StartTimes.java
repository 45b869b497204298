package io.github.pipefarm.cli;

import java.util.OptionalLong;

/**
 * When tasks began, for those that began last: news of it may come late, or even after their
 * outcome, so whoever kept all of it would keep some for ever. Thread-safe.
 */
final class StartTimes {
  private final long[] indexes;
  private final long[] times;

  /**
   * @param size how many tasks may be under way before the oldest are forgotten
   */
  StartTimes(int size) {
    indexes = new long[size];
    times = new long[size];
  }

  synchronized void began(long index, long time) {
    int place = (int) (index % indexes.length);
    indexes[place] = index + 1; // 0 is no task
    times[place] = time;
  }

  /** When a task began, if that is known. */
  synchronized OptionalLong of(long index) {
    int place = (int) (index % indexes.length);
    return indexes[place] == index + 1 ? OptionalLong.of(times[place]) : OptionalLong.empty();
  }
}
