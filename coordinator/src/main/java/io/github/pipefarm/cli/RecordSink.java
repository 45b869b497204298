package io.github.pipefarm.cli;

import io.github.pipefarm.Outcome;
import io.github.pipefarm.WorkerStartException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes what became of the records, in the order in which it is to be written: lines go to the
 * output, failures to where they are told of.
 *
 * <p>After a stop some records have no outcome. What comes behind the first of these is not written
 * where results have an order: so the output is what a run over fewer records would have given.
 */
final class RecordSink {
  private final ResultLines lines;
  private final Origins origins;
  private final FailureOptions options;
  private final FailureReport report;
  private final @Nullable FailureLog failureLog;
  private final RunLog runLog;
  private final boolean ordered;

  private long handedOver;
  private long done;
  private @Nullable Origin gap;

  RecordSink(
      ResultLines lines,
      Origins origins,
      FailureOptions options,
      FailureReport report,
      @Nullable FailureLog failureLog,
      RunLog runLog,
      boolean ordered) {
    this.lines = lines;
    this.origins = origins;
    this.options = options;
    this.report = report;
    this.failureLog = failureLog;
    this.runLog = runLog;
    this.ordered = ordered;
  }

  /**
   * Takes the next outcome.
   *
   * @return whether the run may go on
   * @throws WorkerStartException if it did not fail, but there is no worker for it
   */
  boolean accept(Outcome<String, @Nullable String> outcome)
      throws IOException, InterruptedException {
    boolean goOn = true;
    if (outcome instanceof Outcome.Failure<String, @Nullable String> failure) {
      throwIfNoWorkers(failure.exception());
      goOn = isBehindGap() || failed(failure);
    } else {
      succeeded(outcome, outcome.get());
    }
    origins.settled(outcome.index());
    handedOver++;
    return goOn;
  }

  private void succeeded(Outcome<String, @Nullable String> outcome, @Nullable String line)
      throws IOException, InterruptedException {
    if (RecordTask.NOT_BEGUN.equals(line)) {
      gap = gap == null ? origins.of(outcome.index()) : gap;
    } else if (!isBehindGap()) {
      done++;
      if (RecordTask.SKIPPED.equals(line)) {
        report.skipped(origins.of(outcome.index()));
        runLog.settled(outcome, JournalEntry.Kind.SKIPPED, 0, null);
      } else {
        int length = line == null ? 0 : lines.result(runLog.number(outcome), line);
        runLog.settled(outcome, JournalEntry.Kind.OK, length, null);
      }
    }
  }

  private boolean isBehindGap() {
    return ordered && gap != null;
  }

  private boolean failed(Outcome.Failure<String, @Nullable String> outcome)
      throws IOException, InterruptedException {
    done++;
    Origin origin = origins.of(outcome.index());
    RecordFailure failure = RecordFailure.of(outcome.exception());
    report.failed(origin, failure);
    if (failureLog != null) {
      failureLog.add(outcome, runLog.number(outcome), origin, failure);
    }
    if (options.onError() == OnError.STOP) {
      return false; // and tried again, if the run is gone on with
    }
    int length =
        options.onError() == OnError.INLINE ? lines.failure(runLog.number(outcome), failure) : 0;
    runLog.settled(outcome, JournalEntry.Kind.FAILED, length, failure);
    return true;
  }

  /** Records that no worker is left for did not fail; the run did. */
  private static void throwIfNoWorkers(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof WorkerStartException start) {
        throw start;
      }
    }
  }

  /** How many records have run to an end, good or bad, and were written. */
  long done() {
    return done;
  }

  /** Whether there is a record that was not begun. */
  boolean hasGap() {
    return gap != null;
  }

  /**
   * Where one has to begin to have the rest; empty if results have no order, or nothing was read.
   */
  Optional<Origin> firstMissing() {
    if (!ordered) {
      return Optional.empty();
    }
    return gap != null ? Optional.of(gap) : origins.find(runLog.firstIndex() + handedOver);
  }
}
