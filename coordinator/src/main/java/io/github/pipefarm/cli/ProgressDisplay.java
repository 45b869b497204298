package io.github.pipefarm.cli;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmStats;
import io.github.pipefarm.Progress;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Shows how far a run is, on standard error. What else is to be said there goes through {@link
 * #behind}, so that it does not get mixed up with a bar. Thread-safe.
 */
final class ProgressDisplay implements Consumer<Progress>, AutoCloseable {
  /** A run that is shorter needs no bar. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int HUNDRED = 100;

  private final ReportingOptions.ProgressStyle style;
  private final PrintStream terminal;
  private final RecordSource source;
  private final Farm farm;

  // Guarded by this.
  private long told = Long.MIN_VALUE / 2;
  private @Nullable Progress last;
  private @Nullable Bar bar;
  private boolean closed;

  ProgressDisplay(
      ReportingOptions.ProgressStyle style, PrintStream terminal, RecordSource source, Farm farm) {
    this.style = style;
    this.terminal = terminal;
    this.source = source;
    this.farm = farm;
  }

  /** Standard error for all that is no progress. */
  static PrintStream behind(
      PrintStream terminal, java.util.function.Supplier<@Nullable ProgressDisplay> display) {
    return new PrintStream(
        new OutputStream() {
          @Override
          public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            ProgressDisplay shown = display.get();
            if (shown != null) {
              shown.clear();
            }
            terminal.write(bytes, offset, length);
            terminal.flush();
          }
        },
        false,
        StandardCharsets.UTF_8);
  }

  /** Takes the bar from the terminal; it comes back by itself. */
  private synchronized void clear() {
    if (bar != null && !closed) {
      terminal.print("\r\u001b[K");
    }
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
        if (bar == null && elapsed > PATIENCE_NANOS) {
          bar = new Bar(terminal, source.percentDone(progress.done()) >= 0);
        }
        if (bar != null) {
          bar.show(progress, source.percentDone(progress.done()), farm.stats());
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
    terminal.println(
        style == ReportingOptions.ProgressStyle.JSON
            ? JsonMapper.shared().writeValueAsString(fields(progress))
            : "pipefarm: " + line(progress));
  }

  private boolean isDue(long elapsed, long interval) {
    if (elapsed - told < interval) {
      return false;
    }
    told = elapsed;
    return true;
  }

  private String line(Progress progress) {
    double percent = source.percentDone(progress.done());
    FarmStats stats = farm.stats();
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%,d records", progress.done()));
    if (percent >= 0) {
      line.append(String.format(Locale.ROOT, ", %.0f %%", percent));
    }
    line.append(String.format(Locale.ROOT, ", %,.0f a second", progress.tasksPerSecond()));
    double left = secondsLeft(progress, percent);
    if (left >= 0) {
      line.append(", ").append(Summary.time(Math.round(left * 1e9))).append(" left");
    }
    line.append(
        String.format(
            Locale.ROOT,
            ", %d of %d workers busy, %,d failed, %,d retried",
            stats.busyWorkers(),
            stats.workers(),
            progress.failed(),
            progress.retried()));
    return line.toString();
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
      fields.put("eta", secondsLeft(progress, percent));
    }
    fields.put("workers", stats.workers());
    fields.put("busy", stats.busyWorkers());
    return fields;
  }

  private static double secondsLeft(Progress progress, double percent) {
    return percent <= 0 ? -1 : progress.elapsed().toNanos() / 1e9 * (HUNDRED - percent) / percent;
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

  /** Apart, so that the library is loaded only where there is a bar. */
  private static final class Bar implements AutoCloseable {
    private static final int WIDTH = 100;
    private final ProgressBar bar;
    private final boolean hasPercent;

    Bar(PrintStream terminal, boolean hasPercent) {
      this.hasPercent = hasPercent;
      bar =
          new ProgressBarBuilder()
              .setTaskName("pipefarm")
              .setInitialMax(hasPercent ? HUNDRED : -1)
              .setUpdateIntervalMillis(200)
              .continuousUpdate()
              .setStyle(ProgressBarStyle.ASCII)
              .setConsumer(new ConsoleProgressBarConsumer(terminal, width()))
              .build();
    }

    private static int width() {
      try {
        return Integer.parseInt(System.getenv().getOrDefault("COLUMNS", String.valueOf(WIDTH)));
      } catch (NumberFormatException e) {
        return WIDTH;
      }
    }

    void show(Progress progress, double percent, FarmStats stats) {
      bar.stepTo(hasPercent ? Math.round(percent) : progress.done());
      bar.setExtraMessage(
          String.format(
              Locale.ROOT,
              " %,d records, %,.0f/s, %d/%d workers, %,d failed, %,d retried",
              progress.done(),
              progress.tasksPerSecond(),
              stats.busyWorkers(),
              stats.workers(),
              progress.failed(),
              progress.retried()));
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}
