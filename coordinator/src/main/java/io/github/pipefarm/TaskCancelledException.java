package io.github.pipefarm;

import org.jspecify.annotations.Nullable;

/** The task was cancelled before it had an outcome: its future, its stream or its job was. */
public final class TaskCancelledException extends FarmException {
  private static final long serialVersionUID = 1;

  TaskCancelledException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
