package io.github.pipefarm.cli;

import io.github.pipefarm.DeathReport;
import io.github.pipefarm.FarmListener;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.TaskInfo;
import io.github.pipefarm.WorkerInfo;
import io.github.pipefarm.report.PeakMemory;
import io.github.pipefarm.report.ReportPage;
import io.github.pipefarm.report.RunReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Collects, while a run without a journal is under way, what its page is drawn of. Thread-safe. */
final class LiveReport implements FarmListener, AutoCloseable {
  private static final int UNDER_WAY = 1 << 16;

  private final Instant began = Instant.now();
  private final StartTimes started = new StartTimes(UNDER_WAY);
  private final PeakMemory memory = new PeakMemory();

  /** Guarded by this. */
  private final RunReport report = new RunReport();

  /**
   * @param about as in the first line of a journal
   */
  LiveReport(Map<String, ?> about) {
    ReportFacts.add(report, about, began.toString());
  }

  private double since(Instant when) {
    return Duration.between(began, when).toNanos() / 1e9;
  }

  private double now() {
    return since(Instant.now());
  }

  @Override
  public synchronized void workerStarted(WorkerInfo worker) {
    report.workerStarted(worker.name(), worker.pid().orElse(-1), now());
    worker.pid().ifPresent(pid -> memory.add(worker.name(), pid));
  }

  @Override
  public synchronized void workerReady(WorkerInfo worker) {
    report.workerReady(worker.name(), now());
    memory.look(worker.name());
  }

  @Override
  public synchronized void workerStopped(WorkerInfo worker) {
    report.workerStopped(worker.name(), now());
    noteMemory(worker.name());
  }

  @Override
  public synchronized void workerDied(DeathReport death) {
    report.workerDied(death.worker(), now(), FailureReport.oneLine(death.toString()));
    noteMemory(death.worker());
  }

  private void noteMemory(String worker) {
    OptionalLong peak = memory.remove(worker);
    peak.ifPresent(bytes -> report.peakMemory(worker, bytes));
  }

  @Override
  public void taskStarted(TaskInfo task) {
    started.began(task.index(), Duration.between(began, task.started()).toNanos());
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
            start.isPresent() ? start.getAsLong() / 1e9 : Math.max(0, now() - duration),
            duration);
    if (failure == null) {
      report.settled(entry);
    } else {
      report.failed(
          entry, new RunReport.Reason(failure.className(), failure.message(), failure.stack()));
    }
  }

  /** All records are settled. */
  synchronized void end() {
    report.ended(now());
  }

  synchronized void write(Path file) throws IOException {
    memory.now().forEach(report::peakMemory);
    ReportPage.write(report, file);
  }

  @Override
  public void close() {
    memory.close();
  }
}
