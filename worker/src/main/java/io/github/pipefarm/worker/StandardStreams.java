package io.github.pipefarm.worker;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * The pipes to the coordinator, out of the reach of tasks.
 *
 * <p>Most often a shell has already moved them to higher descriptors, and what runs in this JVM,
 * native code included, finds nothing to read on descriptor 0, and standard error on descriptor 1.
 * Where no shell could do that, they are opened anew here, and the JDK puts /dev/null over the
 * descriptors 0 and 1 when these are closed.
 *
 * @param in what the coordinator sends
 * @param out what it is sent; unbuffered
 */
record StandardStreams(InputStream in, OutputStream out) {
  /**
   * Takes the pipes.
   *
   * @param in the number of the descriptor to read from
   * @param out the number of the descriptor to write to
   */
  static StandardStreams take(int in, int out) throws IOException {
    StandardStreams pipes =
        new StandardStreams(
            new FileInputStream("/dev/fd/" + in), new FileOutputStream("/dev/fd/" + out));
    if (in == 0) {
      new FileInputStream(FileDescriptor.in).close();
      System.setIn(InputStream.nullInputStream());
    }
    if (out == 1) {
      new FileOutputStream(FileDescriptor.out).close();
      System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true));
    }
    return pipes;
  }
}
