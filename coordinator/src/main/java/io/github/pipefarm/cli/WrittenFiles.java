package io.github.pipefarm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files that a run writes: none may be another one of them, or one that it reads. */
final class WrittenFiles {
  /**
   * One of them.
   *
   * @param option that names it
   * @param isWhole whether it is written beside its place, and moved there when all has been read
   */
  private record Written(String option, Path file, boolean isWhole) {}

  private final List<Written> all = new ArrayList<>();

  /** Adds one that is written while the run reads. */
  WrittenFiles add(String option, Optional<Path> file) {
    return add(option, file, false);
  }

  /** Adds one, if it is a file at all and not a device. */
  WrittenFiles add(String option, Optional<Path> file, boolean isWhole) {
    file.filter(path -> !Output.isSpecial(path))
        .ifPresent(path -> all.add(new Written(option, path, isWhole)));
    return this;
  }

  /**
   * Compares all of them.
   *
   * @param read what the run reads
   * @throws CommandException if one is another one
   */
  void mustDifferFrom(List<Path> read) {
    for (int i = 0; i < all.size(); i++) {
      Written one = all.get(i);
      for (Written other : all.subList(i + 1, all.size())) {
        if (isSame(one.file(), other.file())) {
          throw CommandException.usage(
              one.option() + " and " + other.option() + " are the same file, '" + one.file() + "'");
        }
      }
      if (!one.isWhole() && read.stream().anyMatch(input -> isSame(one.file(), input))) {
        throw CommandException.usage(
            one.option() + ": '" + one.file() + "' is read by this run, which would overwrite it");
      }
    }
  }

  private static boolean isSame(Path one, Path other) {
    try {
      boolean canBeCompared = Files.exists(one) && Files.exists(other);
      return canBeCompared
          ? Files.isSameFile(one, other)
          : one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    } catch (IOException e) {
      return false; // it can't be looked at, and will not be opened either
    }
  }
}
