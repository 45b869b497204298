package io.github.pipefarm.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processes that the tasks of a worker have started, also those whose parents are gone, so that
 * nobody lists them as descendants any more. Each carries in its environment the ids of the workers
 * that it stems from, unless it was started with another environment: that escapes.
 */
public final class Offspring {
  /** The variable that has the ids of a worker and of those that it is nested in. */
  public static final String VARIABLE = "PIPEFARM_WORKER";

  private static final char SEPARATOR = ':';
  private static final Path PROCESSES = Path.of("/proc");

  /** Whoever starts new processes faster than they are killed so many times wins. */
  private static final int MOST_ROUNDS = 100;

  private Offspring() {}

  /** The variable's value for a worker whose coordinator has this value itself, or none. */
  public static String nested(String inherited, String worker) {
    return inherited.isEmpty() ? worker : inherited + SEPARATOR + worker;
  }

  /** The id of the worker itself in the variable's value. */
  public static String innermost(String value) {
    return value.substring(value.lastIndexOf(SEPARATOR) + 1);
  }

  /**
   * Kills all processes that stem from a worker, until there are none left. Where the system does
   * not show environments, or only those of the same user, it finds only these.
   */
  public static void destroy(String worker) {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      List<ProcessHandle> found = of(worker);
      if (found.isEmpty()) {
        return;
      }
      found.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** The processes that stem from a worker, the calling one excepted. */
  static List<ProcessHandle> of(String worker) {
    if (!Files.isDirectory(PROCESSES)) {
      return List.of();
    }
    long self = ProcessHandle.current().pid();
    try (Stream<Path> entries = Files.list(PROCESSES)) {
      Set<Long> pids =
          entries
              .map(entry -> entry.getFileName().toString())
              .filter(name -> name.chars().allMatch(c -> c >= '0' && c <= '9'))
              .map(Long::valueOf)
              .filter(pid -> pid != self)
              .collect(Collectors.toSet());
      return pids.stream()
          // The handle first: it knows if its id should be another process's afterwards.
          .flatMap(pid -> ProcessHandle.of(pid).stream())
          .filter(process -> stemsFrom(process.pid(), worker))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  private static boolean stemsFrom(long pid, String worker) {
    try {
      byte[] environment =
          Files.readAllBytes(PROCESSES.resolve(Long.toString(pid)).resolve("environ"));
      for (String entry : new String(environment, StandardCharsets.ISO_8859_1).split("\0", -1)) {
        if (entry.startsWith(VARIABLE + "=")) {
          String ids = entry.substring(VARIABLE.length() + 1);
          return Stream.of(ids.split(String.valueOf(SEPARATOR), -1)).anyMatch(worker::equals);
        }
      }
      return false;
    } catch (IOException e) {
      return false; // it is gone, or another user's
    }
  }
}
