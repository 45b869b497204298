package io.github.pipefarm.cli;

import io.github.pipefarm.Farm;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
          + " record. Numbers, booleans, enums, dates, paths and every class with valueOf(String) or"
          + " a constructor that takes a String are made of the text.",
      "",
      "Examples:",
      "  seq 1000000 | pipefarm map java.lang.Math::sqrt",
      "  pipefarm map java.lang.String::toUpperCase names.txt",
      "  pipefarm map --const 16 java.lang.Integer::parseInt hex.txt",
      "  pipefarm map --csv --cp work.jar --const 100 com.acme.Work::score pairs.csv -o scores.txt",
      "",
      "Exit codes: 0 all well; 1 some records failed; 2 usage; 3 no such class, method or file;"
          + " 4 workers can't start or keep dying; 70 an error of Pipefarm's own; 124 the deadline has"
          + " passed; 129, 130, 143 ended by SIGHUP, Ctrl-C or SIGTERM; 141 standard output was"
          + " closed."
    })
final class MapCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "FUNCTION",
      description = "What to run, as java.lang.Math::sqrt; see below.")
  private String function = "";

  @Parameters(
      index = "1..*",
      paramLabel = "FILE",
      description = "Where the records are, in UTF-8; - is standard input, which is the default.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = {"-j", "--workers"},
      paramLabel = "N",
      converter = WorkerCount.class,
      description =
          "How many workers: a number, a share of the processors as 50%%, or -1 or +1 from all of"
              + " them; with --engine serial there is always one. Default: one per processor.")
  private @Nullable Integer workers;

  @Option(
      names = {"--cp", "--classpath"},
      paramLabel = "PATH",
      description =
          "Jars and folders with your classes, separated as for java -cp; folder/* means all jars"
              + " in it. May be repeated.")
  private List<String> classPath = new ArrayList<>();

  @Option(
      names = "--const",
      paramLabel = "VALUE",
      description =
          "Fill the last parameter with VALUE, the same for every record. May be repeated, in the"
              + " order of the parameters.")
  private List<String> constants = new ArrayList<>();

  @Option(
      names = "--const-first",
      paramLabel = "VALUE",
      description = "Fill the first parameter with VALUE. May be repeated.")
  private List<String> constantsFirst = new ArrayList<>();

  @ArgGroup private Format format = new Format();

  /** At most one of these. */
  static final class Format {
    private RecordFormat chosen = RecordFormat.LINES;

    @Option(names = "--lines", description = "Each line is a record. This is the default.")
    void lines(boolean given) {
      choose(RecordFormat.LINES, given);
    }

    @Option(
        names = "--csv",
        description =
            "Each record is a line of CSV, or several if line breaks stand in quotes; the parameters"
                + " of FUNCTION take its columns.")
    void csv(boolean given) {
      choose(RecordFormat.CSV, given);
    }

    @Option(names = "--tsv", description = "As --csv, with tabs between the columns.")
    void tsv(boolean given) {
      choose(RecordFormat.TSV, given);
    }

    private void choose(RecordFormat format, boolean given) {
      if (given) {
        chosen = format;
      }
    }
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Write the results to FILE, which appears when all is done, or stays as it was if that"
              + " fails.")
  private @Nullable Path output;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      converter = Engine.Converter.class,
      description =
          "Where FUNCTION runs: ${COMPLETION-CANDIDATES}. Only processes survive a FUNCTION that"
              + " crashes its JVM or eats its memory; serial is for debugging. Default: processes.")
  private Engine engine = Engine.PROCESSES;

  @Mixin private WorkerOptions workerOptions = new WorkerOptions();
  @Mixin private FailureOptions failureOptions = new FailureOptions();
  @Mixin private RunningOptions running = new RunningOptions();

  private final PrintStream err = System.err;

  @Override
  public Integer call() throws Exception {
    FunctionText.parse(function);
    checkOptions();
    if (files.isEmpty() && Terminal.isTerminal(Terminal.STDIN)) {
      throw CommandException.usage(
          "no records: name a FILE after FUNCTION, or pipe them in, as in seq 10 | pipefarm map "
              + function
              + " (- reads what you type)");
    }
    List<Input> inputs = Input.of(files);
    ClassPath userClasses = ClassPath.parse(classPath);
    String promise =
        ": no new records, %s for those that run"
            .formatted(DurationConverter.text(running.grace()));
    try (GracefulStop stop = GracefulStop.onSignals(running.grace(), promise, err);
        Output results = output == null ? Output.standard() : Output.file(output);
        FailureLog failures = failureOptions.openLog()) {
      stop.toKill(results::discard);
      int count = workers == null ? WorkerCount.processors() : workers;
      Farm farm = engine.open(count, userClasses, workerOptions);
      stop.toKill(
          () -> {
            farm.terminate();
            results.discard();
          });
      try {
        return pipeline(inputs, userClasses, stop, failures).run(farm, results);
      } finally {
        // Nothing after a close; otherwise whatever still runs is not wanted any more.
        farm.terminate();
      }
    }
  }

  private RecordPipeline pipeline(
      List<Input> inputs, ClassPath userClasses, GracefulStop stop, @Nullable FailureLog failures) {
    Optional<StopSource> stopSource = StopSource.make();
    RecordTask task =
        new RecordTask(
            function,
            new Binding(format.chosen, constantsFirst, constants),
            engine.classPathOfTasks(userClasses),
            stopSource.map(StopSource::token).orElse(StopToken.NEVER));
    Origins origins = new Origins();
    RecordSource source = new RecordSource(inputs, format.chosen, origins);
    return new RecordPipeline(
        task, source, origins, running, failureOptions, failures, stop, stopSource, err);
  }

  private void checkOptions() {
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
