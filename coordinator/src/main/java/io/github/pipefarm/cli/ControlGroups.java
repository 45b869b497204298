package io.github.pipefarm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What the control groups of this process allow it, of either version of them: the least of what
 * its own group and those around it say.
 */
final class ControlGroups {
  /** From here on a limit of version 1 means that there is none. */
  private static final long NO_LIMIT = 1L << 62;

  private final Path root;

  /**
   * @param root where /proc and /sys are
   */
  ControlGroups(Path root) {
    this.root = root;
  }

  /** How much processor time they allow, in words; empty if there is no limit. */
  Optional<String> processors() {
    Stream<double[]> unified =
        texts("", "cpu.max")
            .map(text -> text.split(" "))
            .filter(parts -> parts.length == 2 && !parts[0].equals("max"))
            .map(parts -> new double[] {number(parts[0]), number(parts[1])});
    Stream<double[]> first =
        groups("cpu")
            .map(
                group ->
                    new double[] {
                      number(text(group.resolve("cpu.cfs_quota_us"))),
                      number(text(group.resolve("cpu.cfs_period_us")))
                    });
    return Stream.concat(unified, first)
        .filter(limit -> limit[0] > 0 && limit[1] > 0)
        .min((a, b) -> Double.compare(a[0] / a[1], b[0] / b[1]))
        .map(
            limit ->
                String.format(
                    Locale.ROOT,
                    "%.1f of them, as %.0f µs of each %.0f",
                    limit[0] / limit[1],
                    limit[0],
                    limit[1]));
  }

  /** How much memory they allow, in bytes; empty if there is no limit. */
  OptionalLong memory() {
    return Stream.concat(texts("", "memory.max"), texts("memory", "memory.limit_in_bytes"))
        .mapToLong(ControlGroups::number)
        .filter(limit -> limit > 0 && limit < NO_LIMIT)
        .min();
  }

  private Stream<String> texts(String controller, String file) {
    return groups(controller).map(group -> text(group.resolve(file)));
  }

  /**
   * The folders of this process's group and of those around it.
   *
   * @param controller of version 1; empty for version 2
   */
  private Stream<Path> groups(String controller) {
    Path top = root.resolve("sys/fs/cgroup").resolve(controller);
    String own =
        lines(root.resolve("proc/self/cgroup")).stream()
            .map(line -> line.split(":", 3))
            .filter(
                parts ->
                    parts.length == 3 && Arrays.asList(parts[1].split(",")).contains(controller))
            .map(parts -> parts[2])
            .findFirst()
            .orElse("/");
    Path group = top.resolve(own.substring(1)).normalize();
    // A container may be told a path that is there outside of it only.
    return Stream.iterate(group, folder -> folder.startsWith(top), Path::getParent)
        .filter(Files::isDirectory);
  }

  private static String text(Path file) {
    return String.join("", lines(file)).strip();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1; // such as max
    }
  }
}
