package io.github.pipefarm;

/**
 * Which copy of the function object the tasks of a job work on, and with it of all that the
 * function holds or captures: {@link Job#scope}. The caller's own object never changes.
 */
public enum StateScope {
  /**
   * One copy for each worker, so that a task sees what earlier ones of the same worker and job have
   * left in it. Which ones these are is a matter of chance. The cheapest; right for functions that
   * do not change themselves.
   */
  PER_WORKER,

  /**
   * A copy for each task, decoded from bytes that the worker keeps, so that each task begins with
   * what the caller had. Costs the decoding, task by task.
   */
  PER_TASK,

  /**
   * As {@link #PER_WORKER}, and a task fails that has changed the copy, with a {@link
   * TaskFailedException} whose cause, an {@link IllegalStateException}, names the field. The next
   * task gets a fresh copy. Costs an encoding of the function after each task: to find errors with.
   * Transient fields and kept hash codes do not count.
   */
  CHECKED
}
