package io.github.pipefarm.protocol;

import java.io.IOException;

/** The other end sent something that is not the protocol. The connection is of no more use. */
public final class WireException extends IOException {
  private static final long serialVersionUID = 1;

  /** Says what came instead. */
  public WireException(String message) {
    super(message);
  }
}
