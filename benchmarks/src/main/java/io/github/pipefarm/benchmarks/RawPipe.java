package io.github.pipefarm.benchmarks;

import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * The limit of two JVMs with a pipe each way: messages of a length and so many bytes, written and
 * read whole into arrays that are used again, one thread on each side.
 */
final class RawPipe implements AutoCloseable {
  private static final int LARGEST = 16 << 20;

  private final Process process;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] header = new byte[Integer.BYTES];
  private final byte[] received = new byte[LARGEST];

  RawPipe() throws IOException {
    process =
        new ProcessBuilder(
                Jvm.java(), "-cp", System.getProperty("java.class.path"), RawPipe.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    in = process.getInputStream();
    out = process.getOutputStream();
  }

  /** The child: sends back what it gets; of what is not to come back, one byte. */
  public static void main(String[] args) throws IOException {
    InputStream in = new FileInputStream(FileDescriptor.in);
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    byte[] header = new byte[Integer.BYTES];
    byte[] bytes = new byte[LARGEST];
    while (true) {
      try {
        read(in, header, header.length);
      } catch (EOFException e) {
        return;
      }
      int length = ByteBuffer.wrap(header).getInt();
      read(in, bytes, Math.abs(length));
      if (length < 0) {
        out.write(0);
      } else {
        out.write(header);
        out.write(bytes, 0, length);
      }
    }
  }

  /** There and back, with a single byte. */
  void pingPong(byte[] messageOfOne) throws IOException {
    out.write(messageOfOne);
    out.flush();
    read(in, received, messageOfOne.length);
  }

  /** There and back. */
  void echo(byte[] bytes) throws IOException {
    out.write(ByteBuffer.wrap(header).putInt(0, bytes.length).array());
    out.write(bytes);
    out.flush();
    read(in, header, header.length);
    read(in, received, bytes.length);
  }

  /** There alone, in messages of the largest size. */
  void send(byte[] bytes) throws IOException {
    for (int from = 0; from < bytes.length; from += LARGEST) {
      int length = Math.min(LARGEST, bytes.length - from);
      out.write(ByteBuffer.wrap(header).putInt(0, -length).array());
      out.write(bytes, from, length);
      out.flush();
      read(in, header, 1);
    }
  }

  private static void read(InputStream in, byte[] into, int length) throws IOException {
    for (int n = 0; n < length; ) {
      int more = in.read(into, n, length - n);
      if (more < 0) {
        throw new EOFException();
      }
      n += more;
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    out.close();
    process.waitFor();
  }
}
