package io.github.pipefarm;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** What a farm counts. Cheap enough to be always on: added to once for many tasks. Thread-safe. */
final class Statistics {
  private final LongAdder workersStarted = new LongAdder();
  private final LongAdder workersCrashed = new LongAdder();
  private final LongAdder submitted = new LongAdder();
  private final LongAdder succeeded = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final LongAdder bytesSent = new LongAdder();
  private final LongAdder bytesReceived = new LongAdder();
  private final LongAdder runningNanos = new LongAdder();

  void workerStarted() {
    workersStarted.increment();
  }

  void workerCrashed() {
    workersCrashed.increment();
  }

  void submitted(int tasks) {
    submitted.add(tasks);
  }

  void settled(Tally tally) {
    succeeded.add(tally.succeeded());
    failed.add(tally.failed());
    runningNanos.add(tally.nanos());
  }

  /** A try that took so long was followed by another one. */
  void retried(long nanos) {
    retried.increment();
    runningNanos.add(nanos);
  }

  void sent(long bytes) {
    bytesSent.add(bytes);
  }

  void received(long bytes) {
    bytesReceived.add(bytes);
  }

  /** The counts now, with what the engine knows of its workers. */
  FarmStats snapshot(WorkerUse use) {
    long running = runningNanos.sum();
    return new FarmStats(
        use.workers(),
        use.busy(),
        workersStarted.sum(),
        workersCrashed.sum(),
        submitted.sum(),
        succeeded.sum(),
        failed.sum(),
        retried.sum(),
        bytesSent.sum(),
        bytesReceived.sum(),
        Duration.ofNanos(running),
        Duration.ofNanos(Math.max(0, use.busyNanos() - running)),
        Duration.ofNanos(use.idleNanos()));
  }
}
