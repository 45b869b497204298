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
   * @param index of the record, from 0
   */
  void result(long index, String line) throws IOException, InterruptedException {
    writer.line(tag ? (index + 1) + "\t" + line : line);
  }

  /** Keeps the place of a record that failed. */
  void failure(long index, RecordFailure failure) throws IOException, InterruptedException {
    result(index, format.error(failure));
  }
}
