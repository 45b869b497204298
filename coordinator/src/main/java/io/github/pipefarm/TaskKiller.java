package io.github.pipefarm;

import io.github.pipefarm.protocol.Page;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends the tasks of one worker that take too long, or are cancelled and do not care, by killing the
 * worker. It dooms the task on the page first, so that the kill never hits the next one. Called by
 * the watchdog, but where it is said otherwise.
 */
final class TaskKiller implements TimeoutWatch.Expiry {
  /** How long a worker that is about to be killed may take to say where it is. */
  private static final Duration STACK_PATIENCE = Duration.ofMillis(500);

  private final ProcessEngine engine;
  private final Credit credit;
  private final ProcessWorker worker;
  private final Page page;
  private final BooleanSupplier isGettingOn;
  private volatile @Nullable SingleSlot timedOut;
  private volatile boolean answered;
  private volatile boolean stopped;

  /**
   * For a worker and its page.
   *
   * @param isGettingOn whether what the worker is to begin is on its way
   */
  TaskKiller(
      ProcessEngine engine,
      Credit credit,
      ProcessWorker worker,
      Page page,
      BooleanSupplier isGettingOn) {
    this.engine = engine;
    this.credit = credit;
    this.worker = worker;
    this.page = page;
    this.isGettingOn = isGettingOn;
  }

  /** Whether the worker was killed, or is about to be, because this task took too long. */
  boolean hasTimedOut(SingleSlot slot) {
    return slot == timedOut;
  }

  /** The worker is dead; called by its reader. */
  void stop() {
    stopped = true;
  }

  /** A task's time is up: asks where it is, and kills its worker. */
  @Override
  public void expired(SingleSlot slot, long sequence) {
    if (page.doom(sequence)) {
      timedOut = slot;
      engine.scheduler().dumpStack(credit);
      engine.schedule(this::killTimedOut, STACK_PATIENCE);
    }
  }

  /** The worker has said where it is; called by its reader. */
  void hasAnswered() {
    answered = true;
    if (timedOut != null) {
      killTimedOut();
    }
  }

  private void killTimedOut() {
    killIfDoomed("killed because a task took longer than its timeout");
  }

  /** A worker with a page of its own does not know that it is doomed, and may have gone on. */
  private void killIfDoomed(String why) {
    if (page.state() == Page.State.DOOMED) {
      worker.kill(why);
    }
  }

  /** The worker has tasks, and begins none: asks whether it is still there. */
  @Override
  public void stuck(BooleanSupplier isStill) {
    if (isGettingOn.getAsBoolean()) {
      return;
    }
    answered = false;
    engine.scheduler().dumpStack(credit);
    engine.schedule(() -> killIfStuck(isStill), STACK_PATIENCE);
  }

  private void killIfStuck(BooleanSupplier isStill) {
    if (!answered && isStill.getAsBoolean()) {
      worker.kill("killed because it had tasks, began none and did not answer");
    }
  }

  @Override
  public void pageLost() {
    worker.breaksProtocol("it has truncated the file that it shares with the coordinator");
  }

  /**
   * The tasks of a job were cancelled, which interrupts the one at hand; called by the feeder. It
   * is killed if it does not end.
   */
  void cancelSent(long job) {
    long sent = System.nanoTime();
    engine.schedule(() -> killIfStillAt(job, sent), engine.options().stopTimeout());
  }

  private void killIfStillAt(long job, long sent) {
    if (stopped) {
      return;
    }
    try {
      if (page.isIntact()) {
        killIfPageSaysSo(job, sent);
      } else {
        pageLost();
      }
    } catch (InternalError e) { // it was cut off this very moment
      pageLost();
    }
  }

  /** The worker may not have condemned its task: one that is stopped does not read the cancel. */
  private void killIfPageSaysSo(long job, long sent) {
    long sequence = page.sequence();
    Page.State state = page.state();
    boolean isAtTask = state.isOfTask() || state == Page.State.CONDEMNED;
    if (!isAtTask || page.job() != job) {
      return;
    }
    if (worker.localNanos(page.began()) - sent >= 0) {
      cancelSent(job); // it began after the cancel was written and before it was read
    } else if (page.doom(sequence)) {
      String why = "killed because a task was cancelled and did not end";
      if (page.isShared()) {
        worker.kill(why);
      } else {
        engine.schedule(() -> killIfDoomed(why), STACK_PATIENCE); // its result may be on its way
      }
    }
  }
}
