package io.github.pipefarm.cli;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmException;
import io.github.pipefarm.TaskFailedException;
import io.github.pipefarm.WorkerCrashedException;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pipefarm check}. */
@Command(
    name = "check",
    header = "Resolve FUNCTION, run the first 3 records in one worker, and say what map would do.",
    description = {"", "Nothing else is read, and nothing is written.", ""},
    customSynopsis = {
      "pipefarm check [OPTIONS] FUNCTION [FILE...]",
      "       pipefarm check [OPTIONS] -e EXPR [FILE...]"
    },
    sortOptions = false,
    footer = {
      "",
      "Exit codes: as those of map, for these records.",
      "",
      "Examples:",
      "  pipefarm check --csv --cp work.jar --const 100 com.acme.Work::score pairs.csv"
    })
final class CheckCommand implements Callable<Integer> {
  private static final int RECORDS = 3;

  @Mixin(name = "What to run")
  private FunctionOptions functionOptions = new FunctionOptions();

  @Mixin(name = "Input")
  private InputOptions input = new InputOptions();

  @Mixin(name = "Output")
  private OutputOptions output = new OutputOptions();

  @Mixin(name = "Workers")
  private WorkerOptions workerOptions = new WorkerOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (spec == null) {
      throw new IllegalStateException("picocli sets it");
    }
    PrintWriter out = spec.commandLine().getOut();
    functionOptions.check();
    input.check();
    workerOptions.check();
    ClassPath classes = functionOptions.classPath();
    List<Input> inputs = Input.of(functionOptions.files());
    try (Farm farm = Engine.PROCESSES.open(1, classes, workerOptions, Optional.empty())) {
      Plan plan = new Plan(functionOptions, input, classes, inputs, RecordFilter.ALL);
      Optional<RecordTask> task = plan.task(output.format(), Engine.PROCESSES, StopToken.NEVER);
      if (task.isEmpty()) {
        out.println("there are no records, not even a header");
        return ExitCode.OK;
      }
      resolve(farm, task.get());
      out.printf("%s is there, in a worker with %s%n", functionOptions.text(), Runtime.version());
      int failed = runFirst(farm, plan, task.get(), out);
      out.printf(
          "map would run all records so, with %d workers%s%n",
          WorkerCount.processors(), failed == 0 ? "" : ", and report those that fail");
      out.flush();
      return failed == 0 ? ExitCode.OK : ExitCode.RECORDS_FAILED;
    } finally {
      out.flush();
    }
  }

  private static void resolve(Farm farm, RecordTask task) {
    String problem;
    try {
      problem = farm.call(new ResolutionCheck(task)).problem();
    } catch (TaskFailedException | WorkerCrashedException e) {
      problem = "FUNCTION can't be resolved: " + RecordFailure.of(e).description();
    }
    if (problem != null) {
      throw CommandException.setup(FailureReport.oneLine(problem));
    }
  }

  /** Returns how many of them failed. */
  private static int runFirst(Farm farm, Plan plan, RecordTask task, PrintWriter out)
      throws InterruptedException {
    int failed = 0;
    Iterator<String> records = plan.source().iterator();
    for (int i = 0; i < RECORDS && records.hasNext(); i++) {
      String record = records.next();
      Origin origin = plan.origins().of(i);
      out.printf("record %d, %s: %s%n", i + 1, origin, shown(record));
      try {
        String line = farm.submit(record, task).get();
        out.printf("  gives %s%n", line == null ? "no line" : FailureReport.oneLine(line));
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof FarmException failure)) {
          throw new IllegalStateException(e);
        }
        failed++;
        out.printf("  fails: %s%n", RecordFailure.of(failure).description());
      }
    }
    plan.source()
        .failure()
        .ifPresent(
            failure -> {
              throw failure;
            });
    return failed;
  }

  private static String shown(String record) {
    return FailureReport.oneLine(
        MalformedRecord.is(record) ? MalformedRecord.of(record).excerpt() : record);
  }
}
