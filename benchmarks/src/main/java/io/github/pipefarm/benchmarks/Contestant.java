package io.github.pipefarm.benchmarks;

/**
 * Somebody who answers a question.
 *
 * @param name as it stands in the table
 * @param turns at most how often it is asked: what takes long is asked less often
 * @param turn takes one turn
 */
record Contestant(String name, int turns, Turn turn) {
  /** Measures once. */
  interface Turn {
    /** What was measured, in the question's unit. */
    double measure() throws Exception;
  }

  /** One that is asked as often as the user wants. */
  static Contestant asked(String name, Turn turn) {
    return new Contestant(name, Integer.MAX_VALUE, turn);
  }

  /** One that takes long. */
  static Contestant slow(String name, Turn turn) {
    return new Contestant(name, 3, turn);
  }
}
