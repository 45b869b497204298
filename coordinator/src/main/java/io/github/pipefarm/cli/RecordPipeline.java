package io.github.pipefarm.cli;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmInterruptedException;
import io.github.pipefarm.Job;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.TaskCancelledException;
import io.github.pipefarm.TaskFailedException;
import io.github.pipefarm.WorkerCrashedException;
import io.github.pipefarm.WorkerStartException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run of {@code pipefarm map}: checks FUNCTION, sends the records, writes what comes back. */
final class RecordPipeline {
  private final RecordTask task;
  private final List<Input> inputs;
  private final RecordFormat format;
  private final UnaryOperator<Job> options;
  private final PrintStream err;

  RecordPipeline(
      RecordTask task,
      List<Input> inputs,
      RecordFormat format,
      UnaryOperator<Job> options,
      PrintStream err) {
    this.task = task;
    this.inputs = inputs;
    this.format = format;
    this.options = options;
    this.err = err;
  }

  /**
   * Runs to the end of the records, with the calling thread.
   *
   * @return the exit code
   * @throws CommandException if it can't begin or can't go on
   * @throws WorkerStartException if there are no workers
   */
  int run(Farm farm, Output output) throws IOException, InterruptedException {
    checkFunction(farm);
    Thread consumer = Thread.currentThread();
    // The consumer may be waiting for a result that will never be wanted: the interrupt wakes it.
    LineWriter writer = new LineWriter(output.stream(), consumer::interrupt);
    try {
      return consume(farm, output, writer);
    } catch (IOException | InterruptedException | FarmInterruptedException e) {
      IOException failure = writer.failure();
      if (failure == null) {
        throw e;
      }
      // Clears the interrupt that the writer sent, which has done its work.
      Thread.interrupted();
      if (output.isClosedBy(failure)) {
        return ExitCode.OUTPUT_CLOSED;
      }
      throw output.unwritable(failure);
    } catch (TaskCancelledException e) {
      // Nobody else cancels: the deadline has passed.
      writeWhatThereIs(writer, e);
      throw CommandException.deadline(FailureReport.oneLine(String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      writeWhatThereIs(writer, e);
      throw e;
    }
  }

  private static void writeWhatThereIs(LineWriter writer, RuntimeException failure)
      throws InterruptedException {
    try {
      writer.finish();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void checkFunction(Farm farm) {
    String problem;
    try {
      problem = farm.<@Nullable String>call(new ResolutionCheck(task));
    } catch (TaskFailedException | WorkerCrashedException e) {
      problem = "FUNCTION can't be resolved: " + FailureReport.describe(e);
    }
    if (problem != null) {
      throw CommandException.setup(FailureReport.oneLine(problem));
    }
  }

  private int consume(Farm farm, Output output, LineWriter writer)
      throws IOException, InterruptedException {
    Origins origins = new Origins();
    RecordSource source = new RecordSource(inputs, format, origins);
    FailureReport report = new FailureReport(err);
    long records = 0;
    try (Stream<Outcome<String, @Nullable String>> outcomes =
        options.apply(farm.job()).outcomes(source, task)) {
      Iterator<Outcome<String, @Nullable String>> each = outcomes.iterator();
      while (each.hasNext()) {
        Outcome<String, @Nullable String> outcome = each.next();
        records++;
        if (outcome instanceof Outcome.Failure<String, @Nullable String> failure) {
          throwIfNoWorkers(failure.exception());
          report.failed(origins.of(outcome.index()), failure.exception());
        } else {
          String line = outcome.get();
          if (line != null) {
            writer.line(line);
          }
        }
        origins.settled(outcome.index());
      }
    }
    writer.finish();
    report.finish(records);
    if (source.failure().isPresent()) {
      throw source.failure().get();
    }
    output.commit();
    return report.isEmpty() ? ExitCode.OK : ExitCode.RECORDS_FAILED;
  }

  /** Records that no worker is left for did not fail; the run did. */
  private static void throwIfNoWorkers(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof WorkerStartException start) {
        throw start;
      }
    }
  }
}
