package io.github.pipefarm.cli;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmException;
import io.github.pipefarm.function.TaskFunction;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pipefarm bench}: serial, threads and processes beside each other. */
@Command(
    name = "bench",
    header = "Compare one thread, threads and processes, and say which to take.",
    description = {
      "",
      "Without FUNCTION: a task that waits, one that computes, and a tiny one. With FUNCTION: the"
          + " first records of the files or of standard input, 10,000 at most. Each engine runs them"
          + " three times; the median counts.",
      ""
    },
    customSynopsis = {
      "pipefarm bench [-j N]",
      "       pipefarm bench [OPTIONS] FUNCTION [FILE...]",
      "       pipefarm bench [OPTIONS] -e EXPR [FILE...]"
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  pipefarm bench",
      "  pipefarm bench --cp work.jar com.acme.Work::score pairs.txt"
    })
final class BenchCommand implements Callable<Integer> {
  private static final int ROUNDS = 3;
  private static final int MOST_RECORDS = 10_000;
  private static final String SERIAL = "one thread";
  private static final String THREADS = "threads";
  private static final String PROCESSES = "processes";
  private static final String EACH_TIME = PROCESSES + ", a farm each time";

  @Mixin(name = "What to run")
  private FunctionOptions functionOptions = new FunctionOptions();

  @Mixin(name = "Input")
  private InputOptions input = new InputOptions();

  @Mixin(name = "Workers")
  private WorkerOptions workerOptions = new WorkerOptions();

  @Option(
      names = {"-j", "--workers"},
      paramLabel = "N",
      converter = WorkerCount.class,
      description = "How many threads and processes. Default: one per processor.")
  private @Nullable Integer workers;

  @Spec private @Nullable CommandSpec spec;

  /** A job for one engine. */
  private interface Run {
    void on(Farm farm);
  }

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("picocli sets it");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (functionOptions.isGiven()) {
      benchFunction(out);
    } else {
      for (BenchTask task : BenchTask.values()) {
        List<Integer> items = IntStream.range(0, task.count()).boxed().toList();
        table(out, task.title(), items.size(), engine -> farm -> farm.map(items, task));
      }
    }
    return ExitCode.OK;
  }

  private void benchFunction(PrintWriter out) {
    functionOptions.check();
    input.check();
    workerOptions.check();
    ClassPath classes = functionOptions.classPath();
    Plan plan =
        new Plan(
            functionOptions, input, classes, Input.of(functionOptions.files()), RecordFilter.ALL);
    Map<Engine, TaskFunction<String, @Nullable String>> tasks = new LinkedHashMap<>();
    for (Engine engine : Engine.values()) {
      Optional<RecordTask> task = plan.task(OutputFormat.TEXT, engine, StopToken.NEVER);
      if (task.isEmpty()) {
        throw CommandException.usage("there are no records to compare with");
      }
      tasks.put(engine, task.get());
    }
    List<String> records = new ArrayList<>();
    Iterator<String> each = plan.source().iterator();
    while (records.size() < MOST_RECORDS && each.hasNext()) {
      records.add(each.next());
    }
    plan.source()
        .failure()
        .ifPresent(
            failure -> {
              throw failure;
            });
    if (records.isEmpty()) {
      throw CommandException.usage("there are no records to compare with");
    }
    table(
        out,
        functionOptions.text(),
        records.size(),
        engine ->
            farm -> {
              TaskFunction<String, @Nullable String> task = tasks.get(engine);
              if (task != null) {
                farm.outcomes(records, task).forEach(outcome -> {});
              }
            });
  }

  private void table(
      PrintWriter out, String title, int tasks, java.util.function.Function<Engine, Run> run) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put(SERIAL, reused(() -> open(Engine.SERIAL), run.apply(Engine.SERIAL)));
    seconds.put(THREADS, reused(() -> open(Engine.THREADS), run.apply(Engine.THREADS)));
    seconds.put(
        THREADS + ", a farm each time",
        each(() -> open(Engine.THREADS), run.apply(Engine.THREADS)));
    seconds.put(PROCESSES, reused(() -> open(Engine.PROCESSES), run.apply(Engine.PROCESSES)));
    seconds.put(EACH_TIME, each(() -> open(Engine.PROCESSES), run.apply(Engine.PROCESSES)));
    double serial = seconds.getOrDefault(SERIAL, 1.0);
    out.printf("%s, %,d times%n", title, tasks);
    seconds.forEach(
        (engine, taken) ->
            out.printf(
                Locale.ROOT,
                "  %-30s %10s  %5.2f times as fast%n",
                engine,
                Summary.time(Math.round(taken * 1e9)),
                serial / taken));
    out.printf("  %s%n", advice(seconds, tasks));
    double start = seconds.getOrDefault(EACH_TIME, 0.0) - seconds.getOrDefault(PROCESSES, 0.0);
    if (!isTiny(seconds, tasks) && start > seconds.getOrDefault(PROCESSES, 0.0) / 4) {
      out.printf(
          "  keep a farm of processes open: to make one each time takes %s more%n",
          Summary.time(Math.round(start * 1e9)));
    }
    out.println();
    out.flush();
  }

  private Farm open(Engine engine) {
    return engine.open(
        workers == null ? WorkerCount.processors() : workers,
        functionOptions.classPath(),
        workerOptions,
        Optional.empty());
  }

  private static double reused(Supplier<Farm> opener, Run run) {
    try (Farm farm = opener.get()) {
      run.on(farm); // starts all workers
      double[] taken = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        taken[i] = seconds(() -> run.on(farm));
      }
      return median(taken);
    } catch (FarmException e) {
      throw CommandException.setup(
          "the records can't be run: " + RecordFailure.of(e).description());
    }
  }

  private static double each(Supplier<Farm> opener, Run run) {
    double[] taken = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      taken[i] =
          seconds(
              () -> {
                try (Farm farm = opener.get()) {
                  run.on(farm);
                }
              });
    }
    return median(taken);
  }

  private static double seconds(Runnable body) {
    long start = System.nanoTime();
    body.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(double[] taken) {
    Arrays.sort(taken);
    return taken[taken.length / 2];
  }

  /** Whether a task takes less than handing it to anyone. */
  private static boolean isTiny(Map<String, Double> seconds, int tasks) {
    return seconds.getOrDefault(SERIAL, 0.0) / tasks < 20e-6;
  }

  private static String advice(Map<String, Double> seconds, int tasks) {
    double threads = seconds.getOrDefault(THREADS, 0.0);
    double processes = seconds.getOrDefault(PROCESSES, 0.0);
    if (isTiny(seconds, tasks)) {
      return "one thread, or a parallel stream: the task is too small to be handed to anyone";
    }
    if (processes > 1.25 * threads) {
      return "threads, unless a task may crash, never return or need a process of its own:"
          + " shipping costs %.0f %% here".formatted(100 * (processes / threads - 1));
    }
    return "threads are enough if the task is safe in one JVM; processes take as long, and can be"
        + " killed";
  }
}
