package io.github.pipefarm.benchmarks;

import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The limit of two JVMs with a pipe each way, one thread on each side. A message is a length and so
 * many bytes, which are written and read whole, into arrays that are used again.
 *
 * <pre>
 *   length &gt; 0      bytes: to be sent back
 *   length &lt; 0      -length bytes: to be answered by one byte
 *   {@link #NAME}   length and name of a file: to be read whole, and answered by one byte
 * </pre>
 */
final class RawPipe implements AutoCloseable {
  private static final int LARGEST = 16 << 20;
  private static final int NAME = Integer.MIN_VALUE;

  private final Process process;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] header = new byte[Integer.BYTES];
  private final byte[] received = new byte[LARGEST];

  RawPipe() throws IOException {
    process = Jvm.of(RawPipe.class).start();
    in = process.getInputStream();
    out = process.getOutputStream();
  }

  /** The child. */
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
      if (length == NAME) {
        read(in, header, header.length);
        byte[] name = new byte[ByteBuffer.wrap(header).getInt()];
        read(in, name, name.length);
        readFile(new String(name, StandardCharsets.UTF_8), bytes);
        out.write(0);
      } else if (length < 0) {
        read(in, bytes, -length);
        out.write(0);
      } else {
        read(in, bytes, length);
        out.write(header);
        out.write(bytes, 0, length);
      }
    }
  }

  private static void readFile(String name, byte[] into) throws IOException {
    try (InputStream file = new FileInputStream(name)) {
      while (file.read(into) >= 0) {
        // That is all: it has been read.
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
    writeInt(bytes.length);
    out.write(bytes);
    out.flush();
    read(in, header, header.length);
    read(in, received, bytes.length);
  }

  /** There alone, in messages of the largest size. */
  void send(byte[] bytes) throws IOException {
    for (int from = 0; from < bytes.length; from += LARGEST) {
      int length = Math.min(LARGEST, bytes.length - from);
      writeInt(-length);
      out.write(bytes, from, length);
      out.flush();
      read(in, received, 1);
    }
  }

  /** Has the other one read a file. */
  void haveRead(Path file) throws IOException {
    byte[] name = file.toString().getBytes(StandardCharsets.UTF_8);
    writeInt(NAME);
    writeInt(name.length);
    out.write(name);
    out.flush();
    read(in, received, 1);
  }

  private void writeInt(int value) throws IOException {
    out.write(ByteBuffer.wrap(header).putInt(0, value).array());
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
    Command.end(process, 10);
  }
}
