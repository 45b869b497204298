package io.github.pipefarm;

import java.util.OptionalLong;

/**
 * The function threw. The {@linkplain #getCause() cause} is what it threw, with the worker's stack
 * trace, of its own class where this JVM can load that; otherwise a stand-in with the same message
 * and the same text.
 */
public final class TaskFailedException extends FarmException {
  private static final long serialVersionUID = 1;
  private final long index;
  private final String item;
  private final String worker;
  private final long workerPid;
  private final int attempts;

  TaskFailedException(
      String task,
      long index,
      String item,
      String worker,
      OptionalLong workerPid,
      int attempts,
      Throwable cause) {
    super(
        "%s failed on %s%s: %s"
            .formatted(task, worker, attempts > 1 ? ", try " + attempts : "", cause),
        cause);
    this.index = index;
    this.item = item;
    this.worker = worker;
    this.workerPid = workerPid.orElse(-1);
    this.attempts = attempts;
  }

  /**
   * Returns the item's position in the input.
   *
   * @return the position, from 0
   */
  public long index() {
    return index;
  }

  /**
   * Describes the item.
   *
   * @return its class and the beginning of its text
   */
  public String item() {
    return item;
  }

  /**
   * Returns the worker that ran the task.
   *
   * @return its name, as {@code worker-1}
   */
  public String worker() {
    return worker;
  }

  /**
   * Returns the process id of that worker.
   *
   * @return the id; empty where the worker is no process
   */
  public OptionalLong workerPid() {
    return workerPid < 0 ? OptionalLong.empty() : OptionalLong.of(workerPid);
  }

  /**
   * Returns how often the task was tried.
   *
   * @return 1 or more
   */
  public int attempts() {
    return attempts;
  }
}
