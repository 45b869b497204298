package io.github.pipefarm.cli;

import io.github.pipefarm.DeathReport;
import io.github.pipefarm.FarmListener;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.TaskInfo;
import io.github.pipefarm.WorkerInfo;
import io.github.pipefarm.report.LiveRun;
import io.github.pipefarm.report.RunReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Collects, while a run without a journal is under way, what its page is drawn of. Thread-safe. */
final class LiveReport implements FarmListener, AutoCloseable {
  private static final int UNDER_WAY = 1 << 16;

  private final StartTimes started = new StartTimes(UNDER_WAY);

  /** Guarded by this. */
  private final LiveRun run = new LiveRun();

  /**
   * @param about as in the first line of a journal
   */
  LiveReport(Map<String, ?> about) {
    ReportFacts.add(run.report(), about, run.began().toString());
  }

  @Override
  public synchronized void workerStarted(WorkerInfo worker) {
    run.workerStarted(worker.name(), worker.pid());
  }

  @Override
  public synchronized void workerReady(WorkerInfo worker) {
    run.workerReady(worker.name());
  }

  @Override
  public synchronized void workerStopped(WorkerInfo worker) {
    run.workerStopped(worker.name());
  }

  @Override
  public synchronized void workerDied(DeathReport death) {
    run.workerDied(death.worker(), FailureReport.oneLine(death.toString()));
  }

  @Override
  public void taskStarted(TaskInfo task) {
    started.began(task.index(), Duration.between(run.began(), task.started()).toNanos());
  }

  /** A record is settled. */
  synchronized void add(
      Outcome<String, @Nullable String> outcome,
      long number,
      JournalEntry.Kind kind,
      @Nullable RecordFailure failure) {
    double duration = outcome.duration().toNanos() / 1e9;
    OptionalLong start = started.of(outcome.index());
    RunReport.Entry entry =
        new RunReport.Entry(
            number,
            outcome.item(),
            ReportFacts.kind(kind),
            outcome.attempts(),
            outcome.worker(),
            start.isPresent() ? start.getAsLong() / 1e9 : run.before(duration),
            duration);
    if (failure == null) {
      run.report().settled(entry);
    } else {
      run.report()
          .failed(
              entry, new RunReport.Reason(failure.className(), failure.message(), failure.stack()));
    }
  }

  /** All records are settled. */
  synchronized void end() {
    run.report().ended(run.now());
  }

  synchronized void write(Path file) throws IOException {
    run.write(file);
  }

  @Override
  public void close() {
    run.close();
  }
}
