package io.github.pipefarm;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far a job is, and who wants to know. The consumer is called at the beginning, at the end and
 * not more often than every tenth of a second between; a call that has not returned is waited for,
 * and what happened meanwhile is in the next one.
 */
final class JobProgress {
  /** As often as people can see, and seldom enough to cost nothing. */
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final OptionalLong total;
  private final @Nullable Consumer<Progress> consumer;
  private final FarmRuntime farm;
  private final long began = System.nanoTime();
  private final LongAdder succeeded = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final AtomicLong due = new AtomicLong(began);
  private final AtomicBoolean telling = new AtomicBoolean();

  /** Whether there is something that the consumer has not been told. */
  private volatile boolean isNew;

  JobProgress(FarmRuntime farm, OptionalLong total, @Nullable Consumer<Progress> consumer) {
    this.farm = farm;
    this.total = total;
    this.consumer = consumer;
  }

  OptionalLong total() {
    return total;
  }

  void settled(Tally tally) {
    succeeded.add(tally.succeeded());
    failed.add(tally.tasks() - tally.succeeded());
    tellIfDue();
  }

  void retried() {
    retried.increment();
    tellIfDue();
  }

  private void tellIfDue() {
    if (consumer != null) {
      long now = System.nanoTime();
      long at = due.get();
      if (now - at >= 0 && due.compareAndSet(at, now + INTERVAL_NANOS)) {
        tell();
      }
    }
  }

  /** Tells the consumer, if there is one, on a thread that nobody depends on. */
  void tell() {
    if (consumer != null) {
      isNew = true;
      if (telling.compareAndSet(false, true)) {
        CompletableFuture<@Nullable Void> told = new CompletableFuture<>();
        farm.opened(told); // so that the end of the farm waits for it
        farm.callback(
            () -> {
              deliver();
              farm.completed(told);
              told.complete(null);
            });
      }
    }
  }

  private void deliver() {
    Consumer<Progress> to = consumer;
    try {
      while (to != null && isNew) {
        isNew = false;
        to.accept(now());
      }
    } catch (Throwable e) { // the user's code, which may throw anything
      Log.of(Progress.class).log(Level.WARNING, () -> "a consumer of progress threw", e);
    } finally {
      telling.set(false);
    }
    if (isNew) {
      tell(); // it was told between the last look and the end
    }
  }

  Progress now() {
    long ok = succeeded.sum();
    long bad = failed.sum();
    long nanos = Math.max(1, System.nanoTime() - began);
    return new Progress(
        total, ok + bad, ok, bad, retried.sum(), Duration.ofNanos(nanos), (ok + bad) * 1e9 / nanos);
  }
}
