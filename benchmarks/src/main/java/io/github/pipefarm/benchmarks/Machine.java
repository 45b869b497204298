package io.github.pipefarm.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What the figures were measured on. */
final class Machine {
  private Machine() {}

  static Map<String, String> describe() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    facts.put(
        "commit",
        Command.firstLine("git", "-C", home().toString(), "describe", "--always", "--dirty"));
    facts.put("processors", Runtime.getRuntime().availableProcessors() + " × " + cpu());
    facts.put("memory", memory());
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
    facts.put("load before", load());
    facts.put("python", Command.firstLine("python3", "--version"));
    facts.put(
        "joblib", Command.firstLine("python3", "-c", "import joblib; print(joblib.__version__)"));
    facts.put("xargs", Command.firstLine("xargs", "--version"));
    facts.put("parallel", Command.firstLine("parallel", "--version"));
    return facts;
  }

  /** The folder of the benchmarks. */
  static Path home() {
    return Path.of(System.getProperty("benchmarks.home", "benchmarks")).toAbsolutePath();
  }

  private static String cpu() {
    return line("/proc/cpuinfo", "model name").replaceFirst(".*: ", "");
  }

  private static String memory() {
    String kilobytes = line("/proc/meminfo", "MemTotal").replaceAll("\\D", "");
    return kilobytes.isEmpty() ? "?" : Math.round(Long.parseLong(kilobytes) / 1e6) + " GB";
  }

  /** Of what else goes on: figures of a busy machine are not to be quoted. */
  private static String load() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return Figures.text(load) + " in the last minute";
  }

  private static String line(String file, String start) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines.filter(line -> line.startsWith(start)).findFirst().orElse("?");
    } catch (IOException e) {
      return "?";
    }
  }
}
