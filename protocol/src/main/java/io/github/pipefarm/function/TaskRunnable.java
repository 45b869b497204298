package io.github.pipefarm.function;

import java.io.Serializable;

/** An action without a result that can be sent to a worker. */
@FunctionalInterface
public interface TaskRunnable extends Serializable {
  /**
   * Runs the action.
   *
   * @throws Exception whatever makes it fail
   */
  void run() throws Exception;
}
