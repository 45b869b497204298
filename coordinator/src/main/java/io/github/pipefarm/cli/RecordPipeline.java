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
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run of {@code pipefarm map}: checks FUNCTION, sends the records, writes what comes back. */
final class RecordPipeline {
  private final RecordTask task;
  private final RecordSource source;
  private final Origins origins;
  private final RunningOptions options;
  private final FailureOptions failureOptions;
  private final OutputOptions outputOptions;
  private final @Nullable FailureLog failureLog;
  private final JournaledRun journal;
  private final GracefulStop stop;
  private final Optional<StopSource> stopSource;
  private final Reporting reporting;
  private final int workers;

  RecordPipeline(
      RecordTask task,
      RecordSource source,
      Origins origins,
      RunningOptions options,
      FailureOptions failureOptions,
      OutputOptions outputOptions,
      @Nullable FailureLog failureLog,
      JournaledRun journal,
      GracefulStop stop,
      Optional<StopSource> stopSource,
      Reporting reporting,
      int workers) {
    this.task = task;
    this.source = source;
    this.origins = origins;
    this.options = options;
    this.failureOptions = failureOptions;
    this.outputOptions = outputOptions;
    this.failureLog = failureLog;
    this.journal = journal;
    this.stop = stop;
    this.stopSource = stopSource;
    this.reporting = reporting;
    this.workers = workers;
  }

  /**
   * Runs to the end of the records, or to the end that a signal asks for, with the calling thread.
   *
   * @return the exit code
   * @throws CommandException if it can't begin or can't go on
   * @throws WorkerStartException if there are no workers
   */
  int run(Farm farm) throws IOException, InterruptedException {
    Output output = journal.output();
    Thread consumer = Thread.currentThread();
    // The consumer may be waiting for a result that will never be wanted: the interrupt wakes it.
    LineWriter writer = new LineWriter(reporting.resultsTo(output), consumer::interrupt);
    FailureReport report = reporting.failures();
    journal.log().countBy(reporting.statistics());
    report.failedEarlier(journal.log().earlierFailed());
    RecordSink sink =
        new RecordSink(
            outputOptions.linesTo(writer),
            origins,
            failureOptions,
            report,
            failureLog,
            journal.log(),
            options.isOrdered());
    try {
      if (checkFunction(farm)) {
        String promise =
            ": no new records, %s for those that run"
                .formatted(DurationConverter.text(stop.grace()));
        stop.whenAsked(promise, () -> stopSource.ifPresent(StopSource::requestStop), source::stop);
      } else {
        String promise = ": all ends at once, as workers can't be told to begin no new records";
        stop.whenAsked(promise, () -> {}, farm::terminate);
      }
      journal.begin();
      boolean isWhole = consume(farm, sink);
      if (isWhole) {
        farm.close();
      }
      writer.finish();
      reporting.finish(farm, workers, journal.log().earlierRecords() + sink.done());
      return finished(sink, report, isWhole);
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
    } catch (RuntimeException e) {
      writeWhatThereIs(writer, e);
      Optional<StopSignal> signal = stop.asked();
      if (signal.isPresent()) {
        // The farm was terminated, because the grace was over or nothing was worth waiting for.
        reporting.finish(farm, workers, journal.log().earlierRecords() + sink.done());
        return stopped(signal.get(), sink);
      }
      if (e instanceof TaskCancelledException) {
        // Nobody else cancels: the deadline has passed.
        reporting.finish(farm, workers, journal.log().earlierRecords() + sink.done());
        throw CommandException.deadline("the deadline has passed " + soFar(sink));
      }
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

  /** Returns whether records that wait in the worker can be kept from beginning. */
  private boolean checkFunction(Farm farm) {
    stop.whenAsked(farm::terminate);
    ResolutionCheck.Result result;
    try {
      result = farm.call(new ResolutionCheck(task));
    } catch (TaskFailedException | WorkerCrashedException e) {
      throw CommandException.setup(
          "FUNCTION can't be resolved: " + RecordFailure.of(e).description());
    }
    if (result.problem() != null) {
      throw CommandException.setup(FailureReport.oneLine(result.problem()));
    }
    return result.canBeStopped();
  }

  /** Returns whether all records have been settled, or else the first failure was the end. */
  private boolean consume(Farm farm, RecordSink sink) throws IOException, InterruptedException {
    Job job = journal.applyTo(options.applyTo(farm.job()));
    try (Stream<Outcome<String, @Nullable String>> outcomes =
        reporting.watch(job, farm, source).outcomes(source, task)) {
      Iterator<Outcome<String, @Nullable String>> each = outcomes.iterator();
      while (each.hasNext()) {
        if (!sink.accept(each.next())) {
          return false;
        }
      }
      return true;
    }
  }

  private int finished(RecordSink sink, FailureReport report, boolean isWhole) {
    Optional<StopSignal> signal = stop.asked();
    boolean isComplete = isWhole && source.isExhausted() && !sink.hasGap();
    if (signal.isPresent() && !isComplete) {
      return stopped(signal.get(), sink);
    }
    if (source.failure().isPresent()) {
      throw source.failure().get();
    }
    if (!isWhole) {
      reporting
          .notices()
          .println("pipefarm: stopped at the first record that failed, as --on-error stop says");
      return ExitCode.RECORDS_FAILED;
    }
    journal.finish(sink.done());
    // All is done and kept; but whoever asked for the end wants to see that it was heard.
    return signal
        .map(StopSignal::exitCode)
        .orElse(report.isEmpty() ? ExitCode.OK : ExitCode.RECORDS_FAILED);
  }

  private int stopped(StopSignal signal, RecordSink sink) {
    reporting.notices().println("pipefarm: " + signal.description() + " " + soFar(sink));
    return signal.exitCode();
  }

  private static String soFar(RecordSink sink) {
    String rest = sink.firstMissing().map(origin -> "; the next one is " + origin).orElse("");
    return "after %,d record%s%s".formatted(sink.done(), sink.done() == 1 ? "" : "s", rest);
  }
}
