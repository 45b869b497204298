package io.github.pipefarm.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What Linux tells of processes. */
final class ProcFile {
  private ProcFile() {}

  /** The memory that a process takes up, in MB. */
  static double residentMegabytes(long pid) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
              .filter(line -> line.startsWith("VmRSS"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum()
          / 1024.0;
    }
  }

  /**
   * The processor time that each thread of a process has taken which lives, in nanoseconds, and to
   * the microsecond: what is told of a process is counted in hundredths of a second.
   */
  static Map<Path, Long> threads(long pid) throws IOException {
    Map<Path, Long> nanos = new HashMap<>();
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : (Iterable<Path>) threads::iterator) {
        nanos.put(thread, nanosOf(thread));
      }
    }
    return nanos;
  }

  /** What the threads of a process that live have taken since then, in seconds. */
  static double cpuSeconds(long pid, Map<Path, Long> before) throws IOException {
    long nanos = 0;
    for (Map.Entry<Path, Long> thread : threads(pid).entrySet()) {
      nanos += Math.max(0, thread.getValue() - before.getOrDefault(thread.getKey(), 0L));
    }
    return nanos / 1e9;
  }

  private static long nanosOf(Path thread) {
    try {
      String taken = Files.readString(thread.resolve("schedstat"));
      return Long.parseLong(taken.substring(0, taken.indexOf(' ')));
    } catch (IOException e) {
      return 0; // it has just ended
    }
  }

  /** How many entries a folder of this process's own has. */
  static long countOwn(String folder) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc/self/" + folder))) {
      return entries.count();
    }
  }
}
