package io.github.pipefarm;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How far a job runs ahead of whoever takes its results, in tasks and in bytes. It throttles
 * pulling only: tasks that are tried again are inside already. One item is always admitted.
 *
 * <p>What an item weighs is known when it is encoded; until then it counts as much as the average
 * before it, and until the first is known few are admitted.
 */
final class Window {
  private static final int TASKS_PER_WORKER = 1024;
  private static final long MAX_BYTES = 64L << 20;

  /** How many items may be pulled before one of them has been weighed. */
  private static final int UNWEIGHED = 64;

  private final long tasks;

  // Written by the puller alone, and by the consumer alone.
  private volatile long pulled;
  private volatile long delivered;
  private volatile long deliveredBytes;

  private final AtomicLong weighed = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  Window(int tasks, int workers) {
    this.tasks = tasks > 0 ? tasks : (long) TASKS_PER_WORKER * workers;
  }

  /** Whether a further item may be pulled. */
  boolean admits() {
    long held = pulled - delivered;
    if (held == 0) {
      return true;
    }
    if (held >= tasks) {
      return false;
    }
    return weighed.get() == 0 ? held < UNWEIGHED : heldBytes() < MAX_BYTES;
  }

  /** Whether so much may be pulled that it is worth waking the puller. */
  boolean admitsMany() {
    long held = pulled - delivered;
    return held == 0 || (held * 2 <= tasks && heldBytes() * 2 <= MAX_BYTES);
  }

  private long heldBytes() {
    long known = weighed.get();
    long total = bytes.get();
    long average = known == 0 ? 0 : total / known;
    return total - deliveredBytes + Math.max(0, pulled - known) * average;
  }

  /** The puller has pulled an item. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
  void pulled() {
    pulled++;
  }

  /** The item that was pulled last will not be run after all. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
  void notPulled() {
    pulled--;
  }

  long pulledSoFar() {
    return pulled;
  }

  /** Items were encoded: how many, and to how many bytes. */
  void weighed(int items, long itemBytes) {
    bytes.addAndGet(itemBytes);
    weighed.addAndGet(items);
  }

  /** Results have come that weigh so much. */
  void received(long resultBytes) {
    bytes.addAndGet(resultBytes);
  }

  /** The consumer has taken the outcome of an item; item and result weighed so much. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes them
  void delivered(long itemAndResultBytes) {
    deliveredBytes += itemAndResultBytes;
    delivered++;
  }

  /** Whether the outcome of every item that was pulled has been taken. */
  boolean isEmpty() {
    return pulled == delivered;
  }
}
