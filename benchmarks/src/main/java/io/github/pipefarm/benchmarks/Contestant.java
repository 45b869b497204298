package io.github.pipefarm.benchmarks;

import java.util.List;

/**
 * Somebody who answers a question.
 *
 * @param figures what one turn of it measures, as it stands in the table; most measure one
 * @param turns at most how often it is asked: what takes long is asked less often
 * @param warmUps how many turns it takes behind the first, cold one that nobody measures
 * @param turn takes one turn
 */
record Contestant(List<String> figures, int turns, int warmUps, Turn turn) {
  private static final int SLOW_TURNS = 3;

  /** Measures several figures at once. */
  interface Turn {
    /** As many values as there are figures, in the question's unit. */
    double[] measure() throws Exception;
  }

  /** Measures one figure. */
  interface SingleTurn {
    double measure() throws Exception;
  }

  Contestant {
    figures = List.copyOf(figures);
  }

  /** One that is asked as often as the user wants. */
  static Contestant asked(String name, SingleTurn turn) {
    return new Contestant(List.of(name), Integer.MAX_VALUE, 0, () -> new double[] {turn.measure()});
  }

  /** One that takes long. */
  static Contestant slow(String name, SingleTurn turn) {
    return new Contestant(List.of(name), SLOW_TURNS, 0, () -> new double[] {turn.measure()});
  }

  /** One that measures several figures in one turn, as a median and a percentile. */
  static Contestant several(List<String> figures, Turn turn) {
    return new Contestant(figures, Integer.MAX_VALUE, 0, turn);
  }

  /** The same, asked less often, as what takes long is. */
  Contestant atMost(int lessTurns) {
    return new Contestant(figures, lessTurns, warmUps, turn);
  }

  /**
   * One whose JVMs still compile, or use their heaps for the first time, during the first turns.
   */
  Contestant warmedUp(int unmeasuredTurns) {
    return new Contestant(figures, turns, unmeasuredTurns, turn);
  }

  /** Whether it takes so long that what came before does not matter to it. */
  boolean isSlow() {
    return turns <= SLOW_TURNS;
  }

  String name() {
    return figures.get(0);
  }
}
