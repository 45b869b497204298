package io.github.pipefarm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Reads what a worker prints, so that its pipe is never full: passes it on line by line, keeps it
 * for the task that printed it, or drops it; and remembers the last of it for a report. One thread
 * runs it.
 */
final class WorkerErrors implements Runnable {
  private static final int KEPT = 8 * 1024;

  /** A line may be this long before it is passed on without its end. */
  private static final int MAX_LINE = 64 * 1024;

  private final InputStream in;
  private final byte[] prefix;
  private final WorkerOutput output;
  private final TaskOutput tasks;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final CountDownLatch ended = new CountDownLatch(1);

  // Guarded by this.
  private final byte[] tail = new byte[KEPT];
  private long total;

  WorkerErrors(InputStream in, String worker, WorkerOutput output) {
    this.in = in;
    this.prefix = ("[" + worker + "] ").getBytes(StandardCharsets.UTF_8);
    this.output = output;
    this.tasks = new TaskOutput();
  }

  /** What the worker has to write behind the output of each task; empty if it need not. */
  String marker() {
    return output == WorkerOutput.CAPTURE ? tasks.marker() : "";
  }

  /** What a task printed that has an outcome; empty if that is not kept. */
  String ofTask(long sequence) {
    return output == WorkerOutput.CAPTURE ? tasks.of(sequence) : "";
  }

  /** What was printed by the task at which the worker died; empty if that is not kept. */
  String ofLastTask() {
    return output == WorkerOutput.CAPTURE ? tasks.rest() : "";
  }

  @Override
  public void run() {
    byte[] buffer = new byte[8 * 1024];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        keep(buffer, n);
        switch (output) {
          case RELAY -> relay(buffer, n);
          case CAPTURE -> {
            byte[] ofNoTask = tasks.add(buffer, n);
            relay(ofNoTask, ofNoTask.length);
          }
          case DISCARD -> {}
        }
      }
    } catch (IOException e) {
      // The stream is closed with the process; what came is passed on all the same.
    } finally {
      tasks.end();
    }
    if (line.size() > 0) {
      endLine();
    }
    ended.countDown();
  }

  /** Waits for the end of the stream, but not longer than this since something came. */
  void awaitEnd(Duration patience) {
    boolean interrupted = false;
    long before = -1;
    while (!hasEnded() && before != total()) {
      before = total();
      try {
        var unused = ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether all has been read and passed on. */
  boolean hasEnded() {
    return ended.getCount() == 0;
  }

  private synchronized long total() {
    return total;
  }

  private void relay(byte[] buffer, int length) {
    for (int i = 0; i < length; i++) {
      if (buffer[i] == '\n') {
        endLine();
      } else {
        line.write(buffer[i]);
        if (line.size() == MAX_LINE) {
          endLine();
        }
      }
    }
  }

  private void endLine() {
    byte[] bytes = new byte[prefix.length + line.size() + 1];
    System.arraycopy(prefix, 0, bytes, 0, prefix.length);
    System.arraycopy(line.toByteArray(), 0, bytes, prefix.length, line.size());
    bytes[bytes.length - 1] = '\n';
    line.reset();
    try {
      // In one go, so that the lines of several workers do not mix.
      System.err.write(bytes, 0, bytes.length);
      System.err.flush();
    } catch (RuntimeException e) {
      // The application's own stream is broken; the worker must not wait for it.
      return;
    }
  }

  private synchronized void keep(byte[] buffer, int length) {
    for (int i = Math.max(0, length - KEPT); i < length; i++) {
      tail[(int) ((total + i) % KEPT)] = buffer[i];
    }
    total += length;
  }

  /** The last that the worker printed. */
  synchronized String tail() {
    int length = (int) Math.min(total, KEPT);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = tail[(int) ((total - length + i) % KEPT)];
    }
    return tasks.withoutMarkers(new String(bytes, StandardCharsets.UTF_8));
  }
}
