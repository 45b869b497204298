package io.github.pipefarm;

import io.github.pipefarm.protocol.Page;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches that no task of one worker takes longer than its timeout. What the worker is at, and
 * since when, stands on its page, so that a timeout costs nothing as long as it does not expire:
 * the watch looks when the task that was begun last could have expired, and does nothing at all
 * while no task with a timeout is under way.
 *
 * <p>A worker that has such tasks and begins none of them for as long as they may take is stuck
 * outside of its tasks.
 */
final class TimeoutWatch {
  private static final long EPOCH = System.nanoTime();

  /**
   * A look that comes later than this is a sign that this whole JVM stood still, and most likely
   * its workers with it: nobody is to be blamed for that time. A busy machine is a few milliseconds
   * late.
   */
  private static final Duration OVERSLEPT = Duration.ofMillis(200);

  /** Who is told. */
  interface Expiry {
    /**
     * A task's time is up. It may end this very moment: who is told claims it on the page, by
     * {@link Page#condemn} or {@link Page#doom}, before doing anything.
     *
     * @param sequence by which the worker knows it; the slot itself may be on its way to another
     */
    void expired(SingleSlot slot, long sequence);

    /**
     * The worker does not begin what it has.
     *
     * @param isStill whether that is still so
     */
    default void stuck(BooleanSupplier isStill) {}

    /** The worker has cut its page off: nothing can be told from it, and it must not be touched. */
    default void pageLost() {}
  }

  private final FarmRuntime farm;
  private final Page page;
  private final Expiry expiry;

  /** By how much the worker's clock is ahead of this JVM's, in nanoseconds. */
  private final long clockOffset;

  /** The tasks with a timeout that the worker holds, by their sequences. */
  private final Map<Long, SingleSlot> timed = new ConcurrentHashMap<>();

  /** The last task of which an outcome has come; those before it have come as well. */
  private final AtomicLong settled = new AtomicLong();

  /** When the next look is due, by this JVM's clock, from {@link #EPOCH}; or never. */
  private final AtomicLong due = new AtomicLong(Long.MAX_VALUE);

  // Of the watchdog thread.
  private long allowedFor;
  private long allowance;
  private long idleAfter = -1;
  private long idleSince;

  TimeoutWatch(FarmRuntime farm, Page page, long clockOffset, Expiry expiry) {
    this.farm = farm;
    this.page = page;
    this.clockOffset = clockOffset;
    this.expiry = expiry;
  }

  /** Tasks are about to be sent; those with a timeout have slots of their own. */
  void sent(Slot slot) {
    Duration timeout = slot.job.options.timeout();
    if (timeout != null && slot instanceof SingleSlot task) {
      timed.put(task.sequence(), task);
      lookIn(timeout);
    }
  }

  /** The outcome of a task has come, which is {@link #gone} if it may have a timeout. */
  void settled(long sequence) {
    settled.setRelease(sequence);
  }

  /** A task is the worker's no more. */
  void gone(SingleSlot slot) {
    if (slot.job.options.timeout() != null) {
      timed.remove(slot.sequence());
    }
  }

  /** Looks no more: the worker is dead. */
  void stop() {
    timed.clear();
  }

  private void look(long at) {
    due.set(Long.MAX_VALUE);
    if (timed.isEmpty()) {
      return;
    }
    try {
      if (page.isIntact()) {
        lookAtPage(at);
      } else {
        expiry.pageLost();
      }
    } catch (InternalError e) { // it was cut off this very moment
      expiry.pageLost();
    }
  }

  private void lookAtPage(long at) {
    allow(System.nanoTime() - EPOCH - at);
    Duration least = least();
    long last = page.sequence();
    SingleSlot slot = timed.get(last);
    Duration next = slot != null && page.state().isOfTask() ? leftFor(slot) : null;
    if (slot != null && next != null && next.isNegative()) {
      expiry.expired(slot, last);
      next = null; // it is dealt with, or has just ended by itself
    } else if (least != null && isAfter(last)) {
      next = leftToBegin(least);
      if (next.isNegative()) {
        idleAfter = -1; // once; whoever is told sees to the rest
        next = null;
        expiry.stuck(() -> !timed.isEmpty() && page.sequence() == last && isAfter(last));
      }
    }
    // A task that is sent from here on sees that no look is due.
    if (next != null) {
      lookIn(next);
    } else if (least != null) {
      lookIn(least);
    }
  }

  /** Whether a task has ended: on the page, it lasts until the next one begins, or all have. */
  private boolean isAfter(long sequence) {
    return page.state() == Page.State.IDLE || sequence <= settled.getAcquire();
  }

  /** Sees to it that a look comes no later than this. */
  private void lookIn(Duration delay) {
    long at = System.nanoTime() - EPOCH + delay.toNanos();
    if (due.getAndAccumulate(at, Math::min) > at) {
      farm.schedule(() -> look(at), delay);
    }
  }

  /** Gives back to the task at hand, if it is one, what this JVM has overslept. */
  private void allow(long lateNanos) {
    long sequence = page.sequence();
    if (allowedFor != sequence) {
      allowedFor = sequence;
      allowance = 0;
    }
    if (lateNanos > OVERSLEPT.toNanos()) {
      allowance += lateNanos;
      idleAfter = -1;
    }
  }

  /** What is left of the time of the task at hand. */
  private Duration leftFor(SingleSlot slot) {
    long elapsed = System.nanoTime() + clockOffset - page.began() - allowance;
    Duration timeout = slot.job.options.timeout();
    return (timeout == null ? Duration.ZERO : timeout).minusNanos(elapsed);
  }

  /** What is left of the time that a worker which is between two tasks may take to begin one. */
  private Duration leftToBegin(Duration limit) {
    long now = System.nanoTime();
    if (idleAfter != page.sequence()) {
      idleAfter = page.sequence();
      idleSince = now;
    }
    return limit.minusNanos(now - idleSince);
  }

  /** The shortest timeout of the tasks that the worker holds; null if it holds none. */
  private @Nullable Duration least() {
    return timed.values().stream()
        .map(slot -> slot.job.options.timeout())
        .filter(timeout -> timeout != null)
        .min(Duration::compareTo)
        .orElse(null);
  }
}
