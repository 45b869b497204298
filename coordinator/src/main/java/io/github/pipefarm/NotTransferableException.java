package io.github.pipefarm;

import org.jspecify.annotations.Nullable;

/**
 * Something that had to travel between coordinator and worker can't: the function, an item, a
 * result. Nothing of it was sent, and nothing else is affected.
 */
public final class NotTransferableException extends FarmException {
  private static final long serialVersionUID = 1;
  private final String path;
  private final String className;

  NotTransferableException(
      String message, String path, String className, @Nullable Throwable cause) {
    super(message, cause);
    this.path = path;
    this.className = className;
  }

  /**
   * Returns the way from the root of what was sent down to the culprit.
   *
   * @return fields and captured arguments, as {@code function → captured argument 1
   *     (com.acme.Report) → field "conn" (com.acme.Connection)}
   */
  public String path() {
    return path;
  }

  /**
   * Returns the class of the culprit.
   *
   * @return its full name, or an empty string where it is not known
   */
  public String className() {
    return className;
  }
}
