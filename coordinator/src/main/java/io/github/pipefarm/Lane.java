package io.github.pipefarm;

import org.jspecify.annotations.Nullable;

/**
 * A queue of tasks that have not been sent, and the unit that is scheduled fairly: each job has
 * one, and all single tasks of a farm share one. It is the middle of a chain of slots: see {@link
 * Slot}.
 *
 * <p>One thread at a time appends. All else is guarded by the scheduler's lock.
 */
final class Lane {
  private static final int WORTH_WAKING = 64;

  /**
   * A wide slot has at most this part of what one worker may hold: none of its results is taken
   * before all are there, and until then they are in the window.
   */
  private static final int PART = 8;

  private final boolean chainIsKept;
  private final int share;
  private final int batch;
  private SlotChain tail;
  private volatile long appended;

  /** Nothing more will be appended. */
  private volatile boolean ended;

  // Guarded by the scheduler's lock.
  private SlotChain cursor;
  private long taken;
  private long workerNanos;
  private long averageNanos;
  private long averageBytes;

  /**
   * @param start the beginning of the chain
   * @param share how many of its tasks one worker may hold, so that there is enough for all
   * @param batch how many tasks are to travel together; 0 if that is left open
   * @param chainIsKept whether a consumer goes along the chain behind; otherwise it is cut here, so
   *     that what is done can be collected
   */
  Lane(SlotChain start, boolean chainIsKept, int share, int batch) {
    this.share = share;
    this.batch = batch;
    this.tail = start;
    this.cursor = start;
    this.chainIsKept = chainIsKept;
  }

  void append(Slot slot) {
    append(slot, slot, 1);
  }

  /** Appends slots that are chained already. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time writes it
  void append(Slot first, Slot last, int count) {
    tail.chain(first);
    tail = last;
    appended += count;
  }

  /**
   * Whether so much was appended, with the last tasks, that it is worth waking a feeder that has
   * something to do still. For the thread that appends.
   */
  boolean hasGrown(int lastTasks) {
    return appended / WORTH_WAKING != (appended - lastTasks) / WORTH_WAKING;
  }

  /** Nothing more will be appended. */
  void end() {
    ended = true;
  }

  /** Whether all of its tasks are known, and those that wait are the last ones. */
  boolean hasEnded() {
    return ended;
  }

  /** At most so many of its tasks are worth holding by one worker. */
  int share() {
    return share;
  }

  int batch() {
    return batch;
  }

  /** How many tasks wait. */
  long waiting() {
    return appended - taken;
  }

  boolean hasWaiting() {
    return waiting() > 0;
  }

  /**
   * Takes the next slot.
   *
   * @param most how many tasks may be in it
   */
  @Nullable Slot poll(long most) {
    Slot slot = cursor.next();
    if (slot instanceof WideSlot wide) {
      slot = wide.split(Math.min(most, Math.max(1, share / PART)));
      cursor.chain(slot);
    }
    if (slot != null) {
      if (!chainIsKept) {
        cursor.chain(null);
      }
      cursor = slot;
      taken += slot.count();
    }
    return slot;
  }

  /** Whether this is the only one of its tasks that waits. */
  boolean hasOnly(Slot slot) {
    return waiting() == 1 && cursor.next() == slot;
  }

  /** Whether the scheduler has gone beyond this slot, so that its successor is known elsewhere. */
  boolean isBeyond(SlotChain slot) {
    return cursor != slot;
  }

  long workerNanos() {
    return workerNanos;
  }

  /** Charges the lane with worker time, which decides whose turn is next. */
  void charge(long nanos) {
    workerNanos += nanos;
  }

  /** What a task takes by the latest measurements, in nanoseconds; 0 as long as none has ended. */
  long averageNanos() {
    return averageNanos;
  }

  /** What an item weighs by the latest measurements, encoded. */
  long averageBytes() {
    return averageBytes;
  }

  /** Tasks have ended that took so long in all. */
  void measuredNanos(int tasks, long nanos) {
    averageNanos = moved(averageNanos, nanos / tasks);
  }

  /** Items were encoded that weigh so much in all. */
  void measuredBytes(int items, long bytes) {
    averageBytes = moved(averageBytes, bytes / items);
  }

  /** A moving average over the last few samples: tasks of a job may become slower or faster. */
  private static long moved(long average, long sample) {
    return Math.max(1, average == 0 ? sample : (average * 3 + sample) / 4);
  }
}
