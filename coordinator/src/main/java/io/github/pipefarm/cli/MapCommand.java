package io.github.pipefarm.cli;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmListener;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code pipefarm map}: options to a {@link RecordPipeline}. */
@Command(
    name = "map",
    header = "Run FUNCTION over the records of files or of standard input.",
    description = {
      "",
      "Each record is given to FUNCTION in one of several child JVMs. Results go to standard output,"
          + " one line each, in the order of the records and as soon as they are ready; everything"
          + " else goes to standard error. A record that fails is reported and skipped.",
      ""
    },
    customSynopsis = {
      "pipefarm map [OPTIONS] FUNCTION [FILE...]",
      "       pipefarm map [OPTIONS] -e EXPR [FILE...]"
    },
    sortOptions = false,
    footer = {
      "",
      "FUNCTION:",
      "  Class::method         a static method, a method of a class with a public constructor",
      "                        without parameters, or of the record's own type",
      "  Class::method(long)   the same, where there are several of the name",
      "  Class                 a TaskFunction or a java.util.function.Function",
      "",
      "Its parameters take the record: one takes all of it, several take the columns of a CSV"
          + " record or the elements of a JSON array. Numbers, booleans, enums, dates, paths and every"
          + " class with valueOf(String) or a constructor that takes a String are made of the text;"
          + " lists, maps, records and beans of JSON, or of columns with --header. Without parameters"
          + " it is run once for each record.",
      "",
      "EXPR:",
      "  it.length()                      an expression over it: the line; of --csv a List of texts,",
      "                                   or a Map with --header; of --jsonl what stands there",
      "  (int a, int b) -> a * b          a lambda, whose parameters are those of FUNCTION; without",
      "                                   a type they are Strings",
      "It may use java.util and its packages, java.io, java.math, java.nio.file, java.text, java.time"
          + " and the methods of Math without naming them in full, and all of --classpath and"
          + " --source. One that makes no sense to the compiler is a usage error.",
      "",
      "Examples:",
      "  seq 1000000 | pipefarm map java.lang.Math::sqrt",
      "  pipefarm map java.lang.String::toUpperCase names.txt",
      "  pipefarm map --const 16 java.lang.Integer::parseInt hex.txt",
      "  pipefarm map --csv --cp work.jar --const 100 com.acme.Work::score pairs.csv -o scores.txt",
      "  pipefarm map --csv --header --columns price,qty -e '(double p, int q) -> p * q' sales.csv",
      "  pipefarm map --jsonl -e 'it.get(\"name\")' people.jsonl.gz",
      "  find . -name '*.txt' -print0 | pipefarm map -0 -e 'Files.size(Path.of(it))'",
      "",
      "@FILE anywhere stands for the arguments that FILE has, separated by blanks or line breaks,"
          + " in quotes if they have such themselves; lines that begin with # are comments.",
      "",
      "Exit codes: 0 all well; 1 some records failed; 2 usage; 3 no such class, method or file;"
          + " 4 workers can't start or keep dying; 5 the journal is of another run; 70 an error of Pipefarm's own; 124 the deadline has"
          + " passed; 129, 130, 143 ended by SIGHUP, Ctrl-C or SIGTERM; 141 standard output was"
          + " closed."
    })
final class MapCommand implements Callable<Integer> {
  @Mixin(name = "What to run")
  private FunctionOptions functionOptions = new FunctionOptions();

  @Mixin(name = "Input")
  private InputOptions input = new InputOptions();

  @Mixin(name = "Output")
  private OutputOptions output = new OutputOptions();

