package io.github.pipefarm;

import java.util.OptionalLong;

/**
 * The function threw. The {@linkplain #getCause() cause} is what it threw, with the worker's stack
 * trace, of its own class where this JVM can load that; otherwise a stand-in with the same message
 * and the same text.
 */
public final class TaskFailedException extends TaskException {
  private static final long serialVersionUID = 1;
  private final long workerPid;

  /**
   * @param hint what to add to the message; may be empty
   */
  TaskFailedException(Facts task, OptionalLong workerPid, Throwable cause, String hint) {
    super(task, "failed on " + task.where() + ": " + Failures.words(cause) + hint, cause);
    this.workerPid = workerPid.orElse(-1);
  }

  /**
   * Returns the process id of the worker that ran the task.
   *
   * @return the id; empty where the worker is no process
   */
  public OptionalLong workerPid() {
    return workerPid < 0 ? OptionalLong.empty() : OptionalLong.of(workerPid);
  }
}
