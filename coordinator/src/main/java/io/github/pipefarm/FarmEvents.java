package io.github.pipefarm;

import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings events to a farm's listener: whoever notices something only appends it to a queue, from
 * which one callback at a time takes them out.
 */
final class FarmEvents {
  /** How many events may wait: at some 100 bytes each a listener that hangs costs a few MB. */
  private static final int MOST_WAITING = 1 << 16;

  private final @Nullable FarmListener listener;
  private final Executor callbacks;
  private final Queue<Consumer<FarmListener>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicBoolean hasLeftOut = new AtomicBoolean();

  /**
   * @param listener null if nobody listens
   * @param callbacks runs the listener
   */
  FarmEvents(@Nullable FarmListener listener, Executor callbacks) {
    this.listener = listener;
    this.callbacks = callbacks;
  }

  /** Whether anybody listens; if not, events need not be made. */
  boolean areWanted() {
    return listener != null;
  }

  /** Something about a worker or a job. */
  void tell(Consumer<FarmListener> event) {
    if (listener != null) {
      waiting.add(event);
      if (count.getAndIncrement() == 0) {
        callbacks.execute(this::deliver);
      }
    }
  }

  void started(Slot slot, Instant when) {
    if (areWanted()) {
      TaskInfo task = slot.info(when);
      tellOfTask(to -> to.taskStarted(task));
    }
  }

  void finished(Slot slot) {
    if (areWanted()) {
      Outcome<?, ?> outcome = slot.outcome();
      tellOfTask(to -> to.taskFinished(outcome));
    }
  }

  private void tellOfTask(Consumer<FarmListener> event) {
    if (count.get() < MOST_WAITING) {
      tell(event);
    } else if (hasLeftOut.compareAndSet(false, true)) {
      log("the listener is slower than the farm: events about tasks are left out", null);
    }
  }

  private void deliver() {
    FarmListener to = listener;
    // Whoever raises the count from 0 starts this, so that it runs once at a time.
    int seen = count.get();
    while (to != null && seen > 0) {
      for (int i = 0; i < seen; i++) {
        Consumer<FarmListener> event = waiting.poll();
        if (event != null) {
          deliver(event, to);
        }
      }
      seen = count.addAndGet(-seen);
    }
  }

  private static void deliver(Consumer<FarmListener> event, FarmListener to) {
    try {
      event.accept(to);
    } catch (Throwable e) { // the user's code, which may throw anything
      log("a listener threw", e);
    }
  }

  private static void log(String message, @Nullable Throwable thrown) {
    System.getLogger(FarmListener.class.getName())
        .log(System.Logger.Level.WARNING, message, thrown);
  }

  /** Waits until the listener has heard of all that has happened, but not for ever. */
  void awaitDelivery(Duration patience) throws InterruptedException {
    CountDownLatch heard = new CountDownLatch(1);
    tell(to -> heard.countDown());
    if (areWanted() && !heard.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      log("the listener has not caught up at the end of the farm", null);
    }
  }
}