  @Option(
      names = {"-j", "--workers"},
      paramLabel = "N",
      converter = WorkerCount.class,
      description =
          "How many workers: a number, a share of the processors as 50%%, or -1 or +1 from all of"
              + " them; with --engine serial there is always one. Default: one per processor.")
  private @Nullable Integer workers;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      converter = Engine.Converter.class,
      description =
          "Where FUNCTION runs: ${COMPLETION-CANDIDATES}. Only processes survive a FUNCTION that"
              + " crashes its JVM or eats its memory; serial is for debugging. Default: processes.")
  private Engine engine = Engine.PROCESSES;

  @Mixin(name = "Workers")
  private WorkerOptions workerOptions = new WorkerOptions();

  @Mixin(name = "Failures")
  private FailureOptions failureOptions = new FailureOptions();

  @Mixin(name = "Running")
  private RunningOptions running = new RunningOptions();

  @Mixin(name = "Journal")
  private JournalOptions journalOptions = new JournalOptions();

  @Mixin(name = "Reporting")
  private ReportingOptions reportingOptions = new ReportingOptions();

  /** Null if there are no options: it is asked for --journal and --report alone. */
  @Spec private @Nullable CommandSpec spec;

  /**
   * The command of {@code map FUNCTION [FILE...]}, without options. Picocli would make it the same,
   * but looks at all options before, which takes nearly as long as the start of a JVM.
   *
   * @return empty if these arguments are for picocli
   */
  static Optional<MapCommand> withoutOptions(String... args) {
    List<String> operands = List.of(args).subList(Math.min(1, args.length), args.length);
    if (operands.isEmpty()
        || !args[0].equals("map")
        || !operands.stream().allMatch(MapCommand::isOperand)) {
      return Optional.empty();
    }
    MapCommand command = new MapCommand();
    try {
      command.functionOptions = FunctionOptions.ofOperands(operands);
    } catch (InvalidPathException e) {
      return Optional.empty(); // picocli says what is wrong
    }
    return Optional.of(command);
  }

  private static boolean isOperand(String argument) {
    return argument.equals("-")
        || !(argument.isEmpty() || argument.startsWith("-") || argument.startsWith("@"));
  }

  @Override
  public Integer call() throws Exception {
    checkOptions();
    List<Path> files = functionOptions.files();
    if (files.isEmpty() && Terminal.isTerminal(Terminal.STDIN)) {
      throw CommandException.usage(
          "no records: name a FILE after FUNCTION, or pipe them in, as in seq 10 | pipefarm map "
              + functionOptions.text()
              + " (- reads what you type)");
    }
    List<Input> inputs = Input.of(files);
    ClassPath userClasses = functionOptions.classPath();
    LiveReport live = liveReport(inputs);
    AtomicBoolean begun = new AtomicBoolean();
    try {
      int exitCode = run(inputs, userClasses, live, begun);
      report(live, begun.get());
      return exitCode;
    } catch (Exception e) {
      try {
        report(live, begun.get());
      } catch (CommandException unwritable) {
        e.addSuppressed(unwritable);
      }
      throw e;
    }
  }

  private @Nullable LiveReport liveReport(List<Input> inputs) {
    return reportingOptions.report().isPresent() && journalOptions.journal().isEmpty()
        ? new LiveReport(about(inputs))
        : null;
  }

  /** Draws the page, if one is wanted and there was a run. */
  private void report(@Nullable LiveReport live, boolean hasBegun) {
    if (reportingOptions.report().isEmpty() || !hasBegun) {
      return;
    }
    Path file = reportingOptions.report().get();
    if (live == null) {
      ReportCommand.write(JournalReport.read(journalOptions.journal().orElseThrow()), file);
      return;
    }
    try (live) {
      live.write(file);
    } catch (IOException e) {
      throw ReportCommand.unwritable(file, e);
    }
  }

  private int run(
      List<Input> inputs, ClassPath userClasses, @Nullable LiveReport live, AtomicBoolean begun)
      throws Exception {
    try (Reporting reporting = Reporting.onStandardError(reportingOptions, again());
        GracefulStop stop = GracefulStop.onSignals(running.grace(), reporting.err());
        JournaledRun journal = openJournal(inputs, reporting.notices());
        FailureLog failures = failureOptions.openLog(journal.log().earlierRecords());
        Trace trace = reportingOptions.openTrace()) {
      stop.beforeHalt(journal.output()::discard);
      journal.log().reportTo(live);
      Farm farm =
          engine.open(workerCount(), userClasses, workerOptions, listener(journal, trace, live));
      stop.toKill(farm::terminate);
      try {
        return run(farm, inputs, userClasses, stop, failures, journal, reporting);
      } finally {
        begun.set(journal.hasBegun());
        // Nothing after a close; otherwise whatever still runs is not wanted any more.
        farm.terminate();
      }
    }
  }

  private int run(
      Farm farm,
      List<Input> inputs,
      ClassPath userClasses,
      GracefulStop stop,
      @Nullable FailureLog failures,
      JournaledRun journal,
      Reporting reporting)
      throws IOException, InterruptedException {
    // While the first worker starts.
    Plan plan = new Plan(functionOptions, input, userClasses, inputs, journal.filter());
    stop.whenAsked(plan.source()::stop);
    Optional<StopSource> stopSource = StopSource.make();
    Optional<RecordTask> task =
        plan.task(
            output.format(), engine, stopSource.map(StopSource::token).orElse(StopToken.NEVER));
    if (task.isEmpty() && stop.asked().isPresent()) {
      return stop.asked().get().exitCode();
    }
    if (task.isEmpty()) {
      journal.begin();
      journal.finish(0);
      return ExitCode.OK; // all inputs are empty
    }
    return new RecordPipeline(
            task.get(),
            plan.source(),
            plan.origins(),
            running,
            failureOptions,
            output,
            failures,
            journal,
            stop,
            stopSource,
            reporting,
            workerCount())
        .run(farm);
  }

  private static Optional<FarmListener> listener(
      JournaledRun journal, @Nullable Trace trace, @Nullable LiveReport live) {
    List<FarmListener> all = new ArrayList<>();
    journal.listener().ifPresent(all::add);
    if (live != null) {
      all.add(live);
    }
    if (trace != null) {
      all.add(trace);
    }
    return all.isEmpty() ? Optional.empty() : Optional.of(new Listeners(all));
  }

  private int workerCount() {
    if (engine == Engine.SERIAL) {
      return 1;
    }
    return workers == null ? WorkerCount.processors() : workers;
  }

  /** The command that runs again what failed; empty if the run leaves nothing to do it by. */
  private Optional<String> again() {
    return journalOptions.journal().isEmpty() || output.file().isEmpty()
        ? Optional.empty()
        : Optional.of(command("--retry-failed"));
  }

  /**
   * This command as one would type it.
   *
   * @param goingOn how it goes on with an earlier run, instead of what was typed of that
   */
  private String command(String... goingOn) {
    List<String> replaced = goingOn.length == 0 ? List.of() : List.of("--resume", "--retry-failed");
    List<String> words = new ArrayList<>(List.of("pipefarm", "map"));
    words.addAll(List.of(goingOn));
    parsed().originalArgs().stream()
        .skip(1)
        .filter(word -> !replaced.contains(word))
        .forEach(word -> words.add(ShellWords.quote(word)));
    return String.join(" ", words);
  }

  private ParseResult parsed() {
    if (spec == null) {
      throw new IllegalStateException("picocli sets it");
    }
    return spec.commandLine().getParseResult();
  }

  private JournaledRun openJournal(List<Input> inputs, PrintStream notices) {
    Optional<Path> journal = journalOptions.journal();
    if (journal.isEmpty()) {
      return JournaledRun.without(output.open());
    }
    return JournaledRun.open(
        journal.get(),
        journalOptions,
        output.file(),
        RunIdentity.of(functionOptions, parsed().matchedOptions()),
        about(inputs),
        running.seed(),
        notices);
  }

  /** What a report may want to know of the run. */
  private Map<String, Object> about(List<Input> inputs) {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("version", Main.Version.number());
    about.put("java", Runtime.version().toString());
    about.put("command", command());
    about.put("inputs", inputs.stream().map(Input::name).toList());
    about.put("output", output.file().map(Path::toString).orElse(""));
    about.put("workers", workerCount());
    return about;
  }

  private void checkOptions() {
    journalOptions.check(output.file(), running.isOrdered());
    functionOptions.check();
    input.check();
    workerOptions.check();
    List<Path> read = new ArrayList<>(functionOptions.files());
    functionOptions.source().ifPresent(read::add);
    new WrittenFiles()
        .add("-o", output.file(), journalOptions.journal().isEmpty())
        .add("--journal", journalOptions.journal())
        .add("--failures", failureOptions.file())
        .add("--trace", reportingOptions.trace())
        .add("--report", reportingOptions.report())
        .mustDifferFrom(read);
    if (engine != Engine.PROCESSES) {
      workerOptions
          .given()
          .ifPresent(
              option -> {
                throw CommandException.usage(
                    option + " is for the JVMs of workers, and --engine " + engine + " has none");
              });
    }
  }
}
