package io.github.pipefarm.it;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmBuilder;

/** State, in threads. */
class ThreadStateIT extends ParallelStateContract {
  @Override
  FarmBuilder<?> builder(int workers) {
    return Farm.threads(workers);
  }
}
