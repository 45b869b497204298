package io.github.pipefarm.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What a farm could leave behind. */
final class Leaks {
  private Leaks() {}

  /** Returns the processes with a variable in their environments, and their command lines. */
  static List<String> processesWith(String variable, String value) {
    String entry = "\0" + variable + "=" + value + "\0";
    return list(Path.of("/proc")).stream()
        .filter(folder -> folder.getFileName().toString().matches("\\d+"))
        .filter(folder -> ("\0" + text(folder.resolve("environ"))).contains(entry))
        .map(folder -> folder + ": " + text(folder.resolve("cmdline")).replace('\0', ' '))
        .toList();
  }

  /** Returns the private folders of this JVM's farms. */
  static List<Path> folders() {
    String own = "pipefarm-" + Pids.own() + "-";
    return Stream.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")))
        .flatMap(parent -> list(parent).stream())
        .filter(path -> path.getFileName().toString().contains(own))
        .toList();
  }

  /** Returns what the descriptors of this JVM lead to that farms have. */
  static List<String> descriptors() {
    return list(Path.of("/proc/self/fd")).stream()
        .map(Leaks::target)
        .filter(Objects::nonNull)
        .filter(target -> target.startsWith("pipe:") || target.contains("pipefarm-" + Pids.own()))
        .toList();
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return null; // closed meanwhile
    }
  }

  private static List<Path> list(Path folder) {
    List<Path> entries = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      all.forEach(entries::add);
    } catch (IOException | UncheckedIOException e) {
      return entries; // something went away meanwhile
    }
    return entries;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return ""; // gone
    }
  }
}
