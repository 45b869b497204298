package io.github.pipefarm.cli;

import io.github.pipefarm.ProcessFarmBuilder;
import io.github.pipefarm.WorkerOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The JVMs that records run in: the options of a {@link ProcessFarmBuilder}, at a shell. */
final class WorkerOptions {
  /** The system property by which the launcher names its archive of workers' classes. */
  private static final String ARCHIVE = "pipefarm.workerArchive";

  /** Flags that would collide with its use. */
  private static final Pattern ABOUT_ARCHIVES =
      Pattern.compile("-Xshare|-XX:AOT|SharedArchiveFile|ArchiveClassesAtExit|DynamicDumpInfo");

  @Option(
      names = "-J",
      paramLabel = "FLAG",
      description = "A flag for the JVMs of the workers, as -J-Xmx512m. May be repeated.")
  private List<String> jvmFlags = new ArrayList<>();

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "Set a variable in the environment of the workers. May be repeated.")
  private Map<String, String> environment = new LinkedHashMap<>();

  @Option(
      names = "--launcher",
      paramLabel = "COMMAND",
      description =
          "Start the workers by another program, as --launcher 'nice -n 10'; it is split into words"
              + " as a shell does.")
  private @Nullable String launcher;

  @Option(
      names = "--worker-output",
      paramLabel = "WAY",
      converter = OutputConverter.class,
      description =
          "What becomes of what FUNCTION prints: relay it to standard error, line by line with the"
              + " worker's name; capture it, for --failures; or discard it. Default: relay.")
  private @Nullable WorkerOutput output;

  @Option(
      names = "--max-tasks-per-worker",
      paramLabel = "N",
      description =
          "Replace a worker that has run N records, for a FUNCTION that leaks. Default: never.")
  private @Nullable Integer maxTasks;

  @Option(
      names = "--max-rss",
      paramLabel = "SIZE",
      description =
          "Replace a worker that has more memory than this after a record, as 512m or 2g; native"
              + " memory counts as well. Default: never.")
  private @Nullable String maxRss;

  @Option(
      names = "--record-workers",
      paramLabel = "DIR",
      description =
          "Have each worker record itself by JDK Flight Recorder, into a file in this folder, for JDK"
              + " Mission Control. Default: no recordings.")
  private @Nullable Path recordings;

  /** Which of these options was given, the first if there are several. */
  Optional<String> given() {
    if (!jvmFlags.isEmpty()) {
      return Optional.of("-J");
    }
    if (!environment.isEmpty()) {
      return Optional.of("--env");
    }
    if (launcher != null) {
      return Optional.of("--launcher");
    }
    if (output != null) {
      return Optional.of("--worker-output");
    }
    if (maxTasks != null) {
      return Optional.of("--max-tasks-per-worker");
    }
    if (maxRss != null) {
      return Optional.of("--max-rss");
    }
    return recordings == null ? Optional.empty() : Optional.of("--record-workers");
  }

  /**
   * Looks at what was typed.
   *
   * @throws CommandException if something can't be
   */
  void check() {
    for (String flag : jvmFlags) {
      if (!flag.startsWith("-")) {
        throw CommandException.usage(
            "-J: '" + flag + "' is no flag of the JVM; right would be, for example, -J-Xmx512m");
      }
    }
    if (environment.containsKey("")) {
      throw CommandException.usage("--env: a name is missing; right would be --env NAME=VALUE");
    }
    if (launcher != null && launcherWords(launcher).isEmpty()) {
      throw CommandException.usage("--launcher: it is empty; right would be 'nice -n 10'");
    }
    if (maxTasks != null && maxTasks < 1) {
      throw CommandException.usage("--max-tasks-per-worker: " + maxTasks + " must be 1 or more");
    }
    if (maxRss != null && !maxRss.matches("[1-9][0-9]{0,9}[kKmMgGtT]?")) {
      throw CommandException.usage(
          "--max-rss: '" + maxRss + "' is no size; right would be 512m or 2g");
    }
    if (recordings != null && Files.exists(recordings) && !Files.isDirectory(recordings)) {
      throw CommandException.usage("--record-workers: " + recordings + " is no folder");
    }
  }

  private static List<String> launcherWords(String launcher) {
    try {
      return ShellWords.split(launcher);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("--launcher: " + e.getMessage());
    }
  }

  /**
   * What has workers use the archive of classes that the launcher has made, if they may. It has
   * looked at its own environment.
   */
  private List<String> archiveFlags() {
    String archive = System.getProperty(ARCHIVE, "");
    boolean isUsable =
        !archive.isEmpty()
            && Files.isRegularFile(Path.of(archive))
            && Stream.concat(jvmFlags.stream(), environment.values().stream())
                .noneMatch(options -> ABOUT_ARCHIVES.matcher(options).find());
    return isUsable
        ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=off:stderr")
        : List.of();
  }

  /** The farm with what was asked for. */
  ProcessFarmBuilder applyTo(ProcessFarmBuilder builder) {
    List<String> flags = new ArrayList<>(archiveFlags());
    flags.addAll(jvmFlags);
    ProcessFarmBuilder configured =
        builder.jvmArgs(flags.toArray(String[]::new)).environment(environment);
    if (jvmFlags.stream().anyMatch(flag -> flag.contains("ArchiveClassesAtExit"))) {
      configured = configured.stopTimeout(Duration.ofMinutes(1)); // it takes a while to write
    }
    if (launcher != null) {
      configured = configured.launcherPrefix(launcherWords(launcher).toArray(String[]::new));
    }
    if (output != null) {
      configured = configured.output(output);
    }
    if (maxTasks != null) {
      configured = configured.maxTasksPerWorker(maxTasks);
    }
    if (maxRss != null) {
      configured = configured.maxWorkerRss(maxRss);
    }
    return recordings == null ? configured : configured.recordWorkers(recordings);
  }

  /** Reads what the user typed. */
  static final class OutputConverter extends ChoiceConverter<WorkerOutput> {
    OutputConverter() {
      super("way to treat output", WorkerOutput.values());
    }
  }
}
