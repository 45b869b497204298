package io.github.pipefarm.it;

import io.github.pipefarm.Farm;
import io.github.pipefarm.ProcessFarmBuilder;

/** Farms for a test of a second, of which there are hundreds. */
final class ShortLived {
  private ShortLived() {}

  /**
   * Begins a farm whose workers have the first compiler alone: they end before the second one has
   * gained anything, and it would take a fifth of their time.
   */
  static ProcessFarmBuilder farm(int workers) {
    return Farm.processes(workers).jvmArgs("-XX:TieredStopAtLevel=1");
  }
}
