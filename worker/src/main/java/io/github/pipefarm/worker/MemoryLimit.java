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

  /** What stands behind the files of the JVM itself. */
  private final long ofOthers;

  private long looked = System.nanoTime() - INTERVAL_NANOS;
  private long seen;

  /**
   * To be made before anything shared is mapped.
   *
   * @param maxBytes of resident memory; 0 for no limit
   * @param shared tells how many bytes do not count that are mapped, as far as they are resident
   */
  MemoryLimit(long maxBytes, LongSupplier shared) {
    this.maxBytes = maxBytes;
    this.shared = shared;
    this.ofOthers = maxBytes == 0 ? 0 : ofFiles(status());
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
  private long residentBytes(long mapped) {
    List<String> status = status();
    long mappedAndTouched = Math.min(mapped, Math.max(0, ofFiles(status) - ofOthers));
    return bytes(status, ALL) - mappedAndTouched;
  }

  private static long ofFiles(List<String> status) {
    return OF_FILES.stream().mapToLong(name -> bytes(status, name)).sum();
  }

  /** What the system says of this process; nothing where it does not. */
  private static List<String> status() {
    try {
      return Files.readAllLines(STATUS);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static long bytes(List<String> status, String name) {
    for (String line : status) {
      if (line.startsWith(name)) {
        return kilobytes(line.substring(name.length())) << 10;
      }
    }
    return 0;
  }

  private static long kilobytes(String text) {
    try {
      return Long.parseLong(text.replace("kB", "").strip());
    } catch (NumberFormatException e) {
      return 0; // as where nobody tells
    }
  }
}
