package io.github.pipefarm;

import io.github.pipefarm.protocol.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a worker sends: first through its pipe, and when that ends, what it had not got rid of, from
 * its page. So a worker that dies loses no result of a task that had finished.
 */
final class WorkerStream extends InputStream {
  private final InputStream pipe;
  private final LongFunction<Payload> tail;
  private long received;
  private @Nullable InputStream rest;

  /**
   * @param tail called once, at the end of the pipe, with the number of bytes that came through it;
   *     waits until the worker is really dead
   */
  WorkerStream(InputStream pipe, LongFunction<Payload> tail) {
    this.pipe = pipe;
    this.tail = tail;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (rest == null) {
      int n = fromPipe(buffer, offset, length);
      if (n >= 0) {
        received += n;
        return n;
      }
      rest = tail.apply(received).stream();
    }
    return rest.read(buffer, offset, length);
  }

  private int fromPipe(byte[] buffer, int offset, int length) {
    try {
      return pipe.read(buffer, offset, length);
    } catch (IOException e) {
      return -1; // closed along with the process
    }
  }

  @Override
  public int available() throws IOException {
    return rest == null ? pipe.available() : rest.available();
  }
}
