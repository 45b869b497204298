package io.github.pipefarm.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The most memory that processes have had, as Linux tells it (VmHWM). That is gone with the
 * process, so a thread looks at those that live, twice a second. Elsewhere nothing is known.
 * Thread-safe.
 */
public final class PeakMemory implements AutoCloseable {
  private static final long PAUSE_NANOS = 500_000_000;
  private static final String LABEL = "VmHWM:";

  private record Watched(long pid, long bytes) {}

  private final Map<String, Watched> byWorker = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::watch, "pipefarm-report-memory");
  private volatile boolean closed;

  /** Begins to look. */
  public PeakMemory() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Looks at a worker from now on. */
  public void add(String worker, long pid) {
    byWorker.put(worker, new Watched(pid, -1));
  }

  /** Looks at a worker now. */
  public void look(String worker) {
    byWorker.computeIfPresent(
        worker,
        (name, watched) -> new Watched(watched.pid, Math.max(watched.bytes, read(watched.pid))));
  }

  /** Looks once more at a worker that is still there, or not any more. */
  public OptionalLong remove(String worker) {
    Watched last = byWorker.remove(worker);
    if (last == null) {
      return OptionalLong.empty();
    }
    long bytes = Math.max(last.bytes, read(last.pid));
    return bytes < 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  /** The workers that are looked at, and the most memory of each as far as it is known. */
  public Map<String, Long> now() {
    look();
    Map<String, Long> known = new ConcurrentHashMap<>();
    byWorker.forEach(
        (worker, watched) -> {
          if (watched.bytes >= 0) {
            known.put(worker, watched.bytes);
          }
        });
    return known;
  }

  private void watch() {
    while (!closed) {
      LockSupport.parkNanos(this, PAUSE_NANOS);
      look();
    }
  }

  private void look() {
    byWorker.keySet().forEach(this::look);
  }

  private static long read(long pid) {
    try {
      Path status = Path.of("/proc", Long.toString(pid), "status");
      for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
        if (line.startsWith(LABEL)) {
          return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
      return -1;
    } catch (IOException | NumberFormatException e) {
      return -1; // it has ended, or this is no Linux
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
