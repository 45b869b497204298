package io.github.pipefarm;

import java.util.List;

/**
 * How deep this JVM stands below the first coordinator: workers are told by a variable. A task may
 * open a farm, and a task of that as well; but a function that opens a farm for each of its items,
 * and runs itself there, must not fill the machine with processes.
 */
final class Nesting {
  static final String VARIABLE = "PIPEFARM_DEPTH";

  /** The first farm is at depth 1. */
  private static final int DEEPEST = 3;

  private Nesting() {}

  /** 0 in a JVM that is no worker. */
  static int depth() {
    try {
      return Integer.parseInt(System.getenv().getOrDefault(VARIABLE, "0"));
    } catch (NumberFormatException e) {
      return 0; // somebody else's
    }
  }

  /** Throws where a further farm of processes would be too deep. */
  static void check() {
    if (depth() >= DEEPEST) {
      throw new WorkerStartException(
          ("this is a worker of a farm that was opened in a worker, %d deep: no further farm of"
                  + " processes can be opened here (%s=%d); does a task run the program again that"
                  + " opened the first farm?")
              .formatted(DEEPEST, VARIABLE, depth()),
          List.of(),
          null,
          null);
    }
  }
}
