package io.github.pipefarm;

import java.time.Duration;
import java.util.function.Consumer;

/** A job of a farm: its options, and all that can be done with them. */
final class DefaultJob extends TaskOperations implements Job {
  private static final long serialVersionUID = 1;

  DefaultJob(FarmRuntime runtime, JobOptions options) {
    super(runtime, options);
  }

  private Job with(JobOptions options) {
    return new DefaultJob(runtime(), options);
  }

  @Override
  public Job timeout(Duration limit) {
    return with(options().withTimeout(limit));
  }

  @Override
  public Job deadline(Duration limit) {
    return with(options().withDeadline(limit));
  }

  @Override
  public Job retries(int retries) {
    return with(options().withRetries(retries));
  }

  @Override
  public Job retryOn(Class<?>... types) {
    return with(options().withRetryOn(types));
  }

  @Override
  public Job retryDelay(Duration delay) {
    return with(options().withRetryDelay(delay));
  }

  @Override
  public Job crashRetries(int retries) {
    return with(options().withCrashRetries(retries));
  }

  @Override
  public Job batch(int tasks) {
    return with(options().withBatch(tasks));
  }

  @Override
  public Job window(int tasks) {
    return with(options().withWindow(tasks));
  }

  @Override
  public Job unordered() {
    return with(options().withUnordered());
  }

  @Override
  public Job progress(Consumer<Progress> consumer) {
    return with(options().withProgress(consumer));
  }

  @Override
  public Job scope(StateScope scope) {
    return with(options().withScope(scope));
  }

  @Override
  public Job firstIndex(long index) {
    return with(options().withFirstIndex(index));
  }

  @Override
  public Job seed(long seed) {
    return with(options().withSeed(seed));
  }

  @Override
  public Job name(String name) {
    return with(options().withName(name));
  }

  @Override
  Class<?> handleType() {
    return Job.class;
  }

  @Override
  public String toString() {
    String name = options().name();
    return (name == null ? "job" : name) + " on " + runtime().name();
  }
}
