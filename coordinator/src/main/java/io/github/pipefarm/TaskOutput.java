package io.github.pipefarm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a worker prints into what its tasks printed. The worker writes a mark behind each task:
 *
 * <pre>
 *   what a task printed | NUL marker : sequence LF | what the next one printed
 * </pre>
 *
 * <p>The marker is a number that nobody can guess. The mark with sequence 0 ends what was printed
 * before the first task. One thread adds, another one asks.
 */
final class TaskOutput {
  /** So much of a task's output is kept; of more, the first and the last half. */
  private static final int MOST = 16 << 20;

  /**
   * How long to wait for a mark that was written before an outcome which is here already. It never
   * takes that long, unless somebody has closed the worker's standard error; and then only once.
   */
  private static final long PATIENCE_MILLIS = 1000;

  private static final int NO_MARK = -1;
  private static final int NOT_YET = -2;

  private final String marker = newMarker();
  private final byte[] mark = ('\0' + marker + ':').getBytes(StandardCharsets.US_ASCII);

  // Of the thread that adds.
  private byte[] pending = new byte[0];
  private Kept current = new Kept();
  private boolean isWithinTasks;

  // Guarded by this.
  private final Map<Long, String> bySequence = new HashMap<>();

  /** A mark was waited for in vain, and none has come since. */
  private boolean isMute;

  private @Nullable String rest;

  private static String newMarker() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  String marker() {
    return marker;
  }

  /**
   * Adds what was printed.
   *
   * @return what of it was printed before the first task
   */
  byte[] add(byte[] buffer, int length) {
    byte[] bytes = Arrays.copyOf(pending, pending.length + length);
    System.arraycopy(buffer, 0, bytes, pending.length, length);
    ByteArrayOutputStream before = new ByteArrayOutputStream();
    int from = 0;
    for (int at = indexOf((byte) 0, bytes, from); at >= 0; at = indexOf((byte) 0, bytes, at)) {
      int end = endOfMark(bytes, at);
      if (end == NOT_YET) {
        break;
      }
      if (end == NO_MARK) {
        at++;
        continue;
      }
      take(bytes, from, at, before);
      endTask(Long.parseLong(text(bytes, at + mark.length, end)));
      at = end + 1;
      from = at;
    }
    int keptBack = startOfPossibleMark(bytes, from);
    take(bytes, from, keptBack, before);
    pending = Arrays.copyOfRange(bytes, keptBack, bytes.length);
    return before.toByteArray();
  }

  private static int indexOf(byte wanted, byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /** Where the line feed of the mark stands that begins here, if it is one. */
  private int endOfMark(byte[] bytes, int at) {
    int compared = Math.min(mark.length, bytes.length - at);
    if (!Arrays.equals(bytes, at, at + compared, mark, 0, compared)) {
      return NO_MARK;
    }
    int end = indexOf((byte) '\n', bytes, at + compared);
    return compared < mark.length || end < 0 ? NOT_YET : end;
  }

  /** Where bytes begin that may become a mark when more have come; the end if there are none. */
  private int startOfPossibleMark(byte[] bytes, int from) {
    for (int at = indexOf((byte) 0, bytes, from); at >= 0; at = indexOf((byte) 0, bytes, at + 1)) {
      if (endOfMark(bytes, at) == NOT_YET) {
        return at;
      }
    }
    return bytes.length;
  }

  private void take(byte[] bytes, int from, int to, ByteArrayOutputStream before) {
    if (isWithinTasks) {
      current.add(bytes, from, to);
    } else {
      before.write(bytes, from, to - from);
    }
  }

  private synchronized void endTask(long sequence) {
    isWithinTasks = true;
    isMute = false;
    bySequence.put(sequence, current.text());
    bySequence.remove(0L);
    current = new Kept();
    notifyAll();
  }

  /** Nothing more will come. */
  void end() {
    current.add(pending, 0, pending.length);
    synchronized (this) {
      rest = current.text();
      notifyAll();
    }
  }

  /** What a task printed that has an outcome. */
  synchronized String of(long sequence) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    boolean interrupted = false;
    while (!bySequence.containsKey(sequence) && rest == null && !isMute) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        isMute = true;
        break;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    String text = bySequence.remove(sequence);
    return text == null ? "" : text;
  }

  /** What was printed behind the last mark, once all has come. */
  synchronized String rest() {
    return rest == null ? "" : rest;
  }

  String withoutMarkers(String text) {
    return text.replaceAll("\0" + marker + ":\\d*\n?", "");
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
  }

  /** The output of one task. */
  private static final class Kept {
    private final ByteArrayOutputStream first = new ByteArrayOutputStream();
    private byte[] last = new byte[0];
    private long lastTotal;

    void add(byte[] bytes, int from, int to) {
      int fits = Math.min(to - from, MOST / 2 - first.size());
      first.write(bytes, from, fits);
      if (fits < to - from) {
        if (last.length == 0) {
          last = new byte[MOST / 2];
        }
        for (int i = from + fits; i < to; i++) {
          last[(int) (lastTotal++ % last.length)] = bytes[i];
        }
      }
    }

    String text() {
      String beginning = first.toString(StandardCharsets.UTF_8);
      if (lastTotal == 0) {
        return beginning;
      }
      int start = (int) (lastTotal % last.length);
      boolean isFull = lastTotal >= last.length;
      ByteArrayOutputStream end = new ByteArrayOutputStream();
      if (isFull) {
        end.write(last, start, last.length - start);
      }
      end.write(last, 0, start);
      long leftOut = Math.max(0, lastTotal - last.length);
      String gap = leftOut == 0 ? "" : "\n… " + leftOut + " bytes left out …\n";
      return beginning + gap + end.toString(StandardCharsets.UTF_8);
    }
  }
}
