package io.github.pipefarm.cli;

import io.github.pipefarm.report.RunReport;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a page says of a run in its head, by the words of a journal's first line. */
final class ReportFacts {
  private ReportFacts() {}

  static void add(RunReport report, Map<String, ?> about, String began) {
    report.title(text(about.get("command")));
    report.fact("Began", began);
    report.fact("Input", text(about.get("inputs")));
    report.fact("Output", text(about.get("output")));
    report.fact("Workers", text(about.get("workers")));
    report.fact("Seed", text(about.get("seed")));
    report.fact("Pipefarm", text(about.get("version")));
    report.fact("Java", text(about.get("java")));
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    return value instanceof Collection<?> all
        ? String.join(", ", all.stream().map(String::valueOf).toList())
        : String.valueOf(value);
  }

  static RunReport.Kind kind(JournalEntry.Kind kind) {
    return switch (kind) {
      case OK -> RunReport.Kind.OK;
      case FAILED -> RunReport.Kind.FAILED;
      case SKIPPED -> RunReport.Kind.SKIPPED;
    };
  }
}
