package io.github.pipefarm.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where results go and how they look, at a shell. */
final class OutputOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Write the results to FILE, which appears when all is done, or stays as it was if that"
              + " fails.")
  private @Nullable Path file;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = OutputFormat.Converter.class,
      description =
          "What a line of output is: text, where arrays, collections, maps and records are JSON and"
              + " anything else is as its toString says; or jsonl, where all is JSON, null and text"
              + " with line breaks too. Default: text.")
  private OutputFormat format = OutputFormat.TEXT;

  @Option(
      names = "--tag",
      description =
          "Begin each line with the number of its record, from 1, and a tab: for --unordered, and"
              + " where some records print nothing.")
  private boolean tag;

  Output open() {
    return file == null ? Output.standard() : Output.file(file);
  }

  Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  OutputFormat format() {
    return format;
  }

  ResultLines linesTo(LineWriter writer) {
    return new ResultLines(writer, format, tag);
  }
}
