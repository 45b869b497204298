package io.github.pipefarm;

import org.jspecify.annotations.Nullable;

/** The farm is closed, or was closed or terminated before the task had finished. */
public final class FarmClosedException extends FarmException {
  private static final long serialVersionUID = 1;

  FarmClosedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
