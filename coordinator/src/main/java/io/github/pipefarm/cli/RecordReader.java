package io.github.pipefarm.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one input into records and keeps their text as it stands, without the line break, LF or
 * CRLF, at the end. The last record needs none. In CSV and TSV a record goes on over line breaks in
 * quotes, and blank lines between records are skipped.
 *
 * <p>Works on the bytes: a record becomes text in one step, and a record that is here is handed
 * over before more is read.
 */
final class RecordReader implements Closeable {
  private static final int INITIAL_CAPACITY = 64 << 10;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final @Nullable QuoteTracker quotes;

  /** Holds, from {@code start} to {@code end}, what has been read and not handed over. */
  private byte[] buffer = new byte[INITIAL_CAPACITY];

  private int start;
  private int scanned;
  private int end;
  private long line;
  private long nextLine = 1;

  RecordReader(InputStream in, RecordFormat format) {
    this.in = in;
    this.quotes = format.hasColumns() ? new QuoteTracker(format.separator()) : null;
  }

  /** Reads the next record; null at the end of the input. */
  @Nullable String next() throws IOException {
    while (true) {
      line = nextLine;
      if (!findEnd()) {
        return start < end ? take(end, end) : null;
      }
      String record = take(scanned - 1, scanned);
      if (quotes == null || !record.isEmpty()) {
        return record;
      }
    }
  }

  /** The line, from 1, on which the record that was read last begins. */
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
        if (next == '\n') {
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
    int to = recordEnd > from && buffer[recordEnd - 1] == '\r' ? recordEnd - 1 : recordEnd;
    start = nextStart;
    if (quotes != null) {
      quotes.recordEnded();
    }
    return new String(buffer, from, to - from, StandardCharsets.UTF_8);
  }

  private boolean fill() throws IOException {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      scanned -= start;
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, larger(buffer.length));
    }
    boolean first = nextLine == 1 && end == 0;
    int count = in.read(buffer, end, buffer.length - end);
    if (count < 0) {
      return false;
    }
    end += count;
    if (first) {
      skipByteOrderMark();
    }
    return true;
  }

  private static int larger(int capacity) throws IOException {
    if (capacity > Integer.MAX_VALUE / 2) {
      throw new IOException("a record is longer than " + capacity + " bytes");
    }
    return 2 * capacity;
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
