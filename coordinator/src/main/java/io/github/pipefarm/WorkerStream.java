package io.github.pipefarm;

import io.github.pipefarm.protocol.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a worker sends: first through its pipe, and when that ends, what it had not got rid of, from
 * its page. So a worker that dies loses no result of a task that had finished.
 *
 * <p>The pipe of a dead worker need not end: a process that it has started may hold it open. A
 * thread that waits for that can't be woken, but another one can {@linkplain #abandonPipe() go on}
 * in its stead.
 */
final class WorkerStream extends InputStream {
  /** Thrown to a thread that was left behind in the pipe; it must not touch anything any more. */
  static final class LeftBehindException extends IOException {
    private static final long serialVersionUID = 1;

    LeftBehindException() {
      super("another thread reads on");
    }
  }

  private enum State {
    /** Nobody waits for the pipe. */
    AWAY,
    /** A thread waits for the pipe. */
    WAITING,
    /** Only what is in the pipe already is taken from it. */
    DRAINED,
    /** A thread is left behind in the pipe, and nobody else touches it. */
    ABANDONED
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.AWAY);
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

  private int fromPipe(byte[] buffer, int offset, int length) throws LeftBehindException {
    if (!state.compareAndSet(State.AWAY, State.WAITING)) {
      return state.get() == State.DRAINED ? drain(buffer, offset, length) : -1;
    }
    int n;
    try {
      n = pipe.read(buffer, offset, length);
    } catch (IOException e) {
      n = -1; // closed along with the process
    }
    if (!state.compareAndSet(State.WAITING, State.AWAY)) {
      throw new LeftBehindException();
    }
    return n;
  }

  /** What a dead worker has left in its pipe, without waiting for more. */
  private int drain(byte[] buffer, int offset, int length) {
    try {
      return pipe.available() > 0 ? pipe.read(buffer, offset, length) : -1;
    } catch (IOException e) {
      return -1; // closed along with the process
    }
  }

  /**
   * Waits no more for the pipe, because the worker is dead. A reader that is busy with what it has
   * read before will still find what is there.
   *
   * @return whether a thread is left behind there, so that the calling one has to see to it that
   *     another one reads on
   */
  boolean abandonPipe() {
    // A thread comes and goes: only what it is at in one moment counts.
    while (state.get() == State.AWAY || state.get() == State.WAITING) {
      if (state.compareAndSet(State.AWAY, State.DRAINED)) {
        return false;
      }
      if (state.compareAndSet(State.WAITING, State.ABANDONED)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int available() throws IOException {
    return rest == null ? pipe.available() : rest.available();
  }
}
