package io.github.pipefarm.cli;

import io.github.pipefarm.FarmStats;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be said of a run when it is over.
 *
 * @param workers how many there could be
 * @param seconds how long it took
 * @param again the command that runs again what failed; empty if there is none
 */
record Summary(
    RunStatistics statistics, FarmStats farm, int workers, double seconds, Optional<String> again) {
  /** Below this, in nanoseconds, shipping a record is likely to cost more than running it. */
  private static final long TINY = 20_000;

  /** How many workers, working all the time, would have been as fast. */
  private double speedUp() {
    return seconds == 0 ? 0 : farm.timeRunning().toNanos() / 1e9 / seconds;
  }

  private double efficiency() {
    return speedUp() / workers;
  }

  private double rate() {
    return seconds == 0 ? 0 : statistics.records() / seconds;
  }

  private long restarted() {
    return farm.workersCrashed();
  }

  /** The share of the workers' time, in per cent. */
  private double share(java.time.Duration part) {
    double all =
        farm.timeRunning().toNanos()
            + farm.timeShipping().toNanos()
            + (double) farm.timeIdle().toNanos();
    return all == 0 ? 0 : 100 * part.toNanos() / all;
  }

  /** What could be done about the speed; empty if all is well. */
  Optional<String> advice() {
    long median = statistics.durations().percentile(50);
    if (statistics.records() == 0) {
      return Optional.empty();
    }
    if (median < TINY && share(farm.timeShipping()) > share(farm.timeRunning())) {
      return Optional.of(
          "the median record takes "
              + time(median)
              + ": shipping costs more than it; send larger records or use --engine threads");
    }
    if (share(farm.timeIdle()) > 50 && statistics.records() >= 100) {
      return Optional.of(
          "the workers waited most of the time: the input or the reader of the output is slower"
              + " than they are");
    }
    if (statistics.durations().most() > 1e9 * seconds / 2 && workers > 1 && seconds > 5) {
      return Optional.of("one record took half of the time: put long ones first, or split them");
    }
    return Optional.empty();
  }

  /** As lines for people. */
  String text() {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%,d record%s in %s, %,.0f a second: %,d ok, %,d failed, %,d retried%s",
        statistics.records(),
        statistics.records() == 1 ? "" : "s",
        time(Math.round(seconds * 1e9)),
        rate(),
        statistics.ok(),
        statistics.failed(),
        farm.tasksRetried(),
        statistics.skipped() == 0 ? "" : ", %,d skipped".formatted(statistics.skipped()));
    line(
        text,
        "%d worker%s%s: %.0f %% of their time running, %.0f %% shipping, %.0f %% idle; speed-up %.1f"
            + " (%.0f %% each)",
        workers,
        workers == 1 ? "" : "s",
        restarted() == 0 ? "" : ", restarted %,d times".formatted(restarted()),
        share(farm.timeRunning()),
        share(farm.timeShipping()),
        share(farm.timeIdle()),
        speedUp(),
        100 * efficiency());
    if (statistics.records() > 0) {
      line(
          text,
          "a record took %s (median), %s (99 %%), %s at most (record %,d)",
          time(statistics.durations().percentile(50)),
          time(statistics.durations().percentile(99)),
          time(statistics.durations().most()),
          statistics.slowest());
    }
    advice().ifPresent(advice -> line(text, "%s", advice));
    again.ifPresent(command -> line(text, "to run again what failed: %s", command));
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append("pipefarm: ").append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }

  /** As the fields of a JSON object; times in seconds. */
  Map<String, Object> fields(Map<String, ?> failures) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("event", "summary");
    fields.put("records", statistics.records());
    fields.put("ok", statistics.ok());
    fields.put("failed", statistics.failed());
    fields.put("skipped", statistics.skipped());
    fields.put("retried", farm.tasksRetried());
    fields.put("seconds", seconds);
    fields.put("rate", rate());
    fields.put("workers", workers);
    fields.put("restarted", restarted());
    fields.put("speedup", speedUp());
    fields.put("efficiency", efficiency());
    fields.put("running", farm.timeRunning().toNanos() / 1e9);
    fields.put("shipping", farm.timeShipping().toNanos() / 1e9);
    fields.put("idle", farm.timeIdle().toNanos() / 1e9);
    fields.put("p50", statistics.durations().percentile(50) / 1e9);
    fields.put("p99", statistics.durations().percentile(99) / 1e9);
    fields.put("max", statistics.durations().most() / 1e9);
    fields.put("slowest", statistics.slowest());
    fields.put("failures", failures);
    advice().ifPresent(advice -> fields.put("advice", advice));
    again.ifPresent(command -> fields.put("again", command));
    return fields;
  }

  /** A time as people read it. */
  static String time(long nanos) {
    if (nanos < 1_000_000) {
      return String.format(Locale.ROOT, "%.3g µs", nanos / 1e3);
    }
    if (nanos < 1_000_000_000) {
      return String.format(Locale.ROOT, "%.3g ms", nanos / 1e6);
    }
    double seconds = nanos / 1e9;
    return seconds < 120
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : String.format(
            Locale.ROOT, "%d min %d s", nanos / 60_000_000_000L, Math.round(seconds) % 60);
  }
}
