package io.github.pipefarm;

/**
 * Builds a farm of threads: see {@link Farm#threads(int)}. Its options and their defaults are those
 * of {@link FarmBuilder}.
 */
public final class ThreadFarmBuilder extends FarmBuilder<ThreadFarmBuilder> {
  private final int workers;

  ThreadFarmBuilder(int workers) {
    this.workers = positive("workers", workers);
  }

  @Override
  public Farm build() {
    return new DefaultFarm(
        new FarmRuntime(
            nameOrDefault(),
            workers,
            listener(),
            runtime -> new ThreadEngine(runtime, Initializer.of(initializer(), runtime))));
  }

  @Override
  ThreadFarmBuilder self() {
    return this;
  }
}
