package io.github.pipefarm.cli;

import io.github.pipefarm.Farm;
import io.github.pipefarm.Job;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that a run tells on standard error: failures, how far it is, and a summary. While there may
 * be a bar, {@code System.err} goes above it, for what workers print.
 */
final class Reporting implements AutoCloseable {
  private final ReportingOptions options;
  private final PrintStream err;
  private final PrintStream notices;
  private final @Nullable TerminalLine line;
  private final FailureReport failures;
  private final RunStatistics statistics = new RunStatistics();
  private final Optional<String> again;
  private final PrintStream systemErr;
  private final long began = System.nanoTime();
  private volatile @Nullable ProgressDisplay display;

  /**
   * @param systemErr standard error
   * @param again the command that runs again what has failed; empty if there is none
   */
  Reporting(ReportingOptions options, PrintStream systemErr, Optional<String> again) {
    this.options = options;
    this.systemErr = systemErr;
    this.again = again;
    if (options.progress() == ReportingOptions.ProgressStyle.BAR) {
      line = new TerminalLine(systemErr);
      err = new PrintStream(line.above(systemErr), false, StandardCharsets.UTF_8);
      System.setErr(err);
    } else {
      line = null;
      err = systemErr;
    }
    this.notices = options.isQuiet() ? new PrintStream(OutputStream.nullOutputStream()) : err;
    this.failures =
        options.summary() == ReportingOptions.SummaryStyle.TEXT
            ? new FailureReport(notices, 0)
            : new FailureReport(notices);
  }

  static Reporting onStandardError(ReportingOptions options, Optional<String> again) {
    return new Reporting(options, System.err, again);
  }

  FailureReport failures() {
    return failures;
  }

  RunStatistics statistics() {
    return statistics;
  }

  /** Where to say something that does not end the run. */
  PrintStream notices() {
    return notices;
  }

  /** Standard error. */
  PrintStream err() {
    return err;
  }

  /** Where results go: above a bar, if they go to a terminal, too. */
  OutputStream resultsTo(Output output) {
    return line != null && output.isStandard() && Terminal.isTerminal(Terminal.STDOUT)
        ? line.above(output.stream())
        : output.stream();
  }

  /** Has the display told how far a job is. */
  Job watch(Job job, Farm farm, RecordSource source) {
    if (options.progress() == ReportingOptions.ProgressStyle.OFF) {
      return job;
    }
    ProgressDisplay shown = new ProgressDisplay(options.progress(), err, line, source, farm);
    display = shown;
    return job.progress(shown);
  }

  /**
   * The run is over.
   *
   * @param records how many there were, those of an earlier run included
   */
  void finish(Farm farm, int workers, long records) {
    closeDisplay();
    ReportingOptions.SummaryStyle style = options.summary();
    if (style == null) {
      failures.finish(records);
      return;
    }
    Summary summary =
        new Summary(
            statistics,
            farm.stats(),
            workers,
            (System.nanoTime() - began) / 1e9,
            failures.isEmpty() ? Optional.empty() : again);
    switch (style) {
      case TEXT -> {
        failures.finish(records);
        notices.print(summary.text());
      }
      case JSON ->
          err.println(JsonMapper.shared().writeValueAsString(summary.fields(failures.byCause())));
      case OFF -> {}
    }
    err.flush();
  }

  private void closeDisplay() {
    ProgressDisplay shown = display;
    if (shown != null) {
      shown.close();
      display = null;
    }
  }

  @Override
  public void close() {
    closeDisplay();
    System.setErr(systemErr);
  }
}
