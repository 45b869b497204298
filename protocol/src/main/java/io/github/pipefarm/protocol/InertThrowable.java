package io.github.pipefarm.protocol;

import org.jspecify.annotations.Nullable;

/** Stands in for a throwable whose class can't be loaded, or made, here. */
final class InertThrowable extends Exception {
  private static final long serialVersionUID = 1;
  private final String text;

  /**
   * @param message the original's message
   * @param text what the original's {@code toString} said
   */
  InertThrowable(@Nullable String message, String text) {
    super(message);
    this.text = text;
  }

  static InertThrowable ofDamage(Throwable cause) {
    String message = "the task threw something, but the bytes that describe it are damaged";
    InertThrowable inert = new InertThrowable(message, message);
    inert.initCause(cause);
    return inert;
  }

  @Override
  @SuppressWarnings("OverrideThrowableToString") // the original's may say more than its message
  public String toString() {
    return text;
  }
}
