package io.github.pipefarm.protocol;

import org.jspecify.annotations.Nullable;

/** An object can't be encoded or decoded. Says where in the object graph the culprit stands. */
public final class TransferException extends Exception {
  private static final long serialVersionUID = 1;
  private final String path;
  private final String className;
  private final boolean ofDamage;

  /**
   * @param reason why, and what to do, as a sentence without the path
   * @param path the way from the root to the culprit, as {@code captured argument 1
   *     (com.acme.Report) → field "conn" (com.acme.Connection)}; empty where the root itself is it
   * @param className the culprit's class, or empty
   */
  public TransferException(
      String reason, String path, String className, @Nullable Throwable cause) {
    this(reason, path, className, cause, false);
  }

  TransferException(
      String reason, String path, String className, @Nullable Throwable cause, boolean ofDamage) {
    super(reason, cause);
    this.path = path;
    this.className = className;
    this.ofDamage = ofDamage;
  }

  /** Whether the bytes are none that an encoder makes, so that their sender is not in order. */
  public boolean isOfDamage() {
    return ofDamage;
  }

  /** The way from the root of the graph to the culprit. */
  public String path() {
    return path;
  }

  /** The culprit's class, or an empty string where it is not known. */
  public String className() {
    return className;
  }
}
