package io.github.pipefarm.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a run tells about itself on standard error, at a shell. */
final class ReportingOptions {
  /** How progress is shown. */
  enum ProgressStyle {
    AUTO,
    BAR,
    PLAIN,
    JSON,
    OFF;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads what the user typed. */
    static final class Converter extends ChoiceConverter<ProgressStyle> {
      Converter() {
        super("way to show progress", values());
      }
    }
  }

  /** How a run is summed up. */
  enum SummaryStyle {
    TEXT,
    JSON,
    OFF;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads what the user typed. */
    static final class Converter extends ChoiceConverter<SummaryStyle> {
      Converter() {
        super("kind of summary", values());
      }
    }
  }

  @Option(
      names = "--progress",
      paramLabel = "WAY",
      converter = ProgressStyle.Converter.class,
      description =
          "Show how far it is on standard error: bar, or plain where that is no terminal; plain, a"
              + " line every few seconds; json, the same for programs; off; or auto, a bar in a"
              + " terminal and else nothing. Default: auto.")
  private ProgressStyle progress = ProgressStyle.AUTO;

  @Option(
      names = "--summary",
      paramLabel = "KIND",
      converter = SummaryStyle.Converter.class,
      description =
          "Say at the end how many records there were, how long they took, where the time went, and"
              + " what to do about it: text, json, or off. Default: text in a terminal, else only"
              + " how many failed.")
  private @Nullable SummaryStyle summary;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "Write what each worker did and when to FILE, as Chrome trace events in JSON, which"
              + " ui.perfetto.dev shows; of very many records only some.")
  private @Nullable Path trace;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Draw a page of HTML about the run at its end, as pipefarm report does from a journal: what"
              + " each worker did when, the slowest records, failures by cause, and advice.")
  private @Nullable Path report;

  @Option(
      names = {"-q", "--quiet"},
      description =
          "Say nothing on standard error but what ends the run: no progress, no summary, no single"
              + " failures.")
  private boolean quiet;

  Optional<Path> trace() {
    return Optional.ofNullable(trace);
  }

  /** Opens the file for the trace; null if none is wanted. */
  @Nullable Trace openTrace() {
    return trace == null ? null : Trace.create(trace);
  }

  Optional<Path> report() {
    return Optional.ofNullable(report);
  }

  boolean isQuiet() {
    return quiet;
  }

  /** How to show progress; a bar only where it can move. */
  ProgressStyle progress() {
    if (quiet) {
      return ProgressStyle.OFF;
    }
    boolean canMove =
        Terminal.isTerminal(Terminal.STDERR)
            && !System.getenv().getOrDefault("TERM", "dumb").equals("dumb");
    return switch (progress) {
      case AUTO -> canMove ? ProgressStyle.BAR : ProgressStyle.OFF;
      case BAR -> canMove ? ProgressStyle.BAR : ProgressStyle.PLAIN;
      case PLAIN, JSON, OFF -> progress;
    };
  }

  /** How to sum up; null for the little that is said where nobody has asked. */
  @Nullable SummaryStyle summary() {
    if (quiet) {
      return SummaryStyle.OFF;
    }
    return summary == null && Terminal.isTerminal(Terminal.STDERR) ? SummaryStyle.TEXT : summary;
  }
}
