package io.github.pipefarm;

import io.github.pipefarm.function.TaskFunction;
import io.github.pipefarm.protocol.Offspring;
import io.github.pipefarm.worker.WorkerMain;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the workers of a farm are started: what they inherit from this JVM, what is left out, and
 * what is added. All options stand in an argument file in the farm's private folder, so that class
 * paths may be long and are nobody else's business.
 */
final class WorkerCommand {
  /**
   * Moves the pipes out of the reach of tasks: descriptors 3 and 4 are standard input and output,
   * descriptor 0 is empty, and what is written to descriptor 1 goes to standard error. SIGINT and
   * SIGHUP, which a terminal sends to all processes, are left to the coordinator.
   */
  private static final String SHELL_SCRIPT =
      "trap '' INT HUP; exec \"$0\" \"$@\" 3<&0 4>&1 0</dev/null 1>&2";

  private static final Path SHELL = Path.of("/bin/sh");
  private static final Pattern SHELL_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** How much of the memory all workers together may use as heap, in per cent. */
  private static final double HEAP_SHARE = 70.0;

  /**
   * Objects of so many bytes go straight to where old ones are, and all garbage there is collected
   * before that grows. The collector of JDK 25 would otherwise let it grow to the end, with the
   * constants of jobs that have ended.
   */
  private static final int VERY_LARGE = 64 << 20;

  private static final Pattern GC_CHOICE = Pattern.compile("-XX:[+]Use\\w*GC");

  /** Debuggers, agents and recordings of this JVM: all workers would take the same port or file. */
  private static final Pattern AGENT =
      Pattern.compile(
          "-(agentlib|agentpath|javaagent):\\S+|-Xrun\\S+|-Xdebug|-XX:StartFlightRecording\\S*");

  /** What JVMs and their launchers read options from. */
  private static final List<String> OPTION_VARIABLES =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  private final ProcessOptions options;
  private final Path java;
  private final Path argumentFile;
  private final Path folder;
  private final ClassArchive archive;

  /** Writes the argument file, and copies of Pipefarm's jars if they are inside another one. */
  WorkerCommand(ProcessOptions options, Path folder) throws IOException {
    this.options = options;
    this.folder = folder;
    Path home =
        options.javaHome() != null ? options.javaHome() : Path.of(System.getProperty("java.home"));
    this.java = home.resolve("bin").resolve(isWindows() ? "java.exe" : "java");
    this.argumentFile = folder.resolve("arguments");
    List<String> own = ownEntries();
    String wanted = String.join(" ", options.jvmArgs()) + " " + environmentOptions();
    this.archive = ClassArchive.of(options, own, folder, wanted);
    Files.write(argumentFile, jvmArguments(own).stream().map(WorkerCommand::quoted).toList());
  }

  /**
   * The process of a worker, ready to be started.
   *
   * @param id by which it and the processes that stem from it are recognised
   * @param more options of its JVM that are for this worker alone
   */
  ProcessBuilder process(String worker, String id, List<String> more) {
    ProcessBuilder process = new ProcessBuilder();
    Map<String, String> environment = process.environment();
    environment.putAll(options.environment());
    for (String variable : OPTION_VARIABLES) {
      environment.computeIfPresent(variable, (name, value) -> AGENT.matcher(value).replaceAll(""));
    }
    environment.merge(Offspring.VARIABLE, id, Offspring::nested);
    environment.put(Nesting.VARIABLE, Integer.toString(Nesting.depth() + 1));
    if (options.workingDirectory() != null) {
      process.directory(options.workingDirectory().toFile());
    }
    // A shell drops variables whose names it can't have.
    boolean viaShell =
        Files.isExecutable(SHELL)
            && environment.keySet().stream().allMatch(name -> SHELL_NAME.matcher(name).matches());
    List<String> command = new ArrayList<>(options.launcherPrefix());
    if (viaShell) {
      command.addAll(List.of(SHELL.toString(), "-c", SHELL_SCRIPT));
    }
    command.add(java.toString());
    command.add("@" + argumentFile);
    command.addAll(more);
    command.add(WorkerMain.class.getName());
    command.addAll(List.of(options.farm(), worker));
    command.addAll(viaShell ? List.of("3", "4") : List.of("0", "1"));
    return process.command(command);
  }

