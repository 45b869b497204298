package io.github.pipefarm.cli;

import io.github.pipefarm.Farm;
import io.github.pipefarm.Job;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** All that a run tells on standard error: failures, how far it is, and a summary. */
final class Reporting {
  private final ReportingOptions options;
  private final PrintStream terminal;
  private final PrintStream err;
  private final FailureReport failures;
  private final RunStatistics statistics = new RunStatistics();
  private final Optional<String> again;
  private final long began = System.nanoTime();
  private volatile @Nullable ProgressDisplay display;

  /**
   * @param again the command that runs again what has failed; empty if there is none
   */
  Reporting(ReportingOptions options, PrintStream terminal, Optional<String> again) {
    this.options = options;
    this.terminal = terminal;
    this.again = again;
    this.err =
        options.isQuiet()
            ? new PrintStream(OutputStream.nullOutputStream())
            : options.progress() == ReportingOptions.ProgressStyle.BAR
                ? ProgressDisplay.behind(terminal, () -> display)
                : terminal;
    this.failures = new FailureReport(err);
  }

  FailureReport failures() {
    return failures;
  }

  RunStatistics statistics() {
    return statistics;
  }

  /** Where to say something that does not end the run. */
  PrintStream err() {
    return err;
  }

  /** Has the display told how far a job is. */
  Job watch(Job job, Farm farm, RecordSource source) {
    if (options.progress() == ReportingOptions.ProgressStyle.OFF) {
      return job;
    }
    ProgressDisplay shown = new ProgressDisplay(options.progress(), terminal, source, farm);
    display = shown;
    return job.progress(shown);
  }

  /**
   * The run is over.
   *
   * @param records how many there were, those of an earlier run included
   */
  void finish(Farm farm, int workers, long records) {
    ProgressDisplay shown = display;
    if (shown != null) {
      shown.close();
      display = null;
    }
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
        err.print(summary.text());
      }
      case JSON ->
          err.println(JsonMapper.shared().writeValueAsString(summary.fields(failures.byCause())));
      case OFF -> {}
    }
    err.flush();
  }
}
