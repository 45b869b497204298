package io.github.pipefarm.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines, many at a time when they come fast, and each within {@link #LINGER_NANOS} when they
 * do not: a line is never held back until the next one comes.
 *
 * <p>The caller fills one buffer while a thread of this writer writes the other. No I/O happens
 * under the lock, so a slow reader downstream blocks the caller only when its buffer is full.
 */
final class LineWriter {
  private static final int CAPACITY = 64 << 10;

  /**
   * How long a line may wait for company. Shorter means more system calls when lines come in a
   * steady trickle; at 2 ms there are 500 a second at most, which does not show in any measurement.
   */
  private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final OutputStream out;
  private final Runnable onFailure;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition full = lock.newCondition();
  private final Condition room = lock.newCondition();

  // All guarded by lock.
  private byte[] filling = new byte[CAPACITY];
  private int length;
  private boolean finished;
  private @Nullable IOException failure;

  /**
   * Starts the writer.
   *
   * @param onFailure called once, by the writer's thread, when nothing can be written any more;
   *     must not block
   */
  LineWriter(OutputStream out, Runnable onFailure) {
    this.out = out;
    this.onFailure = onFailure;
    this.thread = new Thread(this::run, "pipefarm-output");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Takes a line; waits while those before it are still to be written.
   *
   * @return how many bytes it takes, with its line break
   * @throws IOException if writing has failed
   */
  int line(String text) throws IOException, InterruptedException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    lock.lockInterruptibly();
    try {
      while (length >= CAPACITY && failure == null) {
        room.await();
      }
      throwFailure();
      append(bytes);
      if (length >= CAPACITY) {
        full.signal();
      }
      notEmpty.signal();
    } finally {
      lock.unlock();
    }
    return bytes.length + 1;
  }

  /** Why nothing can be written any more; null while all is well. */
  @Nullable IOException failure() {
    lock.lock();
    try {
      return failure;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until all is written. Does not close the stream beneath. Finishing again does nothing.
   *
   * @throws IOException if something could not be written
   */
  void finish() throws IOException, InterruptedException {
    lock.lock();
    try {
      finished = true;
      notEmpty.signal();
      full.signal();
    } finally {
      lock.unlock();
    }
    thread.join();
    throwFailure();
  }

  private void throwFailure() throws IOException {
    IOException cause = failure();
    if (cause != null) {
      throw new IOException(cause.getMessage(), cause);
    }
  }

  private void append(byte[] bytes) {
    int needed = length + bytes.length + 1;
    if (needed > filling.length) {
      filling = Arrays.copyOf(filling, Math.max(needed, 2 * filling.length));
    }
    System.arraycopy(bytes, 0, filling, length, bytes.length);
    filling[needed - 1] = '\n';
    length = needed;
  }

  private void run() {
    byte[] writing = new byte[CAPACITY];
    try {
      while (true) {
        int count;
        lock.lock();
        try {
          awaitLines();
          if (length == 0) {
            return;
          }
          byte[] lines = filling;
          count = length;
          filling = writing.length > CAPACITY ? new byte[CAPACITY] : writing;
          length = 0;
          writing = lines;
          room.signal();
        } finally {
          lock.unlock();
        }
        out.write(writing, 0, count);
      }
    } catch (IOException e) {
      fail(e);
    } catch (InterruptedException e) {
      fail(new IOException("interrupted", e));
    }
  }

  /** Returns with lines, or without any when there will be none. */
  private void awaitLines() throws InterruptedException {
    while (length == 0 && !finished) {
      notEmpty.await();
    }
    long remaining = LINGER_NANOS;
    while (length < CAPACITY && !finished && remaining > 0) {
      remaining = full.awaitNanos(remaining);
    }
  }

  private void fail(IOException cause) {
    lock.lock();
    try {
      failure = cause;
      room.signal();
      // Under the lock, so that whoever sees the failure knows that this has been called.
      onFailure.run();
    } finally {
      lock.unlock();
    }
  }
}
