package io.github.pipefarm.cli;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmListener;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
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
      "Exit codes: 0 all well; 1 some records failed; 2 usage; 3 no such class, method or file;"
          + " 4 workers can't start or keep dying; 5 the journal is of another run; 70 an error of Pipefarm's own; 124 the deadline has"
          + " passed; 129, 130, 143 ended by SIGHUP, Ctrl-C or SIGTERM; 141 standard output was"
          + " closed."
    })
final class MapCommand implements Callable<Integer> {
  /** The options that results depend on, beside FUNCTION and its constants. */
  private static final Set<String> SETTINGS =
      Set.of(
          "--source",
          "-0",
          "--csv",
          "--tsv",
          "--header",
          "--columns",
          "--jsonl",
          "--encoding",
          "--max-record",
          "--on-malformed",
          "--format",
          "--tag",
          "--on-error",
          "--seed");

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

  @Spec private @Nullable CommandSpec spec;

  private final PrintStream err = System.err;

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
    String promise =
        ": no new records, %s for those that run"
            .formatted(DurationConverter.text(running.grace()));
    try (GracefulStop stop = GracefulStop.onSignals(running.grace(), promise, err);
        JournaledRun journal = openJournal(userClasses);
        FailureLog failures = failureOptions.openLog(journalOptions.resume());
        Trace trace = reportingOptions.openTrace()) {
      stop.toKill(journal.output()::discard);
      Farm farm = engine.open(workerCount(), userClasses, workerOptions, listener(journal, trace));
      stop.toKill(
          () -> {
            farm.terminate();
            journal.output().discard();
          });
      try {
        return run(farm, inputs, userClasses, stop, failures, journal);
      } finally {
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
      JournaledRun journal)
      throws IOException, InterruptedException {
    // While the first worker starts.
    Plan plan = new Plan(functionOptions, input, userClasses, inputs, journal.filter());
    stop.whenAsked(plan.source()::stop);
    Optional<StopSource> stopSource = StopSource.make();
    Optional<RecordTask> task =
        plan.task(
            output.format(), engine, stopSource.map(StopSource::token).orElse(StopToken.NEVER));
    if (task.isEmpty() && stop.asked().isEmpty()) {
      journal.finish(0);
      return ExitCode.OK; // all inputs are empty
    }
    return new RecordPipeline(
            task.orElseThrow(),
            plan.source(),
            plan.origins(),
            running,
            failureOptions,
            output,
            failures,
            journal,
            stop,
            stopSource,
            new Reporting(reportingOptions, err, again()),
            workerCount())
        .run(farm);
  }

  private static Optional<FarmListener> listener(JournaledRun journal, @Nullable Trace trace) {
    List<FarmListener> all = new ArrayList<>();
    journal.listener().ifPresent(all::add);
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
    if (spec == null || journalOptions.journal().isEmpty() || output.file().isEmpty()) {
      return Optional.empty();
    }
    List<String> words = new ArrayList<>(List.of("pipefarm", "map"));
    spec.commandLine().getParseResult().originalArgs().stream()
        .filter(word -> !word.equals("--resume") && !word.equals("--retry-failed"))
        .skip(1)
        .forEach(word -> words.add(ShellWords.quote(word)));
    words.add("--retry-failed");
    return Optional.of(String.join(" ", words));
  }

  private JournaledRun openJournal(ClassPath userClasses) {
    Optional<Path> journal = journalOptions.journal();
    if (journal.isEmpty()) {
      return JournaledRun.without(output.open());
    }
    return JournaledRun.open(
        journal.get(),
        journalOptions,
        output.file(),
        RunIdentity.of(settings(), userClasses.texts()),
        err);
  }

  /** What results depend on, by the options' names. */
  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("FUNCTION", functionOptions.text());
    settings.put("--const-first", String.join(", ", functionOptions.constantsFirst()));
    settings.put("--const", String.join(", ", functionOptions.constantsLast()));
    if (spec != null) {
      for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
        if (SETTINGS.contains(option.longestName())) {
          settings.put(option.longestName(), String.join(", ", option.originalStringValues()));
        }
      }
    }
    return settings;
  }

  private void checkOptions() {
    journalOptions.check(output.file(), running.isOrdered());
    functionOptions.check();
    input.check();
    workerOptions.check();
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
