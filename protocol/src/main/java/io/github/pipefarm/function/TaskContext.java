package io.github.pipefarm.function;

import io.github.pipefarm.protocol.TaskScope;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a task may know about itself. Code at any depth below the function gets it by {@link
 * #current()}; a task that does not ask pays nothing.
 */
public final class TaskContext {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long index;
  private final int attempt;
  private final String worker;
  private final long seed;
  private final BooleanSupplier cancelled;
  private @Nullable RandomGenerator random;

  private TaskContext(TaskScope scope) {
    this.index = scope.index();
    this.attempt = scope.attempt();
    this.worker = scope.worker();
    this.seed = scope.seed();
    this.cancelled = scope.cancelled();
  }

  /**
   * Returns the context of the task that the calling thread runs. Threads that a task starts have
   * none: it may hand its own on to them.
   *
   * @return the same object throughout a task
   * @throws IllegalStateException if the thread runs no task
   */
  public static TaskContext current() {
    TaskScope scope = TaskScope.current();
    if (scope == null || !scope.isInTask()) {
      throw new IllegalStateException(
          "TaskContext.current() was called by thread \""
              + Thread.currentThread().getName()
              + "\", which runs no task: call it in the task's own thread, and hand the context on");
    }
    if (scope.context() instanceof TaskContext known) {
      return known;
    }
    TaskContext context = new TaskContext(scope);
    scope.keep(context);
    return context;
  }

  /**
   * Returns the position of the task's item in the input.
   *
   * @return the position, from 0; 0 for a task on its own
   */
  public long index() {
    return index;
  }

  /**
   * Returns how often the task has been tried, after failures and crashes alike.
   *
   * @return the number of this try, from 1
   */
  public int attempt() {
    return attempt;
  }

  /**
   * Returns the name of the worker.
   *
   * @return {@code worker-<n>}
   */
  public String worker() {
    return worker;
  }

  /**
   * Returns whether nobody wants the result any more, because the job was cancelled. A cancelled
   * task is interrupted as well, once; a long loop that does not wait may ask here. May be called
   * by any thread.
   *
   * @return whether the task may as well stop
   */
  public boolean isCancelled() {
    return cancelled.getAsBoolean();
  }

  /**
   * Returns a source of random numbers that depends on the job's seed ({@code Job.seed}) and the
   * task's index alone: a task draws the same numbers whatever the engine, the number of workers,
   * tries and crashes. It is a {@link SplittableRandom}; not for secrets, and not for several
   * threads at once.
   *
   * @return the same generator throughout a task
   */
  public RandomGenerator random() {
    if (random == null) {
      // Split once, since generators that were made from neighbouring seeds would step through one
      // and the same cycle, and those of two tasks could overlap.
      random = new SplittableRandom(mix(mix(seed) + (index + 1) * GOLDEN_GAMMA)).split();
    }
    return random;
  }

  /** Stafford's variant 13 of the finalizer of MurmurHash3. */
  private static long mix(long z) {
    long y = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    y = (y ^ (y >>> 27)) * 0x94D049BB133111EBL;
    return y ^ (y >>> 31);
  }

  @Override
  public String toString() {
    return "task " + index + ", try " + attempt + " on " + worker;
  }
}
