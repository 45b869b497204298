package io.github.pipefarm;

import io.github.pipefarm.function.Shared;
import org.jspecify.annotations.Nullable;

/** A farm of any engine. */
final class DefaultFarm extends TaskOperations implements Farm {
  private static final long serialVersionUID = 1;

  DefaultFarm(FarmRuntime runtime) {
    super(runtime, JobOptions.DEFAULTS);
  }

  @Override
  public Job job() {
    return new DefaultJob(runtime(), options());
  }

  @Override
  public <T extends @Nullable Object> Shared<T> share(T value) {
    return SharedValue.of(value, runtime());
  }

  @Override
  public int workers() {
    return runtime().workers();
  }

  @Override
  public FarmStats stats() {
    return runtime().stats();
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
  Class<?> handleType() {
    return Farm.class;
  }

  @Override
  public String toString() {
    return runtime().name();
  }
}
