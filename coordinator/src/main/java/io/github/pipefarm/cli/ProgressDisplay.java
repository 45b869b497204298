package io.github.pipefarm.cli;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmStats;
import io.github.pipefarm.Progress;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Shows how far a run is, on standard error. Thread-safe. */
final class ProgressDisplay implements Consumer<Progress>, AutoCloseable {
  /** A run that is shorter needs no bar. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int HUNDRED = 100;

  private final ReportingOptions.ProgressStyle style;
  private final PrintStream err;
  private final @Nullable TerminalLine line;
  private final RecordSource source;
  private final Farm farm;

  // Guarded by this.
  private long told = Long.MIN_VALUE / 2;
  private @Nullable Progress last;
  private @Nullable ProgressLine bar;
  private double firstPercent = -1;
  private double firstElapsed;
  private boolean closed;

  /**
   * @param err for progress that is no bar
   * @param line for one that is; null if there is to be none
   */
  ProgressDisplay(
      ReportingOptions.ProgressStyle style,
      PrintStream err,
      @Nullable TerminalLine line,
      RecordSource source,
      Farm farm) {
    this.style = style;
    this.err = err;
    this.line = line;
    this.source = source;
    this.farm = farm;
  }

  @Override
  public synchronized void accept(Progress progress) {
    if (closed) {
      return;
    }
    last = progress;
    long elapsed = progress.elapsed().toNanos();
    switch (style) {
      case BAR -> {
        double percent = source.percentDone(progress.done());
        if (bar != null) {
          bar.show(percent, text(progress));
        } else if (line != null && elapsed > PATIENCE_NANOS) {
          bar = new ProgressLine(line, percent, text(progress));
        }
      }
      case PLAIN -> {
        if (elapsed > PATIENCE_NANOS && isDue(elapsed, TimeUnit.SECONDS.toNanos(2))) {
          tell(progress);
        }
      }
      case JSON -> {
        if (isDue(elapsed, TimeUnit.MILLISECONDS.toNanos(500))) {
          tell(progress);
        }
      }
      case AUTO, OFF -> {}
    }
  }

  private void tell(Progress progress) {
    err.println(
        style == ReportingOptions.ProgressStyle.JSON
            ? JsonMapper.shared().writeValueAsString(fields(progress))
            : "pipefarm: " + percent(progress) + text(progress));
  }

  private boolean isDue(long elapsed, long interval) {
    if (elapsed - told < interval) {
      return false;
    }
    told = elapsed;
    return true;
  }

  private String percent(Progress progress) {
    double percent = source.percentDone(progress.done());
    return percent < 0 ? "" : String.format(Locale.ROOT, "%.0f %%, ", percent);
  }

  private String text(Progress progress) {
    double percent = source.percentDone(progress.done());
    FarmStats stats = farm.stats();
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%,d records", progress.done()));
    text.append(String.format(Locale.ROOT, ", %,.0f/s", progress.tasksPerSecond()));
    double left = secondsLeft(progress, percent);
    if (left >= 0) {
      text.append(", ").append(Summary.time(Math.round(left * 1e9))).append(" left");
    }
    text.append(
        String.format(
            Locale.ROOT,
            ", %d/%d workers, %,d failed",
            stats.busyWorkers(),
            stats.workers(),
            progress.failed()));
    if (progress.retried() > 0) {
      text.append(String.format(Locale.ROOT, ", %,d retried", progress.retried()));
    }
    return text.toString();
  }

  private Map<String, Object> fields(Progress progress) {
    double percent = source.percentDone(progress.done());
    FarmStats stats = farm.stats();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("event", "progress");
    fields.put("records", progress.done());
    fields.put("ok", progress.succeeded());
    fields.put("failed", progress.failed());
    fields.put("retried", progress.retried());
    fields.put("rate", progress.tasksPerSecond());
    fields.put("elapsed", progress.elapsed().toNanos() / 1e9);
    if (percent >= 0) {
      fields.put("percent", percent);
    }
    double left = secondsLeft(progress, percent);
    if (left >= 0) {
      fields.put("eta", left);
    }
    fields.put("workers", stats.workers());
    fields.put("busy", stats.busyWorkers());
    return fields;
  }

  /** As long as the rest takes at the pace so far; below 0 if nobody knows. */
  private double secondsLeft(Progress progress, double percent) {
    double elapsed = progress.elapsed().toNanos() / 1e9;
    if (firstPercent < 0) {
      firstPercent = percent; // a run that goes on with another one begins far from 0
      firstElapsed = elapsed;
    }
    return percent <= firstPercent || percent >= HUNDRED
        ? -1
        : (elapsed - firstElapsed) * (HUNDRED - percent) / (percent - firstPercent);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (last != null
        && (style == ReportingOptions.ProgressStyle.JSON
            || style == ReportingOptions.ProgressStyle.PLAIN)) {
      tell(last);
    }
    if (bar != null) {
      bar.close();
    }
  }
}
