package io.github.pipefarm.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * The last line of a terminal, which changes in its place; whatever else is printed goes above it,
 * line by line. Thread-safe.
 */
final class TerminalLine {
  private static final String TO_BEGIN = "\r";
  private static final String CLEAR_REST = "\u001b[K";

  private final PrintStream terminal;

  /** What it shows; empty for nothing. Guarded by this. */
  private String shown = "";

  TerminalLine(PrintStream terminal) {
    this.terminal = terminal;
  }

  /** Shows something, which must be shorter than the terminal is wide; empty for nothing. */
  synchronized void show(String text) {
    if (!text.equals(shown)) {
      shown = text;
      draw();
    }
  }

  private void draw() {
    terminal.print(TO_BEGIN + shown + CLEAR_REST);
    terminal.flush();
  }

  /**
   * A stream to the same terminal. What is no whole line yet waits for its end.
   *
   * @param target writes to the terminal without buffering
   */
  OutputStream above(OutputStream target) {
    return new Above(target);
  }

  private final class Above extends OutputStream {
    private final OutputStream target;
    private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();

    Above(OutputStream target) {
      this.target = target;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int end = offset + length;
      while (end > offset && bytes[end - 1] != '\n') {
        end--;
      }
      synchronized (TerminalLine.this) {
        if (end > offset) {
          unfinished.write(bytes, offset, end - offset);
          print();
        }
        unfinished.write(bytes, end, offset + length - end);
      }
    }

    private void print() throws IOException {
      String line = shown;
      show("");
      unfinished.writeTo(target);
      unfinished.reset();
      target.flush();
      show(line);
    }

    @Override
    public void close() throws IOException {
      synchronized (TerminalLine.this) {
        print();
        target.close();
      }
    }
  }
}
