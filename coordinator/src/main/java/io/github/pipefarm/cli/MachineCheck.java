package io.github.pipefarm.cli;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks at what a farm needs of the machine and of the shell, without starting anything. */
final class MachineCheck {
  private static final long MEGABYTE = 1 << 20;

  /** A page and an argument file for each worker, and results on their way, are far below. */
  private static final long LEAST_SHARED_MEMORY = 16 * MEGABYTE;

  private static final int LEAST_FILES = 256;

  /** What workers do not get of the variables that are of Java's own making. */
  private static final Pattern AGENT = Pattern.compile("-(agentlib|agentpath|javaagent):|-Xrun");

  private final Map<String, String> environment;
  private final Path root;
  private final ControlGroups groups;

  /**
   * @param root where the machine's own files are, such as /proc
   */
  MachineCheck(Map<String, String> environment, Path root) {
    this.environment = environment;
    this.root = root;
    this.groups = new ControlGroups(root);
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.ok(
            "Java",
            Runtime.version()
                + ", "
                + System.getProperty("java.vendor")
                + ", "
                + System.getProperty("java.home")));
    findings.addAll(inheritedOptions());
    findings.add(processors());
    findings.add(memory());
    findings.add(sharedMemory());
    findings.add(temporaryFolder());
    findings.add(openFiles());
    findings.add(descriptors());
    findings.add(terminal());
    return findings;
  }

  /** Variables that reach every JVM of this shell, and so every worker. */
  private List<Finding> inheritedOptions() {
    List<Finding> findings = new ArrayList<>();
    for (String name : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")) {
      String value = environment.getOrDefault(name, "");
      if (value.isEmpty()) {
        continue;
      }
      boolean hasAgent = AGENT.matcher(value).find();
      String text = name + "=" + value + ": every worker gets that, too";
      findings.add(
          Finding.note("JVM options", text + (hasAgent ? ", without agent and debugger" : "")));
    }
    if (!environment.getOrDefault("CLASSPATH", "").isEmpty()) {
      findings.add(
          Finding.note(
              "class path",
              "CLASSPATH="
                  + environment.get("CLASSPATH")
                  + ": neither this command nor workers look there; give it by --cp"));
    }
    return findings;
  }

  private Finding processors() {
    int available = Runtime.getRuntime().availableProcessors();
    long inMachine = count("proc/cpuinfo", "processor");
    String text = available + ", and so many workers by default";
    if (inMachine <= available) {
      return Finding.ok("processors", text);
    }
    String why =
        groups
            .processors()
            .map(limit -> "its control group allows " + limit)
            .orElse("this process may run on those alone");
    return Finding.note("processors", text + "; the machine has " + inMachine + ", but " + why);
  }

  private Finding memory() {
    long bytes = kilobytes("proc/meminfo", "MemTotal").orElse(0L) << 10;
    OptionalLong limit = groups.memory();
    int workers = Runtime.getRuntime().availableProcessors();
    if (limit.isPresent() && limit.getAsLong() < bytes) {
      return Finding.note(
          "memory",
          "%s of the machine's %s, as its control group says; a heap of %s for each of %d workers"
              .formatted(
                  size(limit.getAsLong()),
                  size(bytes),
                  size(limit.getAsLong() * 7 / 10 / workers),
                  workers));
    }
    return Finding.ok(
        "memory",
        "%s; a heap of %s for each of %d workers"
            .formatted(size(bytes), size(bytes * 7 / 10 / workers), workers));
  }

  private Finding sharedMemory() {
    Path folder = root.resolve("dev/shm");
    try {
      if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
        return Finding.note(
            "/dev/shm", "can't be written to: the temp folder serves instead, and may be slower");
      }
      FileStore store = Files.getFileStore(folder);
      String text = size(store.getUsableSpace()) + " free of " + size(store.getTotalSpace());
      return store.getUsableSpace() < LEAST_SHARED_MEMORY
          ? Finding.note("/dev/shm", text + ": the temp folder serves instead, and may be slower")
          : Finding.ok("/dev/shm", text);
    } catch (IOException e) {
      return Finding.note("/dev/shm", "can't be looked at: " + e);
    }
  }

  private static Finding temporaryFolder() {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      Path file = Files.createTempFile(folder, "pipefarm-doctor", ".tmp");
      Files.delete(file);
      return Finding.ok(
          "temp folder",
          folder + ", " + size(Files.getFileStore(folder).getUsableSpace()) + " free");
    } catch (IOException e) {
      return Finding.bad("temp folder", folder + " can't be written to: " + e);
    }
  }

  private Finding openFiles() {
    Optional<Long> limit =
        line("proc/self/limits", "Max open files")
            .map(line -> line.replaceFirst("Max open files\\s+(\\d+).*", "$1"))
            .filter(text -> text.chars().allMatch(Character::isDigit))
            .map(Long::valueOf);
    if (limit.isEmpty()) {
      return Finding.ok("open files", "no limit");
    }
    return limit.get() < LEAST_FILES
        ? Finding.note("open files", limit.get() + " at most; each worker takes five: ulimit -n")
        : Finding.ok("open files", limit.get() + " at most; each worker takes five");
  }

  private Finding descriptors() {
    boolean shell = Files.isExecutable(root.resolve("bin/sh"));
    boolean descriptors = Files.isDirectory(root.resolve("proc/self/fd"));
    if (!descriptors) {
      return Finding.bad("pipes", "/proc is not there, by which workers open their pipes");
    }
    return shell
        ? Finding.ok("pipes", "by /bin/sh, out of reach of what tasks print")
        : Finding.note("pipes", "without /bin/sh workers take their pipes over by themselves");
  }

  private Finding terminal() {
    List<String> streams = new ArrayList<>();
    List<String> names = List.of("stdin", "stdout", "stderr");
    for (int i = 0; i < names.size(); i++) {
      streams.add(names.get(i) + (Terminal.isTerminal(i) ? " is one" : " is none"));
    }
    return Finding.ok(
        "terminal",
        String.join(", ", streams)
            + (Terminal.hasColours(Terminal.STDOUT, environment) ? "; colours" : "; no colours"));
  }

  private Optional<String> line(String file, String start) {
    try (Stream<String> lines = Files.lines(root.resolve(file))) {
      return lines.filter(line -> line.startsWith(start)).findFirst();
    } catch (IOException | java.io.UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private long count(String file, String start) {
    try (Stream<String> lines = Files.lines(root.resolve(file))) {
      return lines.filter(line -> line.startsWith(start)).count();
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0;
    }
  }

  private Optional<Long> kilobytes(String file, String start) {
    return line(file, start).map(line -> line.replaceAll("\\D", "")).map(Long::valueOf);
  }

  /** A size as people read it. */
  static String size(long bytes) {
    return bytes >= 10L << 30 ? (bytes >> 30) + " GB" : (bytes >> 20) + " MB";
  }
}
