package io.github.pipefarm.cli;

import io.github.pipefarm.report.ReportPage;
import io.github.pipefarm.report.RunReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pipefarm report}. */
@Command(
    name = "report",
    header = "Draw a page of HTML about a run from its journal.",
    description = {
      "",
      "The page shows what each worker did when, how long records took and waited, the slowest of"
          + " them, failures by cause, and what to do about it. It is one file that needs a browser"
          + " and nothing else. A journal that is cut off, or still being written, will do."
    },
    sortOptions = false,
    footer = {
      "",
      "Exit codes: 0 done; 2 usage; 3 a file can't be read or written; 5 it is no journal; 141"
          + " standard output was closed.",
      "",
      "Examples:",
      "  pipefarm map --journal run.jsonl -o out.txt java.lang.Math::sqrt numbers.txt",
      "  pipefarm report run.jsonl -o run.html"
    })
final class ReportCommand implements Callable<Integer> {
  private static final Path STANDARD_OUTPUT = Path.of("-");

  @Parameters(paramLabel = "JOURNAL", description = "What map --journal has written.")
  private @Nullable Path journal;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description =
          "Where to write the page; a file that is there is replaced, - is standard output.")
  private @Nullable Path output;

  @Override
  public Integer call() throws IOException {
    Path from = Optional.ofNullable(journal).orElseThrow();
    Path to = Optional.ofNullable(output).orElseThrow();
    if (to.equals(STANDARD_OUTPUT)) {
      return print(ReportPage.html(JournalReport.read(from)), Output.standard());
    }
    new WrittenFiles().add("-o", Optional.of(to)).mustDifferFrom(List.of(from));
    write(JournalReport.read(from), to);
    return ExitCode.OK;
  }

  /** In UTF-8, as the page says of itself, and not in what a terminal would want. */
  static int print(String page, Output out) {
    try {
      out.stream().write(page.getBytes(StandardCharsets.UTF_8));
      return ExitCode.OK;
    } catch (IOException e) {
      if (out.isClosedBy(e)) {
        return ExitCode.OUTPUT_CLOSED;
      }
      throw out.unwritable(e);
    }
  }

  static void write(RunReport report, Path file) {
    try {
      ReportPage.write(report, file);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  static CommandException unwritable(Path file, IOException cause) {
    return CommandException.setup("the report '" + file + "' can't be written: " + cause);
  }
}
