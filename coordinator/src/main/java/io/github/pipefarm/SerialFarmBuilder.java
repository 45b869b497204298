package io.github.pipefarm;

/**
 * Builds a farm without workers: see {@link Farm#serial()}. Its options and their defaults are
 * those of {@link FarmBuilder}.
 */
public final class SerialFarmBuilder extends FarmBuilder<SerialFarmBuilder> {

  SerialFarmBuilder() {}

  @Override
  public Farm build() {
    return new DefaultFarm(
        new FarmRuntime(
            nameOrDefault(),
            1,
            listener(),
            runtime -> new SerialEngine(runtime, Initializer.of(initializer(), runtime))));
  }

  @Override
  SerialFarmBuilder self() {
    return this;
  }
}
