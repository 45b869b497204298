package io.github.pipefarm;

/** Tasks of one job that have an outcome, until somebody is told of them. Of one thread. */
final class Tally {
  private int tasks;
  private int failed;
  private int cancelled;
  private long nanos;
  private long bytes;

  static Tally of(SingleSlot slot) {
    Tally one = new Tally();
    one.add(slot, 0);
    return one;
  }

  /**
   * Adds the task of a slot that is settled.
   *
   * @param weight what the task's result weighs, encoded
   */
  void add(SingleSlot slot, long weight) {
    tasks++;
    if (slot.isCancelled()) {
      cancelled++;
    } else if (slot.failure() != null) {
      failed++;
    }
    nanos += slot.nanos();
    bytes += weight;
  }

  /** Adds a task that has succeeded. */
  void addSuccess(long afterNanos, long weight) {
    tasks++;
    nanos += afterNanos;
    bytes += weight;
  }

  void clear() {
    tasks = 0;
    failed = 0;
    cancelled = 0;
    nanos = 0;
    bytes = 0;
  }

  int tasks() {
    return tasks;
  }

  int succeeded() {
    return tasks - failed - cancelled;
  }

  int failed() {
    return failed;
  }

  /** How long the tasks took together. */
  long nanos() {
    return nanos;
  }

  /** What the results weigh together, encoded. */
  long bytes() {
    return bytes;
  }
}
