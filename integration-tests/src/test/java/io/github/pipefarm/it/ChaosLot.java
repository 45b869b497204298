package io.github.pipefarm.it;

import java.util.Random;

/** Draws by lot. */
final class ChaosLot {
  private ChaosLot() {}

  static <E> E pick(Random random, E[] values) {
    return values[random.nextInt(values.length)];
  }
}
