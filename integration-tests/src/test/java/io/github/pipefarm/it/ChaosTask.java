package io.github.pipefarm.it;

import io.github.pipefarm.function.TaskFunction;

/** Counts that it runs, and does what its item wants. */
record ChaosTask(Counters runs) implements TaskFunction<ChaosItem, Object> {
  @Override
  public Object apply(ChaosItem item) throws Exception {
    runs.increment(item.id());
    return item.deed().perform(item);
  }
}
