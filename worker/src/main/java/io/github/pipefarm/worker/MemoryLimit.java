package io.github.pipefarm.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether this process takes up more memory than it may. What all workers of a farm share does not
 * count: with eight of them that is up to 128 MB in each, and it stays if one is replaced. Of one
 * thread.
 */
final class MemoryLimit {
  /** To look costs some 50 microseconds: at this interval that is half a per cent. */
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RSS = "VmRSS:";

  private final long maxBytes;
  private final LongSupplier shared;
  private long looked = System.nanoTime() - INTERVAL_NANOS;
  private long seen;

  /**
   * @param maxBytes of resident memory; 0 for no limit
   * @param shared tells how many bytes of it do not count
   */
  MemoryLimit(long maxBytes, LongSupplier shared) {
    this.maxBytes = maxBytes;
    this.shared = shared;
  }

  /** Looks, unless it has just done so. */
  boolean isExceeded() {
    if (maxBytes == 0) {
      return false;
    }
    long now = System.nanoTime();
    if (now - looked >= INTERVAL_NANOS) {
      looked = now;
      seen = residentBytes() - shared.getAsLong();
    }
    return seen > maxBytes;
  }

  /** What it was when it was looked at last, for people. */
  String describe() {
    return "it took up %d MB of memory, more than %d MB (maxWorkerRss)"
        .formatted(seen >> 20, maxBytes >> 20);
  }

  /** The resident memory of this process; 0 where the system does not tell. */
  private static long residentBytes() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(RSS)) {
          return Long.parseLong(line.substring(RSS.length()).replace("kB", "").strip()) << 10;
        }
      }
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
    return 0;
  }
}
