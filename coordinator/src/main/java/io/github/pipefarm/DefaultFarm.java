package io.github.pipefarm;

/** A farm of any engine. */
final class DefaultFarm extends TaskOperations implements Farm {
  DefaultFarm(FarmRuntime runtime) {
    super(runtime, JobOptions.DEFAULTS);
  }

  @Override
  public Job job() {
    return new DefaultJob(runtime(), options());
  }

  @Override
  public int workers() {
    return runtime().workers();
  }

  @Override
  public void close() {
    runtime().close();
  }

  @Override
  public void terminate() {
    runtime().terminate();
  }

  @Override
  public String toString() {
    return runtime().name();
  }
}
