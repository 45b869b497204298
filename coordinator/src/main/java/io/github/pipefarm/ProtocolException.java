package io.github.pipefarm;

import org.jspecify.annotations.Nullable;

/** A worker sent something that is not the protocol; it is killed and replaced. */
public final class ProtocolException extends FarmException {
  private static final long serialVersionUID = 1;

  ProtocolException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
