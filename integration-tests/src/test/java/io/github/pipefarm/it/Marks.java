package io.github.pipefarm.it;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A folder of small files by which tests and tasks tell each other things: tasks run in other JVMs,
 * where no object of the test is within reach.
 */
final class Marks implements Serializable {
  private final String folder;

  Marks(Path folder) {
    this.folder = folder.toString();
  }

  /** Leaves a mark, once and for all. */
  void leave(String name) {
    add(name, "");
  }

  /** Where a mark is, for other programs. */
  Path path(String name) {
    return Path.of(folder, name);
  }

  boolean has(String name) {
    return Files.exists(Path.of(folder, name));
  }

  /** Adds a line to a mark, which is left with the first one. */
  void add(String name, Object line) {
    try {
      Files.writeString(
          Path.of(folder, name), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the lines of a mark, none if it was not left. */
  List<String> lines(String name) {
    if (!has(name)) {
      return List.of();
    }
    try {
      return Files.readAllLines(Path.of(folder, name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the process ids that were added to a mark. */
  List<Long> pids(String name) {
    return lines(name).stream().map(Long::valueOf).toList();
  }

  /** Holds a task up until the mark is left. For tasks; tests wait with Awaitility. */
  void holdUntil(String name) throws InterruptedException {
    while (!has(name)) {
      Thread.sleep(2);
    }
  }
}
