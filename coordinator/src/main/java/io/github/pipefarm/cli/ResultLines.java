package io.github.pipefarm.cli;

import java.io.IOException;

/** Writes what comes of records as lines that look as was asked for. */
final class ResultLines {
  private final LineWriter writer;
  private final OutputFormat format;
  private final boolean tag;

  /**
   * @param tag whether a line begins with the number of its record
   */
  ResultLines(LineWriter writer, OutputFormat format, boolean tag) {
    this.writer = writer;
    this.format = format;
    this.tag = tag;
  }

  /**
   * Writes a line that a worker has made.
   *
   * @param number of the record, from 1
   * @return how many bytes it takes
   */
  int result(long number, String line) throws IOException, InterruptedException {
    return writer.line(tag ? number + "\t" + line : line);
  }

  /** Keeps the place of a record that failed, as {@link #result} otherwise. */
  int failure(long number, RecordFailure failure) throws IOException, InterruptedException {
    return result(number, format.error(failure));
  }
}
