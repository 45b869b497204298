package io.github.pipefarm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How often the kernel has killed a process for want of memory, as the control group of this JVM
 * counts it: workers are in the same one unless a launcher puts them elsewhere.
 */
final class OomKiller {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final Path OWN_GROUP = Path.of("/proc/self/cgroup");
  private static final String COUNTER = "oom_kill ";

  private OomKiller() {}

  /** The number of kills so far; 0 where the kernel does not tell. */
  static long kills() {
    for (Path file :
        List.of(
            ownGroup().resolve("memory.events"),
            ROOT.resolve("memory.events"),
            ROOT.resolve("memory").resolve("memory.oom_control"))) {
      try {
        if (Files.isReadable(file)) {
          return count(Files.readAllLines(file));
        }
      } catch (IOException e) {
        return 0; // it goes as it came
      }
    }
    return 0;
  }

  static long count(List<String> lines) {
    for (String line : lines) {
      if (line.startsWith(COUNTER)) {
        return Long.parseLong(line.substring(COUNTER.length()).strip());
      }
    }
    return 0;
  }

  private static Path ownGroup() {
    try {
      for (String line : Files.readAllLines(OWN_GROUP)) {
        if (line.startsWith("0::/")) {
          return ROOT.resolve(line.substring("0::/".length()));
        }
      }
    } catch (IOException e) {
      return ROOT; // no such file system
    }
    return ROOT;
  }
}
