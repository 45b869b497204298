package io.github.pipefarm;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Brings events to a farm's listener: whoever notices something only appends it to a queue, from
 * which one callback at a time takes them out. And to JDK Flight Recorder, where that is on.
 */
final class FarmEvents {
  /** How many events may wait: at some 100 bytes each a listener that hangs costs a few MB. */
  private static final int MOST_WAITING = 1 << 16;

  /** A Java runtime need not have it. */
  private static final boolean HAS_FLIGHT_RECORDER =
      ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private final FarmRuntime farm;
  private final @Nullable FarmListener listener;
  private final AtomicReference<@Nullable FlightEvents> flight = new AtomicReference<>();
  private final Queue<Consumer<FarmListener>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicBoolean hasLeftOut = new AtomicBoolean();

  /**
   * @param farm runs the listener
   * @param listener null if nobody listens
   */
  FarmEvents(FarmRuntime farm, @Nullable FarmListener listener) {
    this.farm = farm;
    this.listener = listener;
  }

  /** Whether anybody listens, to tasks as well. */
  boolean hasListener() {
    return listener != null;
  }

  /** Whether anybody wants to know of workers and jobs. */
  boolean areWanted() {
    return listener != null || flight() != null;
  }

  /** Whether a recording wants to know of a task that has succeeded after so long. */
  boolean isRecorded(long nanos) {
    FlightEvents recorded = flight();
    return recorded != null && recorded.isWorthTelling(nanos);
  }

  /**
   * What writes into recordings; null where JDK Flight Recorder is not on, or not there. Asked for
   * each outcome: it costs the read of one field.
   */
  private @Nullable FlightEvents flight() {
    return HAS_FLIGHT_RECORDER && FlightRecorder.isInitialized() ? recorded() : null;
  }

  private FlightEvents recorded() {
    FlightEvents made = flight.get();
    if (made == null) {
      synchronized (flight) {
        made = flight.get();
        if (made == null) {
          made = new FlightEvents(farm);
          flight.set(made);
        }
      }
    }
    return made;
  }

  void farmOpened() {
    FlightEvents recorded = flight();
    if (recorded != null) {
      recorded.farmOpened();
    }
  }

  void farmEnded() {
    FlightEvents recorded = flight.get();
    if (recorded != null) {
      recorded.farmEnded();
    }
  }

  /** Something about a worker or a job. */
  void tell(Consumer<FarmListener> event) {
    FlightEvents recorded = flight();
    if (recorded != null) {
      event.accept(recorded);
    }
    tellListener(event);
  }

  private void tellListener(Consumer<FarmListener> event) {
    if (listener != null) {
      waiting.add(event);
      if (count.getAndIncrement() == 0) {
        farm.callback(this::deliver);
      }
    }
  }

  void started(SingleSlot slot, Instant when) {
    if (listener != null) {
      TaskInfo task = slot.info(when);
      tellOfTask(to -> to.taskStarted(task));
    }
  }

  void finished(SingleSlot slot) {
    FlightEvents recorded = flight();
    if (recorded != null) {
      recorded.finished(slot);
    }
    if (listener != null) {
      Outcome<?, ?> outcome = slot.outcome();
      tellOfTask(to -> to.taskFinished(outcome));
    }
  }

  private void tellOfTask(Consumer<FarmListener> event) {
    if (count.get() < MOST_WAITING) {
      tellListener(event);
    } else if (hasLeftOut.compareAndSet(false, true)) {
      log("is slower than the farm: events about tasks are left out", null);
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

  private void deliver(Consumer<FarmListener> event, FarmListener to) {
    try {
      event.accept(to);
    } catch (Throwable e) { // the user's code, which may throw anything
      log("threw", e);
    }
  }

  private void log(String what, @Nullable Throwable thrown) {
    Log.of(FarmListener.class)
        .log(Level.WARNING, () -> "the listener of " + farm.name() + " " + what, thrown);
  }

  /** Waits until the listener has heard of all that has happened, but not for ever. */
  void awaitDelivery(Duration patience) throws InterruptedException {
    CountDownLatch heard = new CountDownLatch(1);
    tellListener(to -> heard.countDown());
    if (listener != null && !heard.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      log("has not caught up at the end of the farm", null);
    }
  }
}
