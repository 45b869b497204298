package io.github.pipefarm;

import io.github.pipefarm.protocol.Payload;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One task on its own, which one thread waits for, or a future. */
final class TaskRun extends JobRun {
  final SingleSlot slot;
  private final Gate done = new Gate();
  private final @Nullable CompletableFuture<@Nullable Object> future;

  /** Where the task was submitted, for the stack of the exception; null if a thread waits. */
  private final @Nullable Throwable submitted;

  /**
   * @param item what the task is about, for messages; null if there is nothing
   * @param future what to complete; null if a thread will wait
   */
  TaskRun(
      FarmRuntime farm,
      JobOptions options,
      Payload callable,
      ClassLoader loader,
      @Nullable Object item,
      @Nullable CompletableFuture<@Nullable Object> future) {
    super(farm, options, callable, loader, OptionalLong.of(1));
    this.slot = new SingleSlot(this, 0, item);
    this.future = future;
    this.submitted = future == null ? null : new Throwable();
  }

  @Override
  Lane lane() {
    return farm.singleTasks();
  }

  @Override
  boolean isSingleTask() {
    return true;
  }

  /** Waits for the result. */
  @Nullable Object await() {
    try {
      if (!VirtualThreads.isCurrent()) {
        farm.spin().tryAwait(() -> isOver() || Thread.currentThread().isInterrupted());
      }
      done.await(this::isOver);
    } catch (InterruptedException e) {
      cancel();
      Thread.currentThread().interrupt();
      throw new FarmInterruptedException("interrupted while waiting for " + this, e);
    }
    return value();
  }

  /** The result; a task that was aborted has none, even if it ended after all. */
  private @Nullable Object value() {
    Failure aborted = abortedBy();
    if (aborted != null) {
      throw aborted.toException();
    }
    return slot.value();
  }

  void cancel() {
    abort(() -> new TaskCancelledException(this + " was cancelled", null));
  }

  @Override
  void weighed(int items, long bytes) {}

  @Override
  void onSettled(SingleSlot settledSlot) {}

  @Override
  void onSettled(Tally tally) {
    end();
    wakeAll();
  }

  @Override
  void opened() {}

  @Override
  void wakeAll() {
    done.signal();
    if (future != null) {
      // Never here: what depends on the future may do anything, and take as long as it likes.
      farm.callback(() -> complete(future));
    }
  }

  private void complete(CompletableFuture<@Nullable Object> toComplete) {
    try {
      toComplete.complete(value());
    } catch (FarmException e) {
      if (submitted != null) {
        e.setStackTrace(submitted.getStackTrace());
      }
      toComplete.completeExceptionally(e);
    } catch (Throwable e) { // whoever waits for the future must hear of it, whatever it is
      toComplete.completeExceptionally(e);
    }
  }

  @Override
  void farmCloses() {}

  @Override
  public String toString() {
    return options.name() != null ? options.name() : "task-" + id;
  }
}
