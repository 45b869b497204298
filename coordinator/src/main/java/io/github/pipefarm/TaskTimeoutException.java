package io.github.pipefarm;

import java.time.Duration;

/**
 * The task took longer than its {@linkplain Job#timeout timeout}. Its worker was killed; only this
 * task fails.
 */
public final class TaskTimeoutException extends TaskException {
  private static final long serialVersionUID = 1;
  private final Duration timeout;
  private final StackTraceElement[] stuckAt;

  TaskTimeoutException(Facts task, Duration timeout, StackTraceElement[] stuckAt) {
    super(
        task,
        "took longer than its timeout of %s on %s%s"
            .formatted(
                timeout,
                task.where(),
                stuckAt.length == 0
                    ? "; where it was stuck is not known"
                    : ", stuck at " + stuckAt[0]),
        null);
    this.timeout = timeout;
    this.stuckAt = stuckAt.clone();
  }

  /**
   * Returns how long the task could have taken.
   *
   * @return the limit that was set
   */
  public Duration timeout() {
    return timeout;
  }

  /**
   * Returns where the task was when its time was up.
   *
   * @return the stack of the task's thread in the worker, innermost call first; empty if the worker
   *     did not answer
   */
  public StackTraceElement[] stuckAt() {
    return stuckAt.clone();
  }
}
