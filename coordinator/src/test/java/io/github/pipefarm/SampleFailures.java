package io.github.pipefarm;

import java.util.List;
import java.util.OptionalLong;

/** Makes the exceptions that only farms can make. */
public final class SampleFailures {
  private SampleFailures() {}

  public static TaskFailedException taskFailed(long index, Throwable cause) {
    return new TaskFailedException(
        "task", index, "String", "worker-1", OptionalLong.of(1), 1, cause);
  }

  public static WorkerCrashedException workerCrashed(int exitStatus, int attempts) {
    return new WorkerCrashedException(
        "task", 0, "String", "worker-1", attempts, DeathReport.of(exitStatus, "", null));
  }

  public static WorkerStartException workersCannotStart() {
    return new WorkerStartException("no worker starts", List.of("java"), 1, "", null);
  }
}
