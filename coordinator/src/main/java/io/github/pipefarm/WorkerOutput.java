package io.github.pipefarm;

/** What becomes of the text that tasks print on standard output and standard error. */
public enum WorkerOutput {
  /** Goes to the coordinator's {@code System.err}, line by line, with the worker's name. */
  RELAY,
  /** Is thrown away; its last lines still stand in the report of a worker that died. */
  DISCARD
}
