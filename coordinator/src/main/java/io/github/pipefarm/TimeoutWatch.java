package io.github.pipefarm;

import io.github.pipefarm.protocol.Page;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches that no task of one worker takes longer than its timeout. What the worker is at, and
 * since when, stands on its page, so that a timeout costs nothing as long as it does not expire:
 * the watch looks when the task that was begun last could have expired, and does nothing at all
 * while no task with a timeout is under way.
 */
final class TimeoutWatch {
  private static final long EPOCH = System.nanoTime();

  private final FarmRuntime farm;
  private final Page page;
  private final Consumer<Slot> expired;

  /** By how much the worker's clock is ahead of this JVM's, in nanoseconds. */
  private final long clockOffset;

  /** The tasks with a timeout that the worker holds, by their sequences. */
  private final Map<Long, Slot> timed = new ConcurrentHashMap<>();

  /** When the next look is due, by this JVM's clock, from {@link #EPOCH}; or never. */
  private final AtomicLong due = new AtomicLong(Long.MAX_VALUE);

  /**
   * @param expired told once of a task whose time is up, which is condemned: the worker does not go
   *     on to the next task by itself
   */
  TimeoutWatch(FarmRuntime farm, Page page, long clockOffset, Consumer<Slot> expired) {
    this.farm = farm;
    this.page = page;
    this.clockOffset = clockOffset;
    this.expired = expired;
  }

  /** A task is about to be sent. */
  void sent(Slot slot) {
    Duration timeout = slot.job.options.timeout();
    if (timeout != null) {
      timed.put(slot.sequence(), slot);
      lookIn(timeout);
    }
  }

  /** A task is settled, or is the worker's no more. */
  void gone(Slot slot) {
    if (slot.job.options.timeout() != null) {
      timed.remove(slot.sequence());
    }
  }

  /** Looks no more: the worker is dead. */
  void stop() {
    timed.clear();
  }

  private void look() {
    due.set(Long.MAX_VALUE);
    Slot slot = timed.get(page.sequence());
    Duration next = slot == null ? null : leftFor(slot);
    if (slot != null && next != null && next.isNegative()) {
      if (condemn(slot.sequence())) {
        expired.accept(slot);
      }
      next = null; // it is dealt with, or has just ended by itself
    }
    // A task that is sent from here on sees that no look is due.
    Duration least = least();
    if (next != null) {
      lookIn(next);
    } else if (least != null) {
      lookIn(least);
    }
  }

  /** Sees to it that a look comes no later than this. */
  private void lookIn(Duration delay) {
    long at = System.nanoTime() - EPOCH + delay.toNanos();
    if (due.getAndAccumulate(at, Math::min) > at) {
      farm.schedule(this::look, delay);
    }
  }

  /** What is left of the time of the task at hand; null if it is not at work. */
  private @Nullable Duration leftFor(Slot slot) {
    if (!isAtWork()) {
      return null;
    }
    Duration timeout = slot.job.options.timeout();
    long elapsed = System.nanoTime() + clockOffset - page.began();
    return timeout == null ? null : timeout.minusNanos(elapsed);
  }

  private boolean isAtWork() {
    return switch (page.state()) {
      case DECODING, RUNNING, SENDING -> true;
      case IDLE, INIT, FUNCTION, CONDEMNED -> false;
    };
  }

  private boolean condemn(long sequence) {
    return page.swap(sequence, Page.State.RUNNING, Page.State.CONDEMNED)
        || page.swap(sequence, Page.State.DECODING, Page.State.CONDEMNED)
        || page.swap(sequence, Page.State.SENDING, Page.State.CONDEMNED);
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
