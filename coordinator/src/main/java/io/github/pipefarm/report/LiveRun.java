package io.github.pipefarm.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** A report of a run that is under way, by the clock. Not thread-safe. */
public final class LiveRun implements AutoCloseable {
  private final RunReport report = new RunReport();
  private final Instant began = Instant.now();
  private final PeakMemory memory = new PeakMemory();

  /** What is known so far. */
  public RunReport report() {
    return report;
  }

  /** When the run began. */
  public Instant began() {
    return began;
  }

  /** A time in seconds since the run began. */
  public double seconds(Instant when) {
    return Duration.between(began, when).toNanos() / 1e9;
  }

  /** The same, of now. */
  public double now() {
    return seconds(Instant.now());
  }

  /** When something began that has taken so long up to now. */
  public double before(double seconds) {
    return Math.max(0, now() - seconds);
  }

  /** A worker was started just now. */
  public void workerStarted(String worker, OptionalLong pid) {
    report.workerStarted(worker, pid.orElse(-1), now());
    pid.ifPresent(id -> memory.add(worker, id));
  }

  /** A worker is ready now. */
  public void workerReady(String worker) {
    report.workerReady(worker, now());
    memory.look(worker);
  }

  /** A worker ended just now because it was meant to. */
  public void workerStopped(String worker) {
    report.workerStopped(worker, now());
    noteMemory(worker);
  }

  /** A worker died just now. */
  public void workerDied(String worker, String how) {
    report.workerDied(worker, now(), how);
    noteMemory(worker);
  }

  private void noteMemory(String worker) {
    OptionalLong peak = memory.remove(worker);
    peak.ifPresent(bytes -> report.peakMemory(worker, bytes));
  }

  /**
   * Writes the page.
   *
   * @throws IOException if that is not possible
   */
  public void write(Path file) throws IOException {
    memory.now().forEach(report::peakMemory);
    ReportPage.write(report, file);
  }

  @Override
  public void close() {
    memory.close();
  }
}
