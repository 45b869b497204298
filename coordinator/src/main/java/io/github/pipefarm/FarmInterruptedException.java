package io.github.pipefarm;

import org.jspecify.annotations.Nullable;

/**
 * The thread was interrupted while it waited. Its job is cancelled and its interrupt flag is set.
 */
public final class FarmInterruptedException extends FarmException {
  private static final long serialVersionUID = 1;

  FarmInterruptedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
