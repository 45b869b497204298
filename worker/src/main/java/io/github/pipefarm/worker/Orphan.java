package io.github.pipefarm.worker;

import io.github.pipefarm.protocol.Offspring;

/**
 * The end of a worker whose coordinator is gone: nobody waits for its results, so it ends at once,
 * in the middle of a task too, and takes along the processes that its tasks started.
 */
final class Orphan {
  /** What {@code timeout} and shells report for something that was killed by a closed pipe. */
  private static final int EXIT_CODE = 141;

  private Orphan() {}

  static void end() {
    end(EXIT_CODE);
  }

  /** Ends this JVM at once, with this code, and takes along what its tasks started. */
  static void end(int exitCode) {
    try {
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
      String ids = System.getenv(Offspring.VARIABLE);
      if (ids != null) {
        Offspring.destroy(Offspring.innermost(ids));
      }
    } finally {
      Runtime.getRuntime().halt(exitCode);
    }
  }
}
