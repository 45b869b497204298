package io.github.pipefarm;

/** What becomes of the text that tasks print on standard output and standard error. */
public enum WorkerOutput {
  /** Goes to the coordinator's {@code System.err}, line by line, with the worker's name. */
  RELAY,
  /**
   * Goes into the task's {@link Outcome#output()}: all that was written to the worker's standard
   * output and standard error while the task ran, by Java or by native code, in the order in which
   * it came. What a task's threads and processes write later is taken for the next task's. Of more
   * than 16 MB the middle is left out. What is printed outside of tasks, by the initializer for
   * example, goes to {@code System.err} as with {@link #RELAY}. Costs some ten microseconds a task.
   */
  CAPTURE,
  /** Is thrown away; its last lines still stand in the report of a worker that died. */
  DISCARD
}
