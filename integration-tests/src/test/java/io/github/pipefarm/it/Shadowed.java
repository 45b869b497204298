package io.github.pipefarm.it;

import io.github.pipefarm.function.TaskFunction;

/** A class that a test's own loader has another one of. */
class Shadowed {
  private Shadowed() {}

  static TaskFunction<Integer, Object> name() {
    return n -> "of the class path";
  }
}
