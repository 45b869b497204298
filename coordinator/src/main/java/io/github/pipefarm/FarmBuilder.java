package io.github.pipefarm;

import io.github.pipefarm.function.TaskRunnable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the builders of all engines have in common. Builders are not thread-safe.
 *
 * @param <B> the type of the builder itself
 */
public abstract sealed class FarmBuilder<B extends FarmBuilder<B>>
    permits ProcessFarmBuilder, ThreadFarmBuilder, SerialFarmBuilder {
  /** Longer than any farm lives, and short enough to be counted in nanoseconds. */
  private static final Duration LONGEST = Duration.ofDays(10_000);

  private static final AtomicInteger FARMS = new AtomicInteger();
  private @Nullable String name;
  private @Nullable TaskRunnable initializer;
  private @Nullable FarmListener listener;

  FarmBuilder() {}

  /**
   * Names the farm in thread names, in messages and on the command lines of its workers.
   *
   * @param name letters, digits, {@code . _ -}; default {@code farm-<n>}
   * @return this builder
   * @throws IllegalArgumentException if the name is empty or has other characters
   */
  public B name(String name) {
    if (!name.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException(
          "name: '" + name + "' must be of letters, digits, '.', '_' and '-'");
    }
    this.name = name;
    return self();
  }

  /**
   * Sets an action that each worker runs once, before its first task: to set statics and system
   * properties, which it does not inherit. If it throws, the farm ends with {@link
   * WorkerStartException}.
   *
   * @param initializer the action, copied when the farm is built; default none
   * @return this builder
   */
  public B initializer(TaskRunnable initializer) {
    this.initializer = initializer;
    return self();
  }

  /**
   * Sets who is told what happens in the farm.
   *
   * @param listener is told; default nobody
   * @return this builder
   */
  public B listener(FarmListener listener) {
    this.listener = listener;
    return self();
  }

  /**
   * Opens the farm.
   *
   * @return the farm; problems of starting workers surface in its first job
   * @throws NotTransferableException if the initializer can't be sent
   */
  public abstract Farm build();

  abstract B self();

  final String nameOrDefault() {
    return name != null ? name : "farm-" + FARMS.incrementAndGet();
  }

  final @Nullable TaskRunnable initializer() {
    return initializer;
  }

  final @Nullable FarmListener listener() {
    return listener;
  }

  static Duration positive(String option, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(option + ": " + value + " must be more than zero");
    }
    return value.compareTo(LONGEST) > 0 ? LONGEST : value;
  }

  static int notNegative(String option, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(option + ": " + value + " must be 0 or more");
    }
    return value;
  }

  static int positive(String option, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(option + ": " + value + " must be 1 or more");
    }
    return value;
  }
}
