package io.github.pipefarm;

import java.util.List;
import java.util.OptionalLong;

/** Makes the exceptions that only farms can make. */
public final class SampleFailures {
  private SampleFailures() {}

  public static TaskFailedException taskFailed(long index, Throwable cause) {
    return new TaskFailedException(task(index, 1), OptionalLong.of(1), cause, "");
  }

  public static WorkerCrashedException workerCrashed(int exitStatus, int attempts) {
    DeathReport report =
        new DeathReport.Builder("worker-1").exit(ExitStatus.of(exitStatus, false)).build();
    return new WorkerCrashedException(task(0, attempts), report);
  }

  private static TaskException.Facts task(long index, int attempts) {
    return new TaskException.Facts("task", index, "String", "worker-1", attempts);
  }

  public static WorkerStartException workersCannotStart() {
    return new WorkerStartException("no worker starts", List.of("java"), null, null);
  }
}
