package io.github.pipefarm;

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
  public Job name(String name) {
    return with(options().withName(name));
  }

  @Override
  Class<?> handleType() {
    return Job.class;
  }

  @Override
  public String toString() {
    return options() + " on " + runtime().name();
  }
}
