package io.github.pipefarm.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** The processor time that a process has taken, in seconds. */
  static double cpuSeconds(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(taken -> taken.toNanos() / 1e9)
        .orElse(Double.NaN);
  }

  /** How many entries a folder of this process's own has. */
  static long countOwn(String folder) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc/self/" + folder))) {
      return entries.count();
    }
  }
}
