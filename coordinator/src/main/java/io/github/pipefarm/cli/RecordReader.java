package io.github.pipefarm.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one input into records and keeps their text as it stands, without the line break, LF or
 * CRLF, or the NUL at the end. The last record needs none. In CSV and TSV a record goes on over
 * line breaks in quotes; blank lines between records are skipped there, and in JSON Lines.
 *
 * <p>Works on the bytes: a record becomes text in one step, and a record that is here is handed
 * over before more is read. Of a record that is too long, only the beginning is kept.
 */
final class RecordReader implements Closeable {
  private static final int INITIAL_CAPACITY = 64 << 10;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final InputSyntax syntax;
  private final byte terminator;
  private final @Nullable QuoteTracker quotes;

  /** Holds, from {@code start} to {@code end}, what has been read and not handed over. */
  private byte[] buffer = new byte[INITIAL_CAPACITY];

  private int start;
  private int scanned;
  private int end;

  /** Where the first byte of the buffer stands in the input. */
  private long bufferOffset;

  /** How many bytes of the record were dropped, because it is too long. */
  private long dropped;

  private String excerpt = "";
  private long line;
  private long nextLine = 1;

  RecordReader(InputStream in, InputSyntax syntax) {
    RecordFormat format = syntax.format();
    this.in = syntax.encoding().open(in);
    this.syntax = syntax;
    this.terminator = format.terminator();
    this.quotes = format.hasColumns() ? new QuoteTracker(format.separator()) : null;
  }

  /**
   * Reads the next record, which may be a {@link MalformedRecord}; null at the end of the input.
   */
  @Nullable String next() throws IOException {
    while (true) {
      line = nextLine;
      String record;
      if (findEnd()) {
        record = take(scanned - 1, scanned);
      } else if (start < end || dropped > 0) {
        record = take(end, end);
      } else {
        return null;
      }
      if (!syntax.format().isGap(record)) {
        return record;
      }
    }
  }

  /**
   * The line, from 1, on which the record that was read last begins; where records end with NUL,
   * its number.
   */
  long line() {
    return line;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Moves {@code scanned} behind the line break that ends the record; false if there is none. */
  private boolean findEnd() throws IOException {
    do {
      while (scanned < end) {
        byte next = buffer[scanned++];
        if (next == terminator) {
          nextLine++;
          if (quotes == null || !quotes.insideQuotes()) {
            return true;
          }
        } else if (quotes != null) {
          quotes.accept(next);
        }
      }
    } while (fill());
    return false;
  }

  private String take(int recordEnd, int nextStart) {
    int from = start;
    int to = recordEnd > from && endsWithReturn(recordEnd) ? recordEnd - 1 : recordEnd;
    start = nextStart;
    if (quotes != null) {
      quotes.recordEnded();
    }
    long length = dropped + to - from;
    if (length <= syntax.longest()) {
      return syntax.encoding().decode(buffer, from, to - from, bufferOffset + from);
    }
    String beginning = dropped > 0 ? excerpt : excerpt(from, to);
    dropped = 0;
    return new MalformedRecord(
            "it has %,d bytes, more than the %,d that --max-record allows"
                .formatted(length, syntax.longest()),
            beginning)
        .text();
  }

  private boolean endsWithReturn(int recordEnd) {
    return terminator == '\n' && buffer[recordEnd - 1] == '\r';
  }

  private boolean fill() throws IOException {
    boolean first = bufferOffset == 0 && end == 0;
    discard(start);
    if (end == buffer.length) {
      makeRoom();
    }
    int count = in.read(buffer, end, buffer.length - end);
    if (count < 0) {
      return false;
    }
    end += count;
    if (first && syntax.encoding().mayHaveByteOrderMark()) {
      skipByteOrderMark();
    }
    return true;
  }

  /** Forgets the first bytes of the buffer. */
  private void discard(int count) {
    if (count > 0) {
      System.arraycopy(buffer, count, buffer, 0, end - count);
      scanned -= count;
      end -= count;
      start = 0;
      bufferOffset += count;
    }
  }

  /**
   * Takes a larger buffer, or drops what it holds if that is too long by more than a line break.
   */
  private void makeRoom() {
    long needed = syntax.longest() + 2L;
    if (end < needed) {
      buffer = Arrays.copyOf(buffer, (int) Math.min(needed, 2L * buffer.length));
      return;
    }
    if (dropped == 0) {
      excerpt = excerpt(0, end);
    }
    dropped += end;
    discard(end);
  }

  private String excerpt(int from, int to) {
    int length = Math.min(to - from, INITIAL_CAPACITY);
    String text = syntax.encoding().decode(buffer, from, length, 0);
    return MalformedRecord.is(text)
        ? MalformedRecord.of(text).excerpt()
        : TextEncoding.excerpt(text);
  }

  private void skipByteOrderMark() throws IOException {
    while (end < BYTE_ORDER_MARK.length && Arrays.equals(buffer, 0, end, BYTE_ORDER_MARK, 0, end)) {
      int count = in.read(buffer, end, buffer.length - end);
      if (count < 0) {
        return;
      }
      end += count;
    }
    if (end >= BYTE_ORDER_MARK.length
        && Arrays.equals(
            buffer, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length)) {
      start = BYTE_ORDER_MARK.length;
      scanned = start;
    }
  }
}
