package io.github.pipefarm;

import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whom the death of a worker is charged to, once it is known what the worker was at: the task, the
 * job whose function it was decoding, or the task that it would have begun next. Of the thread that
 * buries the worker.
 */
final class Blame {
  /** How many workers in a row may die that were about to begin a task, before it is blamed. */
  private static final int MAX_FALSE_STARTS = 3;

  private final ProcessEngine engine;
  private final DeathReport report;
  private final boolean brokeProtocol;

  /**
   * @param brokeProtocol whether the worker was killed because it can't be believed
   */
  Blame(ProcessEngine engine, DeathReport report, boolean brokeProtocol) {
    this.engine = engine;
    this.report = report;
    this.brokeProtocol = brokeProtocol;
  }

  /** It was decoding the function that a task needs; that may not go on for ever. */
  void chargeJob(SingleSlot victim) {
    if (!engine.scheduler().isToBeTriedAgain(victim.job)) {
      victim.job.abort(failure(victim));
    } else if (!victim.job.isAborted()) {
      warn("; it was decoding the function, which is tried again");
    }
  }

  /**
   * It was at a task.
   *
   * @param timedOut why it was killed, if that was so since the task's time was up
   * @return whether the task is to be tried again at once
   */
  boolean chargeTask(SingleSlot victim, @Nullable Failure timedOut) {
    long nanos = report.ran().toNanos();
    if (victim.job.isAborted()) {
      victim.cancel(nanos, Failures.cancelled(victim));
      settled(victim);
    } else if (timedOut != null) {
      if (victim.retry(timedOut.toException(), nanos)) {
        engine.retry(victim, nanos, timedOut);
      } else {
        settle(victim, nanos, timedOut);
      }
    } else if (victim.crashes() < victim.job.options.crashRetries()) {
      warn("; that is tried again");
      victim.job.retried(victim, nanos, failure(victim));
      victim.crashed();
      return true;
    } else {
      settle(victim, nanos, failure(victim));
    }
    return false;
  }

  /**
   * It was ready, and at no task.
   *
   * @param held what it held; if one of these is charged with it, that is taken from it
   * @param hasSettled whether any task has got an outcome from it
   */
  void chargeNext(List<SingleSlot> held, boolean hasSettled) {
    warn("; it was at no task");
    if (hasSettled) {
      return;
    }
    // It may be that it can't take in what it is sent; so this must not go on for ever.
    SingleSlot next = held.stream().min(Comparator.comparingLong(Slot::sequence)).orElse(null);
    if (next == null) {
      if (brokeProtocol) {
        engine.brokeProtocol(() -> new ProtocolException(report.toString(), null));
      }
    } else if (next.countFalseStart() >= MAX_FALSE_STARTS) {
      held.remove(next);
      settle(next, 0, failure(next));
    }
  }

  private Failure failure(SingleSlot slot) {
    return brokeProtocol
        ? () -> new ProtocolException(report.toString(), null)
        : Failures.crashed(slot, report);
  }

  private static void settle(SingleSlot slot, long nanos, Failure failure) {
    slot.fail(nanos, failure);
    settled(slot);
  }

  private static void settled(SingleSlot slot) {
    slot.job.settled(slot);
    slot.job.settled(Tally.of(slot));
  }

  /** For what only a listener would hear of. */
  private void warn(String consequence) {
    Supplier<String> message = () -> engine.farm().name() + ": " + report + consequence;
    Log.of(ProcessWorker.class).log(Level.WARNING, message);
  }
}
