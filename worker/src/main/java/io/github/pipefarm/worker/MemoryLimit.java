package io.github.pipefarm.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  private static final String ALL = "VmRSS:";

  /** What of it stands behind mapped files, those in memory and others. */
  private static final List<String> OF_FILES = List.of("RssShmem:", "RssFile:");

  private final long maxBytes;
  private final LongSupplier shared;
  private long looked = System.nanoTime() - INTERVAL_NANOS;
  private long seen;

  /**
   * @param maxBytes of resident memory; 0 for no limit
   * @param shared tells how many bytes do not count that are mapped, as far as they are resident
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
      seen = residentBytes(shared.getAsLong());
    }
    return seen > maxBytes;
  }

  /** What it was when it was looked at last, for people. */
  String describe() {
    return "it took up %d MB of memory, more than %d MB (maxWorkerRss)"
        .formatted(seen >> 20, maxBytes >> 20);
  }

  /** The resident memory of this process, but for what is shared; 0 where nobody tells. */
  private static long residentBytes(long mapped) {
    try {
      List<String> status = Files.readAllLines(STATUS);
      long ofFiles = OF_FILES.stream().mapToLong(name -> bytes(status, name)).sum();
      return bytes(status, ALL) - Math.min(mapped, ofFiles);
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  private static long bytes(List<String> status, String name) {
    for (String line : status) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.substring(name.length()).replace("kB", "").strip()) << 10;
      }
    }
    return 0;
  }
}
