package io.github.pipefarm.cli;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmStats;
import io.github.pipefarm.Progress;
import java.io.IOException;
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
        double percent = source.percentDone(progress.done());
        if (bar != null) {
          bar.show(percent, line(progress));
        } else if (elapsed > PATIENCE_NANOS) {
          bar = new Bar(terminal, percent, line(progress));
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
            : "pipefarm: " + percent(progress) + line(progress));
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

  private String line(Progress progress) {
    double percent = source.percentDone(progress.done());
    FarmStats stats = farm.stats();
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%,d records", progress.done()));
    line.append(String.format(Locale.ROOT, ", %,.0f/s", progress.tasksPerSecond()));
    double left = secondsLeft(progress, percent);
    if (left >= 0) {
      line.append(", ").append(Summary.time(Math.round(left * 1e9))).append(" left");
    }
    line.append(
        String.format(
            Locale.ROOT,
            ", %d/%d workers, %,d failed",
            stats.busyWorkers(),
            stats.workers(),
            progress.failed()));
    if (progress.retried() > 0) {
      line.append(String.format(Locale.ROOT, ", %,d retried", progress.retried()));
    }
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
    private static final int WIDTH = 80;
    private static final int LONGEST_BAR = 30;
    private static final int SHORTEST_BAR = 5;
    private final ProgressBar bar;
    private volatile double percent;
    private volatile String text;

    Bar(PrintStream terminal, double percentDone, String line) {
      percent = percentDone;
      text = line;
      bar =
          new ProgressBarBuilder()
              .setUpdateIntervalMillis(200)
              .continuousUpdate()
              .setRenderer((progress, width) -> render(width))
              .setConsumer(new ConsoleProgressBarConsumer(terminal, width()))
              .build();
    }

    /** How wide the terminal is; some have no idea, or say 0. */
    private static int width() {
      try {
        Process stty =
            new ProcessBuilder("/bin/sh", "-c", "stty size </dev/tty")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        int columns = Integer.parseInt(size.strip().replaceFirst(".* ", ""));
        return columns > 0 ? columns : WIDTH;
      } catch (IOException | NumberFormatException e) {
        return WIDTH;
      }
    }

    void show(double percentDone, String line) {
      percent = percentDone;
      text = line;
    }

    private String render(int width) {
      int room = Math.min(LONGEST_BAR, width - text.length() - "100 % [] ".length() - 1);
      String line = text;
      if (percent >= 0 && room >= SHORTEST_BAR) {
        int done = (int) Math.round(room * percent / HUNDRED);
        line =
            String.format(
                Locale.ROOT,
                "%3.0f %% [%s%s] %s",
                percent,
                "=".repeat(done),
                " ".repeat(room - done),
                text);
      } else if (percent >= 0) {
        line = String.format(Locale.ROOT, "%3.0f %% %s", percent, text);
      }
      return line.length() < width ? line : line.substring(0, Math.max(0, width - 1));
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}
