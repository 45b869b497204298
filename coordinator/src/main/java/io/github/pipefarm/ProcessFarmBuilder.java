package io.github.pipefarm;

import io.github.pipefarm.protocol.AllowedClasses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds a farm of child JVMs: see {@link Farm#processes()}.
 *
 * <p>A worker inherits from this JVM: the environment, the working directory, the class path and
 * module path (flattened into a class path), the default locale and time zone, the system
 * properties given with {@code -D} on the command line, {@code --add-*}, {@code --enable-preview},
 * {@code --enable-native-access} and {@code -ea}. It never inherits heap and garbage collector
 * settings, agents, debugger or JMX flags, nor statics and system properties that were set by the
 * program: for those there is {@link #initializer}.
 *
 * <table>
 *   <caption>options and their defaults</caption>
 *   <tr><th>option</th><th>default</th></tr>
 *   <tr><td>{@link #classpath}</td><td>nothing added</td></tr>
 *   <tr><td>{@link #javaHome}</td><td>that of this JVM</td></tr>
 *   <tr><td>{@link #jvmArgs}</td><td>none added</td></tr>
 *   <tr><td>{@link #maxHeap}</td><td>70 % of the memory of the machine or container, divided by
 *       the workers</td></tr>
 *   <tr><td>{@link #environment}</td><td>nothing added</td></tr>
 *   <tr><td>{@link #workingDirectory}</td><td>that of this JVM</td></tr>
 *   <tr><td>{@link #launcherPrefix}</td><td>none</td></tr>
 *   <tr><td>{@link #startTimeout}</td><td>30 s</td></tr>
 *   <tr><td>{@link #stopTimeout}</td><td>5 s</td></tr>
 *   <tr><td>{@link #idleTimeout}, {@link #maxTasksPerWorker}, {@link #maxWorkerRss}</td><td>none
 *       </td></tr>
 *   <tr><td>{@link #output}</td><td>{@link WorkerOutput#RELAY}</td></tr>
 *   <tr><td>{@link #allow}</td><td>everything</td></tr>
 *   <tr><td>{@link #recordWorkers}</td><td>no recordings</td></tr>
 *   <tr><td>{@link #name}</td><td>{@code farm-<n>}</td></tr>
 *   <tr><td>{@link #listener}</td><td>none</td></tr>
 *   <tr><td>{@link #initializer}</td><td>none</td></tr>
 * </table>
 */
public final class ProcessFarmBuilder extends FarmBuilder<ProcessFarmBuilder> {
  private final int workers;
  private final List<Path> classpath = new ArrayList<>();
  private @Nullable Path javaHome;
  private final List<String> jvmArgs = new ArrayList<>();
  private @Nullable String maxHeap;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private @Nullable Path workingDirectory;
  private List<String> launcherPrefix = List.of();
  private Duration startTimeout = Duration.ofSeconds(30);
  private Duration stopTimeout = Duration.ofSeconds(5);
  private @Nullable Duration idleTimeout;
  private int maxTasksPerWorker;
  private long maxWorkerRss;
  private WorkerOutput output = WorkerOutput.RELAY;
  private @Nullable List<String> allowed;
  private @Nullable Path recordings;

  private boolean inheritsClasspath = true;

  ProcessFarmBuilder(int workers) {
    this.workers = positive("workers", workers);
  }

  /**
   * Adds jars and folders to the class path of the workers, behind what they inherit.
   *
   * @param entries jars and folders
   * @return this builder
   */
  public ProcessFarmBuilder classpath(Path... entries) {
    classpath.addAll(List.of(entries));
    return this;
  }

  /**
   * Sets the Java installation that the workers run on, 17 or later.
   *
   * @param javaHome the folder that holds {@code bin/java}
   * @return this builder
   */
  public ProcessFarmBuilder javaHome(Path javaHome) {
    this.javaHome = javaHome;
    return this;
  }

  /**
   * Adds options to the command line of the workers, behind all others, so that they win.
   *
   * @param args options of the JVM, one each
   * @return this builder
   */
  public ProcessFarmBuilder jvmArgs(String... args) {
    jvmArgs.addAll(List.of(args));
    return this;
  }

  /**
   * Limits the heap of each worker.
   *
   * @param size bytes as for {@code -Xmx}: {@code 512m}, {@code 2g}
   * @return this builder
   * @throws IllegalArgumentException if it is no size
   */
  public ProcessFarmBuilder maxHeap(String size) {
    checkSize("maxHeap", size);
    this.maxHeap = size;
    return this;
  }

  /**
   * Adds variables to the environment of the workers, or replaces inherited ones.
   *
   * @param variables names and values
   * @return this builder
   * @throws IllegalArgumentException if a process can't have such a name or value
   */
  public ProcessFarmBuilder environment(Map<String, String> variables) {
    variables.forEach(
        (name, value) -> {
          if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                "environment: '" + name + "' is no name; it must not be empty or have a '='");
          }
          if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                "environment: the value of '" + name + "' must not have a null character");
          }
        });
    environment.putAll(variables);
    return this;
  }

  /**
   * Sets the folder that the workers run in.
   *
   * @param folder an existing folder
   * @return this builder
   */
  public ProcessFarmBuilder workingDirectory(Path folder) {
    this.workingDirectory = folder;
    return this;
  }

  /**
   * Starts the workers by another program: {@code nice -n 10}, {@code taskset}, {@code prlimit},
   * {@code systemd-run --scope} and the like. The program must run the command that follows its own
   * arguments, keep standard input and output for it, and end when that ends.
   *
   * @param command the program and its arguments
   * @return this builder
   */
  public ProcessFarmBuilder launcherPrefix(String... command) {
    this.launcherPrefix = List.of(command);
    return this;
  }

  /**
   * Sets how long a worker may take from its start until it is ready, initializer included.
   *
   * @param timeout more than zero
   * @return this builder
   * @throws IllegalArgumentException if it is zero or negative
   */
  public ProcessFarmBuilder startTimeout(Duration timeout) {
    this.startTimeout = positive("startTimeout", timeout);
    return this;
  }

  /**
   * Sets how long a worker may take to end when the farm is closed, before it is killed.
   *
   * @param timeout more than zero
   * @return this builder
   * @throws IllegalArgumentException if it is zero or negative
   */
  public ProcessFarmBuilder stopTimeout(Duration timeout) {
    this.stopTimeout = positive("stopTimeout", timeout);
    return this;
  }

  /**
   * Sets how long a worker may have nothing to do before it is ended. When tasks wait again,
   * another one is started. Default: for ever.
   *
   * @param timeout more than zero
   * @return this builder
   * @throws IllegalArgumentException if it is zero or negative
   */
  public ProcessFarmBuilder idleTimeout(Duration timeout) {
    this.idleTimeout = positive("idleTimeout", timeout);
    return this;
  }

  /**
   * Sets how many tasks a worker runs before it is ended and another one takes its place: for code
   * that leaks, threads and native memory for example. Default: any number.
   *
   * @param tasks 1 or more
   * @return this builder
   * @throws IllegalArgumentException if the number is not positive
   */
  public ProcessFarmBuilder maxTasksPerWorker(int tasks) {
    this.maxTasksPerWorker = positive("maxTasksPerWorker", tasks);
    return this;
  }

  /**
   * Sets how much resident memory a worker may take up, native memory included. A worker that has
   * more when a task ends is ended, and another one takes its place. The JVM alone takes some 50
   * MB, and a heap stays as large as it was once. It is looked at every ten milliseconds, and only
   * where there is {@code /proc}. Default: any amount.
   *
   * @param size bytes, as {@code 512m} or {@code 2g}
   * @return this builder
   * @throws IllegalArgumentException if it is no size
   */
  public ProcessFarmBuilder maxWorkerRss(String size) {
    this.maxWorkerRss = bytes("maxWorkerRss", size);
    return this;
  }

  /** A size as the JVM reads it, in bytes. */
  private static long bytes(String option, String size) {
    checkSize(option, size);
    char unit = Character.toLowerCase(size.charAt(size.length() - 1));
    int shift = 10 * ("kmgt".indexOf(unit) + 1);
    String digits = shift == 0 ? size : size.substring(0, size.length() - 1);
    try {
      return Math.multiplyExact(Long.parseLong(digits), 1L << shift);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(option + ": '" + size + "' is too large", e);
    }
  }

  private static void checkSize(String option, String size) {
    if (!size.matches("[1-9][0-9]*[kKmMgGtT]?")) {
      throw new IllegalArgumentException(
          option + ": '" + size + "' is no size; right would be, for example, 512m or 2g");
    }
  }

  /**
   * Sets what becomes of the text that tasks print.
   *
   * @param output where it goes
   * @return this builder
   */
  public ProcessFarmBuilder output(WorkerOutput output) {
    this.output = output;
    return this;
  }

  /**
   * Limits what may come back from a worker: results and exceptions may hold objects of these
   * classes and the JDK's plain values, and nothing else. For tasks whose workers may be taken over
   * by the data they work on. Without it, a worker is trusted like the application's own code.
   *
   * <p>A class is checked by its name, before it is loaded: of a class that is not allowed nothing
   * is instantiated or initialised, neither by Pipefarm nor by Java serialization within. A result
   * that holds one is a {@link NotTransferableException} that names the class and the way to it,
   * for that task alone. An exception that is not allowed arrives as a stand-in with its message,
   * text, stack and causes, which {@link Job#retryOn} does not know for what it was.
   *
   * <p>Patterns are:
   *
   * <ul>
   *   <li>{@code com.acme.**}: all classes of this package and of those below it;
   *   <li>{@code com.acme.*}: all classes of this package;
   *   <li>{@code com.acme.Report}, {@code com.acme.Report$Line}: one class, by the name that {@link
   *       Class#getName} has. Its nested classes are others.
   * </ul>
   *
   * <p>A class takes its superclasses along. An array is allowed if its elements are, a lambda if
   * the class is in which it is written, a {@code Class} object if objects of the class are.
   * Dynamic proxies need {@code java.lang.reflect.Proxy}, their interfaces and their handler.
   *
   * <p>Plain values are: primitives, their boxes and arrays; {@code String} and the builders of
   * strings; {@code BigInteger}, {@code BigDecimal} and {@code MathContext}; all of {@code
   * java.time}; {@code Date} and its {@code java.sql} kinds, calendars and time zones; {@code
   * UUID}, {@code Locale}, {@code Currency}, {@code BitSet}, {@code Random}, {@code Pattern},
   * {@code Charset}; {@code URI}, {@code InetAddress}, {@code InetSocketAddress}, {@code File} and
   * {@code Path}, but not {@code URL}; optionals and atomics; the collections and maps of {@code
   * java.util} and {@code java.util.concurrent} with what {@code List.of}, {@code Arrays} and
   * {@code Collections} give, whose elements are checked in turn; the exceptions of {@code
   * java.lang}, {@code java.io}, {@code java.net}, {@code java.nio}, {@code java.util}, {@code
   * java.sql}, {@code java.text}, {@code java.time} and {@code java.security}. Enums, records and
   * all else have to be listed.
   *
   * <p>It does not limit how much memory or time a result takes to be read, nor what a worker does
   * to the machine: for that, see {@link #launcherPrefix}.
   *
   * @param classPatterns patterns, in addition to those of earlier calls; none for plain values
   *     alone
   * @return this builder
   * @throws IllegalArgumentException if one of them is no pattern
   */
  public ProcessFarmBuilder allow(String... classPatterns) {
    List<String> patterns = new ArrayList<>(allowed == null ? List.of() : allowed);
    patterns.addAll(List.of(classPatterns));
    try {
      AllowedClasses.of(patterns);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("allow: " + e.getMessage(), e);
    }
    allowed = patterns;
    return this;
  }

  /**
   * Has each worker record itself by JDK Flight Recorder, with that one's default settings, into a
   * file of its own: {@code <farm>-<worker>-<pid>.jfr}, for JDK Mission Control or the {@code jfr}
   * tool. A recording is there as soon as its worker has ended. That of a worker that crashed or
   * was killed lacks its last second, if anything; {@link DeathReport#recording} tells where it is.
   * What a worker has recorded that dies with its coordinator is left in a folder whose name has
   * {@code -parts-} in it, for {@code jfr assemble}.
   *
   * <p>A worker takes some 0.3 s more to start, and a little to stop, for which it is given ten
   * seconds beyond {@link #stopTimeout}. Its Java installation must have the module {@code
   * jdk.jfr}.
   *
   * @param folder where the recordings are to be; made if it is not there
   * @return this builder
   * @throws IllegalArgumentException if its path has a quotation mark, which JVMs can't be told
   */
  public ProcessFarmBuilder recordWorkers(Path folder) {
    if (folder.toString().indexOf('"') >= 0) {
      throw new IllegalArgumentException(
          "recordWorkers: '" + folder + "' must not have a quotation mark");
    }
    this.recordings = folder.toAbsolutePath().normalize();
    return this;
  }

  @Override
  public Farm build() {
    Nesting.check();
    ProcessOptions options =
        new ProcessOptions(
            nameOrDefault(),
            workers,
            inheritsClasspath,
            classpath,
            javaHome,
            jvmArgs,
            maxHeap,
            environment,
            workingDirectory,
            launcherPrefix,
            startTimeout,
            recordings == null ? stopTimeout : stopTimeout.plus(WorkerRecording.TIME_TO_WRITE),
            new Recycling(maxTasksPerWorker, maxWorkerRss, idleTimeout),
            output,
            allowed == null ? AllowedClasses.ALL : AllowedClasses.of(allowed),
            recordings);
    return new DefaultFarm(
        new FarmRuntime(
            options.farm(),
            workers,
            listener(),
            runtime ->
                new ProcessEngine(runtime, options, Initializer.of(initializer(), runtime))));
  }

  /** Gives the workers nothing of the application's class path. */
  ProcessFarmBuilder ownClassesOnly() {
    this.inheritsClasspath = false;
    return this;
  }

  @Override
  ProcessFarmBuilder self() {
    return this;
  }
}
