package io.github.pipefarm.cli;

import io.github.pipefarm.DeathReport;
import io.github.pipefarm.FarmListener;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.TaskInfo;
import io.github.pipefarm.WorkerInfo;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file that says what became of each record, while a run is under way: one JSON object on each
 * line. So a run that was cut off can go on, and a report can be drawn of it. The first line says
 * what was run; docs/journal.md has them all.
 *
 * <p>Lines wait up to a tenth of a second to be written together. What is lost with them when the
 * process is killed is only run again. Thread-safe.
 */
final class Journal implements FarmListener, AutoCloseable {
  private static final long FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Path file;
  private final BufferedWriter writer;
  private final Instant began;

  /** When the tasks began that are under way, by their index. */
  private final Map<Long, Instant> started = new ConcurrentHashMap<>();

  // Guarded by this.
  private long flushed = System.nanoTime();
  private @Nullable IOException failure;

  private Journal(Path file, Instant began, StandardOpenOption... options) {
    this.file = file;
    this.began = began;
    try {
      this.writer = Files.newBufferedWriter(file, options);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /** Makes a new journal, in place of any that was there. */
  static Journal create(Path file, RunIdentity identity) {
    Journal journal =
        new Journal(
            file,
            Instant.now(),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("journal", 1);
    header.put("began", journal.began.toString());
    header.put("settings", new java.util.TreeMap<>(identity.settings()));
    header.put("classpath", new java.util.TreeMap<>(identity.classPath()));
    journal.line(json(header), true);
    return journal;
  }

  /** Goes on with a journal, behind what it has. */
  static Journal append(Path file, Instant began) {
    Journal journal = new Journal(file, began, StandardOpenOption.APPEND);
    journal.event("resumed", Map.of());
    return journal;
  }

  /**
   * Notes what became of a record.
   *
   * @param offset where its line begins in the output, in bytes
   * @param length of its line; 0 if it has none
   * @param failure why it failed, if it did
   */
  void add(
      Outcome<String, @Nullable String> outcome,
      long number,
      JournalEntry.Kind kind,
      long offset,
      long length,
      @Nullable RecordFailure failure) {
    Instant start = started.remove(outcome.index());
    double duration = outcome.duration().toNanos() / 1e6;
    double at = start == null ? since(Instant.now()) - duration : since(start);
    StringBuilder line = new StringBuilder(160);
    line.append("{\"number\":").append(number);
    line.append(",\"hash\":\"").append(RecordHash.of(outcome.item()));
    line.append("\",\"outcome\":\"").append(kind.word());
    line.append("\",\"attempts\":").append(outcome.attempts());
    line.append(",\"worker\":\"").append(outcome.worker()).append('"');
    line.append(",\"start\":").append(milliseconds(at));
    line.append(",\"duration\":").append(milliseconds(duration));
    line.append(",\"offset\":").append(offset);
    line.append(",\"length\":").append(length);
    if (failure != null) {
      line.append(",\"class\":").append(json(failure.className()));
      line.append(",\"message\":").append(json(failure.message()));
      line.append(",\"stack\":").append(json(failure.stack()));
    }
    line(line.append('}').toString(), false);
  }

  /** Notes that all records there are have been settled. */
  void end(long records) {
    event("ended", Map.of("records", records));
  }

  @Override
  public void workerStarted(WorkerInfo worker) {
    worker("worker started", worker);
  }

  @Override
  public void workerReady(WorkerInfo worker) {
    worker("worker ready", worker);
  }

  @Override
  public void workerStopped(WorkerInfo worker) {
    worker("worker stopped", worker);
  }

  @Override
  public void workerDied(DeathReport report) {
    event(
        "worker died",
        Map.of("worker", report.worker(), "how", FailureReport.oneLine(report.toString())));
  }

  @Override
  public void taskStarted(TaskInfo task) {
    started.put(task.index(), task.started());
  }

  private void worker(String what, WorkerInfo worker) {
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("worker", worker.name());
    worker.pid().ifPresent(pid -> more.put("pid", pid));
    event(what, more);
  }

  private void event(String what, Map<String, ?> more) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("event", what);
    fields.put("at", Double.parseDouble(milliseconds(since(Instant.now()))));
    fields.putAll(more);
    line(json(fields), true);
  }

  private double since(Instant when) {
    return Duration.between(began, when).toNanos() / 1e6;
  }

  private static String milliseconds(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String json(Object value) {
    return JsonMapper.shared().writeValueAsString(value);
  }

  private synchronized void line(String text, boolean atOnce) {
    if (failure != null) {
      return; // the records' own thread will say so
    }
    try {
      writer.write(text);
      writer.write('\n');
      long now = System.nanoTime();
      if (atOnce || now - flushed > FLUSH_NANOS) {
        writer.flush();
        flushed = now;
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  /**
   * Notices whether something could not be written.
   *
   * @throws CommandException if so
   */
  synchronized void check() {
    if (failure != null) {
      throw unwritable(file, failure);
    }
  }

  @Override
  public synchronized void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static CommandException unwritable(Path file, IOException cause) {
    return CommandException.setup("the journal '" + file + "' can't be written: " + cause);
  }
}