  /** Where HotSpot writes its report when this process crashes. */
  Path errorFile(long pid) {
    return folder.resolve("hs_err_" + pid + ".log");
  }

  /** What makes workers start faster, and may have to be made. */
  ClassArchive archive() {
    return archive;
  }

  private List<String> jvmArguments(List<String> own) {
    List<String> arguments = new ArrayList<>();
    arguments.add("-cp");
    arguments.add(String.join(File.pathSeparator, classpath(own)));
    arguments.addAll(inherited(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    Locale locale = Locale.getDefault();
    arguments.add("-Duser.language=" + locale.getLanguage());
    arguments.add("-Duser.country=" + locale.getCountry());
    arguments.add("-Duser.variant=" + locale.getVariant());
    arguments.add("-Duser.timezone=" + TimeZone.getDefault().getID());
    arguments.addAll(sizes());
    // Whatever the JVM itself has to say must not get onto the pipe.
    arguments.addAll(
        List.of("-XX:+DisplayVMOutputToStderr", "-Xlog:disable", "-Xlog:all=warning:stderr"));
    arguments.add("-XX:ErrorFile=" + folder.resolve("hs_err_%p.log"));
    arguments.addAll(archive.options());
    arguments.addAll(options.jvmArgs());
    return arguments;
  }

  /**
   * Heap, collector and processors. N workers that each believed to have the machine to themselves
   * would claim N times its memory, and N times its processors for their compilers and collectors.
   */
  private List<String> sizes() {
    List<String> arguments = new ArrayList<>();
    int processors = Runtime.getRuntime().availableProcessors();
    int share = (processors + options.workers() - 1) / options.workers();
    arguments.add("-XX:ActiveProcessorCount=" + Math.max(1, share));
    if (options.maxHeap() != null) {
      arguments.add("-Xmx" + options.maxHeap());
    } else {
      double percentage = HEAP_SHARE / options.workers();
      arguments.add("-XX:MaxRAMPercentage=" + thousandths(percentage));
      arguments.add("-XX:InitialRAMPercentage=" + thousandths(percentage / 50));
    }
    if (!isCollectorChosen()) {
      arguments.add("-XX:+UseSerialGC");
      arguments.add("-XX:PretenureSizeThreshold=" + VERY_LARGE);
      // Or a full collection would give the memory of a large constant back, to get it again for
      // the
      // next one, which takes far longer than all else.
      arguments.add("-XX:MaxHeapFreeRatio=100");
    }
    return arguments;
  }

  /** Not by a format, which takes 5 ms to load. Below a thousandth, a double has an exponent. */
  private static double thousandths(double percentage) {
    return Math.round(percentage * 1000) / 1000.0;
  }

  private boolean isCollectorChosen() {
    // Two of these would be an error of the JVM.
    return options.jvmArgs().stream().anyMatch(argument -> GC_CHOICE.matcher(argument).matches())
        || GC_CHOICE.matcher(environmentOptions()).find();
  }

  /** The options that the JVM of a worker finds in its environment. */
  private String environmentOptions() {
    return OPTION_VARIABLES.stream()
        .map(name -> options.environment().getOrDefault(name, inEnvironment(name)))
        .collect(Collectors.joining(" "));
  }

  private static String inEnvironment(String name) {
    return System.getenv().getOrDefault(name, "");
  }

  /** Of the options that this JVM was started with, those that its workers take over. */
  static List<String> inherited(List<String> parents) {
    boolean concernsModules = parents.stream().anyMatch(argument -> argument.startsWith("--add-"));
    // To look for them takes some milliseconds.
    Set<String> ofThePlatform = concernsModules ? moduleNames() : Set.of();
    List<String> arguments = new ArrayList<>();
    for (String argument : parents) {
      if (argument.startsWith("--add-")) {
        String adapted = onClasspath(argument, ofThePlatform);
        if (adapted != null) {
          arguments.add(adapted);
        }
      } else if (isInherited(argument)) {
        arguments.add(argument);
      }
    }
    return arguments;
  }

  private static boolean isInherited(String argument) {
    if (argument.startsWith("-D")) {
      return !argument.startsWith("-Dcom.sun.management.")
          && !argument.startsWith("-Djava.class.path=")
          && !argument.startsWith("-Djdk.module.");
    }
    return argument.equals("--enable-preview")
        || argument.startsWith("--enable-native-access")
        || argument.matches("-(ea|da|esa|dsa)(:.*)?")
        || argument.matches("-(en|dis)able(system)?assertions(:.*)?");
  }

  /**
   * An option about modules as it must be where the application's own modules are on the class
   * path: what is said of them is dropped, and what is opened to them is opened to the class path.
   */
  private static @Nullable String onClasspath(String argument, Set<String> ofThePlatform) {
    int equals = argument.indexOf('=');
    String option = argument.substring(0, Math.max(0, equals));
    String value = argument.substring(equals + 1);
    if (option.equals("--add-modules")) {
      List<String> kept =
          List.of(value.split(",")).stream()
              .filter(module -> module.startsWith("ALL-") || ofThePlatform.contains(module))
              .filter(module -> !module.equals("ALL-MODULE-PATH"))
              .toList();
      return kept.isEmpty() ? null : option + "=" + String.join(",", kept);
    }
    int slash = value.indexOf('/');
    int targets = value.indexOf('=');
    String module = value.substring(0, slash >= 0 ? slash : Math.max(0, targets));
    if (!ofThePlatform.contains(module)) {
      return null;
    }
    return option + "=" + value.substring(0, targets + 1) + "ALL-UNNAMED";
  }

  private static Set<String> moduleNames() {
    return ModuleFinder.ofSystem().findAll().stream()
        .map(module -> module.descriptor().name())
        .collect(Collectors.toSet());
  }

  /** The class path of this JVM, its module path behind it, what a worker needs, what was added. */
  private List<String> classpath(List<String> own) {
    Collection<String> entries = new LinkedHashSet<>();
    if (archive.wantsItsJarsFirst()) {
      entries.addAll(own);
    }
    if (options.inheritsClasspath()) {
      addPath(System.getProperty("java.class.path", ""), entries, false);
      addPath(System.getProperty("jdk.module.path", ""), entries, true);
    }
    entries.addAll(own);
    options.classpath().forEach(path -> entries.add(path.toAbsolutePath().toString()));
    return List.copyOf(entries);
  }

  /**
   * The jars or folders of what a worker needs. In a container with class loaders of its own none
   * of them may be on the class path.
   */
  private List<String> ownEntries() throws IOException {
    Collection<String> entries = new LinkedHashSet<>();
    for (Class<?> needed :
        List.of(
            TaskFunction.class,
            WorkerMain.class,
            WorkerCommand.class,
            com.esotericsoftware.kryo.kryo5.Kryo.class)) {
      CodeSource source = needed.getProtectionDomain().getCodeSource();
      if (source != null && source.getLocation() != null) {
        entries.add(file(source.getLocation(), needed));
      }
    }
    return List.copyOf(entries);
  }

  /** Where a class is from, as an entry of a class path. */
  private String file(URL location, Class<?> type) throws IOException {
    if (location.getProtocol().equals("file")) {
      try {
        return Path.of(location.toURI()).toString();
      } catch (URISyntaxException e) {
        throw new IllegalStateException("a class was loaded from " + location, e);
      }
    }
    // A jar within a jar, as Spring Boot packs them.
    URLConnection connection = location.openConnection();
    URL jar = connection instanceof JarURLConnection within ? within.getJarFileURL() : location;
    Path copy = folder.resolve(type.getSimpleName() + ".jar");
    try (InputStream content = jar.openStream()) {
      Files.copy(content, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IOException(
          "%s is from %s, which can't be copied for the workers: %s"
              .formatted(type.getName(), location, e.getMessage()),
          e);
    }
    return copy.toString();
  }

  private static void addPath(String path, Collection<String> entries, boolean ofModules) {
    for (String entry : path.split(File.pathSeparator, -1)) {
      if (entry.isEmpty() && (ofModules || path.isEmpty())) {
        continue;
      }
      Path absolute = Path.of(entry).toAbsolutePath();
      boolean isFolderOfModules =
          ofModules
              && Files.isDirectory(absolute)
              && !Files.exists(absolute.resolve("module-info.class"));
      entries.add(absolute + (isFolderOfModules ? File.separator + "*" : ""));
    }
  }

  private static boolean isWindows() {
    return File.separatorChar == '\\';
  }

  /** An argument as the launcher reads it from a file. */
  private static String quoted(String argument) {
    return '"'
        + argument
            .replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
        + '"';
  }
}
