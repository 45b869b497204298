package io.github.pipefarm.worker;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Marks on standard error where the output of a task ends, so that the coordinator can tell what
 * each task printed, native code included, in the order in which it was printed. The mark holds a
 * text that tasks can't guess.
 */
final class OutputMarker {
  /** Marks nothing. */
  static final OutputMarker NONE = new OutputMarker("");

  private final String text;
  private final OutputStream err = new FileOutputStream(FileDescriptor.err);

  OutputMarker(String text) {
    this.text = text;
  }

  /** Ends the output of the task with this sequence. */
  void write(long sequence) {
    if (text.isEmpty()) {
      return;
    }
    System.out.flush();
    System.err.flush();
    try {
      // In one go, so that nothing can get between.
      err.write(("\0" + text + ":" + sequence + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return; // a task has closed the stream: there will be no more output either
    }
  }
}
