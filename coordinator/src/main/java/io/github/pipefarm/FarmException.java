package io.github.pipefarm;

import org.jspecify.annotations.Nullable;

/**
 * The root of all that a farm throws. Each subclass carries as methods what a handler needs to
 * know. Only farms make them.
 */
public abstract class FarmException extends RuntimeException {
  private static final long serialVersionUID = 1;

  FarmException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
