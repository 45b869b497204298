package io.github.pipefarm.it;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmBuilder;

/** State, in the calling thread. */
class SerialStateIT extends StateContract {
  @Override
  FarmBuilder<?> builder(int workers) {
    return Farm.serial();
  }
}
