package io.github.pipefarm;

import org.jspecify.annotations.Nullable;

/** What all exceptions about one task that ran, or was about to, say of it. */
abstract sealed class TaskException extends FarmException
    permits TaskFailedException, TaskTimeoutException, WorkerCrashedException {
  private static final long serialVersionUID = 1;
  private final long index;
  private final String item;
  private final String worker;
  private final int attempts;

  /**
   * @param what what happened to it, as the end of a sentence that begins with the task
   */
  TaskException(Facts task, String what, @Nullable Throwable cause) {
    super(task.name() + " " + what, cause);
    this.index = task.index();
    this.item = task.item();
    this.worker = task.worker();
    this.attempts = task.attempts();
  }

  /**
   * Returns the item's position in the input.
   *
   * @return the position, from 0
   */
  public final long index() {
    return index;
  }

  /**
   * Describes the item.
   *
   * @return its class and the beginning of its text
   */
  public final String item() {
    return item;
  }

  /**
   * Returns the worker that ran the task.
   *
   * @return its name, as {@code worker-1}
   */
  public final String worker() {
    return worker;
  }

  /**
   * Returns how often the task was tried.
   *
   * @return 1 or more
   */
  public final int attempts() {
    return attempts;
  }

  /**
   * What is known of a task at the moment at which it failed.
   *
   * @param name what to call it in a message
   */
  record Facts(String name, long index, String item, String worker, int attempts) {
    /** Where it failed: the worker, and which try it was if it was not the first. */
    String where() {
      return attempts > 1 ? worker + ", try " + attempts : worker;
    }
  }
}
