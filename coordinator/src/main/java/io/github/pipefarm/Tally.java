package io.github.pipefarm;

/** Slots of one job that were settled, summed up until somebody is told of them. Of one thread. */
final class Tally {
  private int slots;
  private int failed;
  private int cancelled;
  private long nanos;
  private long bytes;

  static Tally of(Slot slot) {
    Tally one = new Tally();
    one.add(slot, 0);
    return one;
  }

  /**
   * Adds a slot that is settled.
   *
   * @param weight what the task's result weighs, encoded
   */
  void add(Slot slot, long weight) {
    slots++;
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
    slots++;
    nanos += afterNanos;
    bytes += weight;
  }

  void clear() {
    slots = 0;
    failed = 0;
    cancelled = 0;
    nanos = 0;
    bytes = 0;
  }

  int slots() {
    return slots;
  }

  int succeeded() {
    return slots - failed - cancelled;
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
