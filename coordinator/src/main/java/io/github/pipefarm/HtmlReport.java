package io.github.pipefarm;

import io.github.pipefarm.report.LiveRun;
import io.github.pipefarm.report.RunReport;
import io.github.pipefarm.report.RunReport.Entry;
import io.github.pipefarm.report.RunReport.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Draws what happens in a farm: a page of HTML with what each worker did when, how long tasks took
 * and waited, the slowest of them, failures by cause, and advice in words. It is one file that
 * needs a browser and nothing else, and does not grow with the number of tasks.
 *
 * <pre>{@code
 * try (HtmlReport report = HtmlReport.to(Path.of("farm.html"));
 *     Farm farm = Farm.processes().listener(report).build()) {
 *   farm.map(items, fn);
 * }
 * }</pre>
 *
 * <p>A report is for one farm. It keeps the beginnings of the texts of the slowest items and of
 * items that failed, as their {@code toString} gives them, and shows them in the page.
 *
 * <p>Thread-safe.
 */
public final class HtmlReport implements FarmListener, AutoCloseable {
  private static final int LONGEST_ITEM = 500;

  private final Path file;

  // Guarded by this.
  private final LiveRun run = new LiveRun();
  private final RunReport report = run.report();
  private final Map<String, TaskInfo> running = new HashMap<>();
  private long jobs;
  private boolean closed;

  private HtmlReport(Path file) {
    this.file = file;
    report.title("Farm");
    report.fact("Began", run.began().toString());
    report.fact("Java", Runtime.version().toString());
  }

  /**
   * Makes a report, to be given to the builder of a farm as its {@link FarmListener}.
   *
   * @param file where the page is written when the report is closed; one that is there is replaced
   * @return the report, which is closed after the farm
   */
  public static HtmlReport to(Path file) {
    return new HtmlReport(file);
  }

  /**
   * Names the page.
   *
   * @param text for its head; "Farm" without
   * @return this report
   */
  public synchronized HtmlReport title(String text) {
    report.title(text);
    return this;
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
    run.workerDied(death.worker(), death.toString());
  }

  @Override
  public synchronized void taskStarted(TaskInfo task) {
    running.put(task.worker(), task);
  }

  @Override
  public synchronized void taskFinished(Outcome<?, ?> outcome) {
    double duration = outcome.duration().toNanos() / 1e9;
    TaskInfo task = running.remove(outcome.worker());
    double start =
        task != null && task.index() == outcome.index()
            ? run.seconds(task.started())
            : run.before(duration);
    Kind kind = outcome.isSuccess() ? Kind.OK : Kind.FAILED;
    Entry entry =
        new Entry(
            outcome.index() + 1,
            // Only what may be shown is turned into text, which takes long.
            report.wouldShow(kind, duration) ? text(outcome.item()) : "",
            kind,
            outcome.attempts(),
            outcome.worker(),
            start,
            duration);
    if (outcome instanceof Outcome.Failure<?, ?> failure) {
      report.failed(entry, reason(failure.exception()));
    } else {
      report.settled(entry);
    }
  }

  private static String text(Object item) {
    try {
      String text = String.valueOf(item);
      return text.length() <= LONGEST_ITEM ? text : text.substring(0, LONGEST_ITEM) + "…";
    } catch (RuntimeException e) {
      return "(its toString() threw " + e.getClass().getName() + ")";
    }
  }

  private static RunReport.Reason reason(FarmException exception) {
    Throwable thrown = exception.getCause() == null ? exception : exception.getCause();
    Throwable told = exception instanceof TaskFailedException ? thrown : exception;
    StringWriter stack = new StringWriter();
    told.printStackTrace(new PrintWriter(stack));
    return new RunReport.Reason(
        told.getClass().getName(), String.valueOf(told.getMessage()), stack.toString());
  }

  @Override
  public synchronized void jobStarted(JobInfo job) {
    jobs++;
  }

  /**
   * Writes the page; called again, does nothing. To be called after the farm was closed.
   *
   * @throws UncheckedIOException if the file can't be written
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    report.fact("Jobs", Long.toString(jobs));
    report.ended(run.now());
    try (run) {
      run.write(file);
    } catch (IOException e) {
      throw new UncheckedIOException("the report '" + file + "' can't be written", e);
    }
  }
}
