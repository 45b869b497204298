package io.github.pipefarm;

import io.github.pipefarm.protocol.Frame;
import io.github.pipefarm.protocol.Payload;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A job that is under way: its function, what is known of its tasks, and how it ended. */
abstract class JobRun {
  /**
   * What fits into any pipe at once, in bytes, with what goes before it; but for a few words, the
   * pipe to a worker that has nothing to do is empty.
   */
  private static final int SMALL = 2048;

  final FarmRuntime farm;
  final long id;
  final JobOptions options;

  /** The class loader of the user's function, for items, results and exceptions. */
  final ClassLoader loader;

  /** How its tasks are to be run. */
  final Frame.Terms terms;

  private final JobProgress progress;

  /** Changes once, before the job begins. */
  private volatile Payload encoded;

  /** The handles that the function mentions, which stay in use until the job ends. */
  private volatile List<Object> mentioned = List.of();

  private final AtomicReference<@Nullable Failure> abortedBy = new AtomicReference<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable Runnable deadlineStopper;

  // Guarded by the scheduler's lock.
  private Set<Credit> holders;
  private int deathsInFunction;

  /**
   * @param total how many items it has; empty if nobody knows
   */
  JobRun(
      FarmRuntime farm,
      JobOptions options,
      Payload encoded,
      ClassLoader loader,
      OptionalLong total) {
    this.farm = farm;
    this.id = farm.nextJobId();
    this.options = options;
    this.encoded = encoded;
    this.loader = loader;
    this.progress = new JobProgress(farm, total, options.progress());
    this.terms =
        new Frame.Terms(
            options.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong()),
            Frame.Terms.Copies.valueOf(options.scope().name()));
    this.holders = isSingleTask() ? Set.of() : new HashSet<>();
  }

  /** The function of a job, or the callable of a single task: self-contained. */
  final Payload encoded() {
    return encoded;
  }

  /** The function has been moved, before the job begins. */
  final void movedTo(Payload elsewhere) {
    encoded = elsewhere;
  }

  final JobInfo info() {
    return new JobInfo(id, toString(), progress.total(), terms.seed());
  }

  /** Where its tasks wait. */
  abstract Lane lane();

  /** Whether each of its tasks is one on its own, with its function. */
  abstract boolean isSingleTask();

  /** Items were encoded: how many, and to how many bytes. */
  abstract void weighed(int items, long bytes);

  /** Takes notice that a slot is settled; {@link #onSettled(Tally)} follows before long. */
  abstract void onSettled(SingleSlot slot);

  /** Takes notice that more slots are settled, and wakes whoever waits for that. */
  abstract void onSettled(Tally tally);

  /** Slots of their own stand in the place of one that tasks shared, settled ones perhaps. */
  abstract void opened();

  /** Wakes all that wait for this job, because it is aborted. */
  abstract void wakeAll();

  /** Stops pulling if the input is somebody's open stream; the farm is closing. */
  abstract void farmCloses();

  /** The job begins: tells all who want to know. */
  final void begun() {
    if (!isSingleTask()) {
      progress.tell();
      if (farm.events().areWanted()) {
        JobInfo info = info();
        farm.events().tell(to -> to.jobStarted(info));
      }
    }
  }

  /** A slot is settled; {@link #settled(Tally)} must follow before long. */
  final void settled(SingleSlot slot) {
    farm.events().finished(slot);
    onSettled(slot);
  }

  /** Slots are settled that were reported one by one before. */
  final void settled(Tally tally) {
    farm.statistics().settled(tally);
    progress.settled(tally);
    onSettled(tally);
  }

  /**
   * A try of a task failed, and there will be another one.
   *
   * @param nanos how long it took
   */
  final void retried(SingleSlot slot, long nanos, Failure reason) {
    farm.statistics().retried(nanos);
    progress.retried();
    if (farm.events().hasListener()) {
      TaskInfo task = slot.info();
      FarmException exception = reason.toException();
      farm.events().tell(to -> to.taskRetried(task, exception));
    }
  }

  /** Notes what the function mentions, before the job begins. */
  final void mentions(List<Object> handles) {
    mentioned = handles;
  }

  /** The handles that the function mentions; none once the job is over. */
  final List<Object> mentioned() {
    return mentioned;
  }

  /** Whether it takes no time to send its function, with which nothing else has to be sent. */
  final boolean isSmall() {
    return encoded.length() <= SMALL && mentioned.isEmpty();
  }

  /** Ends the job before its time; only the first call counts. */
  final void abort(Failure why) {
    if (!over.get() && abortedBy.compareAndSet(null, why)) {
      end();
      wakeAll();
    }
  }

  /** Why the job was ended before its time; null if it was not. */
  final @Nullable Failure abortedBy() {
    return abortedBy.get();
  }

  final boolean isAborted() {
    return abortedBy.get() != null;
  }

  /** Notes what stops the watch over the job's deadline. */
  final void watchedUntil(Runnable stopper) {
    deadlineStopper = stopper;
    if (over.get()) {
      stopper.run();
    }
  }

  /** All tasks are settled, or nobody wants them any more. */
  final void end() {
    if (over.compareAndSet(false, true)) {
      Runnable stopper = deadlineStopper;
      if (stopper != null) {
        stopper.run();
      }
      if (!isSingleTask()) {
        progress.tell();
        if (farm.events().areWanted()) {
          JobInfo info = info();
          Progress result = progress.now();
          farm.events().tell(to -> to.jobFinished(info, result));
        }
      }
      mentioned = List.of();
      farm.ended(this);
    }
  }

  /** Whether it has ended, in whichever way. */
  final boolean isOver() {
    return over.get();
  }

  // Below: under the scheduler's lock.

  /**
   * Notes a worker that is about to be sent the function, to keep it until it is told to forget.
   */
  final void addHolder(Credit worker) {
    if (isSingleTask()) {
      holders = Set.of(worker);
    } else {
      holders.add(worker);
    }
  }

  /** The workers that have the function; for a single task, the one that was sent it last. */
  final Set<Credit> holders() {
    return holders;
  }

  /** Counts deaths of workers that were decoding the function. */
  final int countDeathInFunction() {
    return ++deathsInFunction;
  }
}
