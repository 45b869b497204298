package io.github.pipefarm.cli;

import io.github.pipefarm.DeathReport;
import io.github.pipefarm.FarmListener;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.TaskInfo;
import io.github.pipefarm.WorkerInfo;
import io.github.pipefarm.report.PeakMemory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file that says what became of each record, while a run is under way: one JSON object on each
 * line. So a run that was cut off can go on, and a report can be drawn of it. The first line says
 * what was run; docs/journal.md has them all.
 *
 * <p>Lines are written a moment after they are added. What is lost with them when the process is
 * killed is only run again. Thread-safe.
 */
final class Journal implements FarmListener, AutoCloseable {
  /** The version of the format. */
  static final int FORMAT = 1;

  private static final StandardOpenOption[] NEW = {
    StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE
  };

  /** More than are ever under way with the default window and 64 workers; takes 1 MB. */
  private static final int UNDER_WAY = 1 << 16;

  /** Where it is to be, and where it is until it is published. */
  private final Path target;

  private final Path file;
  private final OutputStream out;
  private final LineWriter writer;
  private final Instant began;
  private final StartTimes started = new StartTimes(UNDER_WAY);
  private final PeakMemory memory = new PeakMemory();

  /** Of the thread that adds records. */
  private final SlowestRecords slowest = new SlowestRecords();

  private boolean ended;

  private Journal(Path target, Path file, Instant began, StandardOpenOption... options) {
    this.target = target;
    this.file = file;
    this.began = began;
    try {
      this.out = Files.newOutputStream(file, options);
    } catch (IOException e) {
      throw unwritable(e);
    }
    this.writer = new LineWriter(out, () -> {});
  }

  /**
   * Makes a new journal, which takes the place of any that was there when it is published.
   *
   * @param about what a report may want to know of the run
   */
  static Journal create(Path file, RunIdentity identity, Map<String, ?> about) {
    Journal journal =
        new Journal(
            file, Output.isSpecial(file) ? file : Output.beside(file, "new"), Instant.now(), NEW);
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("journal", FORMAT);
    header.put("began", journal.began.toString());
    header.putAll(about);
    header.put("settings", new TreeMap<>(identity.settings()));
    header.put("classpath", new TreeMap<>(identity.classPath()));
    journal.line(json(header));
    return journal;
  }

  /**
   * Makes a journal of what is run again of a run, to be merged with its own.
   *
   * @param began when that run did
   */
  static Journal ofRetry(Path file, Instant began, Map<String, ?> about) {
    Journal journal = new Journal(file, file, began, NEW);
    journal.event("retried", about);
    return journal;
  }

  /** Goes on with a journal, behind what it has. */
  static Journal append(Path file, Instant began, Map<String, ?> about) {
    Journal journal = new Journal(file, file, began, StandardOpenOption.APPEND);
    journal.event("resumed", about);
    return journal;
  }

  /** Puts a new journal where it is to be. */
  void publish() {
    try {
      if (!file.equals(target)) {
        Files.move(file, Output.real(target), StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * Notes what became of a record.
   *
   * @param offset where its line begins in the output, in bytes
   * @param length of its line; 0 if it has none
   * @param failure why it failed, if it did
   * @throws CommandException if that can't be written
   */
  void add(
      Outcome<String, @Nullable String> outcome,
      long number,
      JournalEntry.Kind kind,
      long offset,
      long length,
      @Nullable RecordFailure failure) {
    long duration = TimeUnit.NANOSECONDS.toMicros(outcome.duration().toNanos());
    long start = started.of(outcome.index()).orElseGet(() -> since(Instant.now()) - duration);
    StringBuilder line = new StringBuilder(160);
    line.append("{\"number\":").append(number);
    line.append(",\"hash\":\"").append(RecordHash.of(outcome.item()));
    line.append("\",\"outcome\":\"").append(kind.word());
    line.append("\",\"attempts\":").append(outcome.attempts());
    line.append(",\"worker\":\"").append(outcome.worker());
    Thousandths.append(line.append("\",\"start\":"), start); // milliseconds
    Thousandths.append(line.append(",\"duration\":"), duration);
    line.append(",\"offset\":").append(offset);
    line.append(",\"length\":").append(length);
    if (failure != null) {
      line.append(",\"record\":").append(json(SlowestRecords.shortened(outcome.item())));
      line.append(",\"class\":").append(json(failure.className()));
      line.append(",\"message\":").append(json(failure.message()));
      line.append(",\"stack\":").append(json(failure.stack()));
    }
    line(line.append('}').toString());
    slowest.add(outcome, number);
  }

  /** Notes that all records there are have been settled, and has all lines written. */
  void end(long records) {
    noteForReport();
    ended = true;
    event("ended", Map.of("records", records));
    flush();
  }

  /** What only a report needs, and nobody would know afterwards. */
  private void noteForReport() {
    event("memory", Map.of("workers", memory.now()));
    event("slowest", Map.of("texts", slowest.texts()));
  }

  @Override
  public void workerStarted(WorkerInfo worker) {
    worker("worker started", worker);
    worker.pid().ifPresent(pid -> memory.add(worker.name(), pid));
  }

  @Override
  public void workerReady(WorkerInfo worker) {
    worker("worker ready", worker);
    memory.look(worker.name());
  }

  @Override
  public void workerStopped(WorkerInfo worker) {
    worker("worker stopped", worker);
    noteMemory(worker.name());
  }

  @Override
  public void workerDied(DeathReport report) {
    event(
        "worker died",
        Map.of("worker", report.worker(), "how", FailureReport.oneLine(report.toString())));
    noteMemory(report.worker());
  }

  private void noteMemory(String worker) {
    OptionalLong peak = memory.remove(worker);
    if (peak.isPresent()) {
      event("memory", Map.of("workers", Map.of(worker, peak.getAsLong())));
    }
  }

  @Override
  public void taskStarted(TaskInfo task) {
    started.began(task.index(), since(task.started()));
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
    fields.put("at", since(Instant.now()) / 1e3);
    fields.putAll(more);
    try {
      line(json(fields));
    } catch (CommandException e) {
      return; // the next record will run into it, where somebody can be told
    }
  }

  /** In microseconds. */
  private long since(Instant when) {
    return TimeUnit.NANOSECONDS.toMicros(Duration.between(began, when).toNanos());
  }

  private static String json(Object value) {
    return JsonMapper.shared().writeValueAsString(value);
  }

  private void line(String text) {
    try {
      writer.line(text);
    } catch (IOException e) {
      throw unwritable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the run ends, and will say why
    }
  }

  private void flush() {
    boolean interrupted = Thread.interrupted();
    try {
      writer.finish();
    } catch (IOException e) {
      throw unwritable(e);
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    memory.close();
    try {
      if (!ended) {
        noteForReport();
      }
      flush();
    } finally {
      release();
    }
  }

  private void release() {
    try {
      out.close();
      if (!file.equals(target)) {
        Files.deleteIfExists(file); // there still, if it was not published
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private CommandException unwritable(IOException cause) {
    return CommandException.setup("the journal '" + target + "' can't be written: " + cause);
  }
}
