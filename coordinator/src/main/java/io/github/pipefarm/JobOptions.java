package io.github.pipefarm;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a {@link Job} was told, checked. Immutable once it is out of {@link #with}. */
final class JobOptions implements Cloneable {
  static final JobOptions DEFAULTS = new JobOptions();

  private @Nullable Duration timeout;
  private @Nullable Duration deadline;
  private int retries;
  private List<Class<?>> retryOn = List.of();
  private Duration retryDelay = Duration.ZERO;
  private int crashRetries;
  private int batch;
  private int window;
  private boolean ordered = true;
  private @Nullable Consumer<Progress> progress;
  private StateScope scope = StateScope.PER_WORKER;
  private OptionalLong seed = OptionalLong.empty();
  private long firstIndex;
  private @Nullable String name;

  private JobOptions() {}

  private JobOptions with(Consumer<JobOptions> change) {
    try {
      JobOptions copy = (JobOptions) clone();
      change.accept(copy);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  JobOptions withTimeout(Duration limit) {
    Duration checked = FarmBuilder.positive("timeout", limit);
    return with(options -> options.timeout = checked);
  }

  JobOptions withDeadline(Duration limit) {
    Duration checked = FarmBuilder.positive("deadline", limit);
    return with(options -> options.deadline = checked);
  }

  JobOptions withRetries(int tries) {
    FarmBuilder.notNegative("retries", tries);
    return with(options -> options.retries = tries);
  }

  JobOptions withRetryOn(Class<?>... types) {
    List<Class<?>> copy = List.of(types);
    for (Class<?> type : copy) {
      if (!Throwable.class.isAssignableFrom(type)) {
        throw new IllegalArgumentException("retryOn: " + type.getName() + " is no Throwable");
      }
    }
    return with(options -> options.retryOn = copy);
  }

  JobOptions withRetryDelay(Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("retryDelay: " + delay + " must not be negative");
    }
    Duration checked = delay.isZero() ? delay : FarmBuilder.positive("retryDelay", delay);
    return with(options -> options.retryDelay = checked);
  }

  JobOptions withCrashRetries(int tries) {
    FarmBuilder.notNegative("crashRetries", tries);
    return with(options -> options.crashRetries = tries);
  }

  JobOptions withBatch(int tasks) {
    FarmBuilder.positive("batch", tasks);
    return with(options -> options.batch = tasks);
  }

  JobOptions withWindow(int tasks) {
    FarmBuilder.positive("window", tasks);
    return with(options -> options.window = tasks);
  }

  JobOptions withUnordered() {
    return with(options -> options.ordered = false);
  }

  JobOptions withProgress(Consumer<Progress> consumer) {
    Objects.requireNonNull(consumer, "progress");
    return with(options -> options.progress = consumer);
  }

  JobOptions withScope(StateScope newScope) {
    StateScope checked = Objects.requireNonNull(newScope, "scope");
    return with(options -> options.scope = checked);
  }

  JobOptions withSeed(long newSeed) {
    return with(options -> options.seed = OptionalLong.of(newSeed));
  }

  JobOptions withFirstIndex(long index) {
    if (index < 0) {
      throw new IllegalArgumentException("firstIndex: " + index + " must be 0 or more");
    }
    return with(options -> options.firstIndex = index);
  }

  JobOptions withName(String newName) {
    if (newName.isBlank()) {
      throw new IllegalArgumentException("name: it must not be blank");
    }
    return with(options -> options.name = newName);
  }

  /** How long a task may take; null for as long as it likes. */
  @Nullable Duration timeout() {
    return timeout;
  }

  /** How long the job may take; null for as long as it likes. */
  @Nullable Duration deadline() {
    return deadline;
  }

  int retries() {
    return retries;
  }

  /** Whether something that was thrown is a reason to try again. */
  boolean isReasonToRetry(Throwable thrown) {
    return retryOn.isEmpty() || retryOn.stream().anyMatch(type -> type.isInstance(thrown));
  }

  Duration retryDelay() {
    return retryDelay;
  }

  int crashRetries() {
    return crashRetries;
  }

  /** How many tasks travel together; 0 where that is decided from measured task times. */
  int batch() {
    return batch;
  }

  /** How many tasks may be under way; 0 for the default. */
  int window() {
    return window;
  }

  boolean ordered() {
    return ordered;
  }

  /** Who wants to know how far the job is; null if nobody does. */
  @Nullable Consumer<Progress> progress() {
    return progress;
  }

  /** Which copy of the function tasks work on. */
  StateScope scope() {
    return scope;
  }

  /** The seed of the tasks' random numbers; empty for one at random. */
  OptionalLong seed() {
    return seed;
  }

  /** The index of the first item. */
  long firstIndex() {
    return firstIndex;
  }

  /** The name in messages; null for the default. */
  @Nullable String name() {
    return name;
  }
}
