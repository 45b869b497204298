package io.github.pipefarm.worker;

/** Main class of a worker. */
public final class WorkerMain {
  private WorkerMain() {}
}
