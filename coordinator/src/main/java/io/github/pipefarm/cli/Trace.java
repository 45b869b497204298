package io.github.pipefarm.cli;

import io.github.pipefarm.DeathReport;
import io.github.pipefarm.FarmException;
import io.github.pipefarm.FarmListener;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.TaskInfo;
import io.github.pipefarm.WorkerInfo;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what happens as events of Chrome's trace format, one lane a worker, which Perfetto and
 * about:tracing show. Of the thread that tells listeners.
 *
 * @see <a
 *     href="https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU">the
 *     format</a>
 */
final class Trace implements FarmListener, AutoCloseable {
  /** So many tasks are shown one by one; of further ones every second, every fourth, and so on. */
  private static final int WHOLE = 100_000;

  private final Path file;
  private final BufferedWriter writer;
  private final Instant began = Instant.now();
  private final Map<String, Integer> lanes = new HashMap<>();
  private final Map<String, Instant> started = new HashMap<>();
  private final Map<String, TaskInfo> running = new HashMap<>();
  private long tasks;
  private boolean first = true;
  private @Nullable IOException failure;

  private Trace(Path file) {
    this.file = file;
    try {
      writer = Files.newBufferedWriter(file);
      writer.write("[");
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  static Trace create(Path file) {
    return new Trace(file);
  }

  @Override
  public void workerStarted(WorkerInfo worker) {
    started.put(worker.name(), Instant.now());
    Map<String, Object> event = event("thread_name", "M", lane(worker.name()));
    event.put("args", Map.of("name", worker.name()));
    write(event);
  }

  @Override
  public void workerReady(WorkerInfo worker) {
    Instant start = started.remove(worker.name());
    if (start != null) {
      span("start", worker.name(), start, Duration.between(start, Instant.now()), Map.of());
    }
  }

  @Override
  public void workerStopped(WorkerInfo worker) {
    mark("stopped", worker.name(), Map.of());
  }

  @Override
  public void workerDied(DeathReport report) {
    mark(
        "died",
        report.worker(),
        Map.<String, Object>of("how", FailureReport.oneLine(report.toString())));
  }

  @Override
  public void taskStarted(TaskInfo task) {
    running.put(task.worker(), task);
  }

  @Override
  public void taskFinished(Outcome<?, ?> outcome) {
    TaskInfo task = running.remove(outcome.worker());
    tasks++;
    long stride = Long.highestOneBit(Math.max(1, tasks / WHOLE));
    boolean isShown = tasks % stride == 0 || !outcome.isSuccess();
    if (isShown && task != null && task.index() == outcome.index()) {
      record(outcome, task.started());
    }
  }

  /** There may be very many, so it is put together by hand. */
  private void record(Outcome<?, ?> outcome, Instant start) {
    StringBuilder event = new StringBuilder(160);
    event.append("{\"name\":\"").append(outcome.isSuccess() ? "record" : "failed record");
    event.append("\",\"ph\":\"X\",\"pid\":1,\"tid\":").append(lane(outcome.worker()));
    // Both in microseconds.
    Thousandths.append(event.append(",\"ts\":"), Duration.between(began, start).toNanos());
    Thousandths.append(event.append(",\"dur\":"), outcome.duration().toNanos());
    event.append(",\"args\":{\"index\":").append(outcome.index());
    event.append(",\"attempt\":").append(outcome.attempts()).append("}}");
    write(event.toString());
  }

  @Override
  public void taskRetried(TaskInfo task, FarmException reason) {
    mark(
        "tried again",
        task.worker(),
        Map.<String, Object>of(
            "index", task.index(), "why", FailureReport.oneLine(reason.toString())));
  }

  private void span(
      String name, String worker, Instant start, Duration duration, Map<String, Object> args) {
    Map<String, Object> event = event(name, "X", lane(worker));
    event.put("ts", microseconds(start));
    event.put("dur", duration.toNanos() / 1e3);
    event.put("args", args);
    write(event);
  }

  private void mark(String name, String worker, Map<String, Object> args) {
    Map<String, Object> event = event(name, "i", lane(worker));
    event.put("ts", microseconds(Instant.now()));
    event.put("s", "t");
    event.put("args", args);
    write(event);
  }

  private static Map<String, Object> event(String name, String phase, int lane) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("name", name);
    event.put("ph", phase);
    event.put("pid", 1);
    event.put("tid", lane);
    return event;
  }

  private int lane(String worker) {
    return lanes.computeIfAbsent(worker, name -> lanes.size() + 1);
  }

  private double microseconds(Instant when) {
    return Duration.between(began, when).toNanos() / 1e3;
  }

  private void write(Map<String, Object> event) {
    write(JsonMapper.shared().writeValueAsString(event));
  }

  private synchronized void write(String event) {
    try {
      writer.write(first ? "\n" : ",\n");
      writer.write(event);
      first = false;
    } catch (IOException e) {
      failure = e; // close() will say so
    }
  }

  private CommandException unwritable(IOException cause) {
    return CommandException.setup("the trace '" + file + "' can't be written: " + cause);
  }

  @Override
  public synchronized void close() {
    try {
      if (failure != null) {
        throw failure;
      }
      writer.write("\n]\n");
      writer.close();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }
}
