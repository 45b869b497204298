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
  private final @Nullable FailureLog log;
  private final boolean ordered;

  private long handedOver;
  private long done;
  private @Nullable Origin gap;

  RecordSink(
      ResultLines lines,
      Origins origins,
      FailureOptions options,
      FailureReport report,
      @Nullable FailureLog log,
      boolean ordered) {
    this.lines = lines;
    this.origins = origins;
    this.options = options;
    this.report = report;
    this.log = log;
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
      succeeded(outcome.index(), outcome.get());
    }
    origins.settled(outcome.index());
    handedOver++;
    return goOn;
  }

  private void succeeded(long index, @Nullable String line)
      throws IOException, InterruptedException {
    if (RecordTask.NOT_BEGUN.equals(line)) {
      gap = gap == null ? origins.of(index) : gap;
    } else if (!isBehindGap()) {
      done++;
      if (RecordTask.SKIPPED.equals(line)) {
        report.skipped(origins.of(index));
      } else if (line != null) {
        lines.result(index, line);
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
    if (log != null) {
      log.add(outcome, origin, failure);
    }
    if (options.onError() == OnError.INLINE) {
      lines.failure(outcome.index(), failure);
    }
    return options.onError() != OnError.STOP;
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
    return gap != null ? Optional.of(gap) : origins.find(handedOver);
  }
}
