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
  static final int TASKS_PER_WORKER = 1024;

  /**
   * The same where items and results all stand in memory anyway. Each time that the window is
   * filled costs a few switches of threads, some 10 microseconds; these tasks take at least 100
   * nanoseconds each.
   */
  private static final int TASKS_PER_WORKER_IN_MEMORY = 8192;

  private static final long MAX_BYTES = 64L << 20;

  /** How many items may be pulled before one of them has been weighed. */
  private static final int UNWEIGHED = 64;

  private final long tasks;

  /** Written by the puller alone. */
  private volatile long pulled;

  // Written by the consumer alone, with a release only: who waits for it is told later if need be.
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong deliveredBytes = new AtomicLong();

  private final AtomicLong weighed = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  /**
   * @param tasks how many tasks; 0 for the default
   * @param inMemory whether all items are there, and all results are collected
   */
  Window(int tasks, int workers, boolean inMemory) {
    long each = inMemory ? TASKS_PER_WORKER_IN_MEMORY : TASKS_PER_WORKER;
    this.tasks = tasks > 0 ? tasks : each * workers;
  }

  /** Whether a further item may be pulled. */
  boolean admits() {
    return room(1) > 0;
  }

  /** How many items may be pulled, up to a limit. */
  int room(int most) {
    long held = pulled - delivered.getAcquire();
    long known = weighed.get();
    long room = Math.min(most, (known == 0 ? Math.min(tasks, UNWEIGHED) : tasks) - held);
    if (room > 0 && known > 0) {
      long free = MAX_BYTES - heldBytes();
      room = free <= 0 ? 0 : Math.min(room, 1 + free / Math.max(1, bytes.get() / known));
    }
    return held == 0 ? (int) Math.max(1, room) : (int) Math.max(0, room);
  }

  /** Whether so much may be pulled that it is worth waking the puller. */
  boolean admitsMany() {
    long held = pulled - delivered.getAcquire();
    return held == 0 || (held * 2 <= tasks && isLight());
  }

  /** Whether bytes are not what limits it. */
  boolean isLight() {
    return heldBytes() * 2 <= MAX_BYTES;
  }

  /** Whether so many of the settled tasks wait for the consumer that it is worth waking it. */
  boolean isWorthTaking(long settled) {
    return (settled - delivered.getAcquire()) * 2 >= tasks || settled == pulled || !isLight();
  }

  /** How many tasks one of so many workers may hold, for all to have the same. */
  int share(int workers) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, tasks / workers));
  }

  private long heldBytes() {
    long known = weighed.get();
    long total = bytes.get();
    long average = known == 0 ? 0 : total / known;
    return total - deliveredBytes.getAcquire() + Math.max(0, pulled - known) * average;
  }

  /** The puller has pulled items. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
  void pulled(int items) {
    pulled += items;
  }

  /** The items that were pulled last will not be run after all. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
  void notPulled(int items) {
    pulled -= items;
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

  /** The consumer has taken the outcomes of items; items and results weighed so much. */
  void delivered(int items, long itemAndResultBytes) {
    deliveredBytes.setRelease(deliveredBytes.getPlain() + itemAndResultBytes);
    delivered.setRelease(delivered.getPlain() + items);
  }

  /** Whether the outcome of every item that was pulled has been taken. */
  boolean isEmpty() {
    return pulled == delivered.getAcquire();
  }
}
