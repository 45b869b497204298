package io.github.pipefarm;

import io.github.pipefarm.protocol.Decoder;
import io.github.pipefarm.protocol.Encoder;
import io.github.pipefarm.protocol.Frame.NotTransferred.What;
import io.github.pipefarm.protocol.HandleId;
import io.github.pipefarm.protocol.IncomingNames;
import io.github.pipefarm.protocol.Mentions;
import io.github.pipefarm.protocol.OutgoingNames;
import io.github.pipefarm.protocol.Page;
import io.github.pipefarm.protocol.Payload;
import io.github.pipefarm.protocol.TaskScope;
import io.github.pipefarm.protocol.ThrownCodec;
import io.github.pipefarm.protocol.TransferException;
import io.github.pipefarm.protocol.WorkerState;
import io.github.pipefarm.worker.Interrupts;
import io.github.pipefarm.worker.JobFunction;
import io.github.pipefarm.worker.TaskRunner;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A worker in this JVM: everything goes through the same encoders, the same runner and the same
 * decoders as with a process, so that a task works on copies here as well. Of one thread at a time.
 */
final class LocalWorker implements TaskRunner.Reply {
  private static final ThreadLocal<@Nullable FarmRuntime> IN_TASK_OF = new ThreadLocal<>();

  private final FarmRuntime farm;
  private final String name;
  private final boolean isWatched;
  private final ThrownCodec thrown;
  private final OutgoingNames itemNames = new OutgoingNames();
  private final IncomingNames itemNamesThere = new IncomingNames();
  private final Encoder items = new Encoder(itemNames);
  private final OutgoingNames resultNames = new OutgoingNames();
  private final IncomingNames resultNamesHere = new IncomingNames();
  private final Decoder results = new Decoder(resultNamesHere);
  private final WorkerState state;
  private final TaskScope scope;
  private final Mentions mentions;
  private final TaskRunner runner;
  private final Page page = Page.unshared();
  private final Interrupts interrupts;
  private final TimeoutWatch timeouts;
  private volatile @Nullable SingleSlot timedOut;
  private long sequence;

  /** Of a task in whose thread this worker runs another one. */
  private @Nullable TaskScope scopeBefore;

  private @Nullable SingleSlot current;
  private @Nullable Failure tryAgain;

  /**
   * @param isWatched whether all tasks run in the calling thread, so that they can be interrupted
   */
  LocalWorker(FarmRuntime farm, String name, boolean isWatched) {
    this.isWatched = isWatched;
    this.farm = farm;
    this.name = name;
    this.thrown = new ThrownCodec(farm.blobs());
    this.interrupts = new Interrupts(page, isWatched ? Thread.currentThread() : null);
    this.timeouts = new TimeoutWatch(farm, page, 0, this::timedOut);
    this.state = WorkerState.inFarm(farm.blobs(), farm::shared);
    this.scope = new TaskScope(name, state);
    this.mentions = new Mentions(farm);
    this.runner =
        new TaskRunner(
            farm.blobs(),
            new Decoder(itemNamesThere),
            new Encoder(resultNames),
            interrupts,
            scope,
            this);
  }

  /** What a worker in this JVM keeps of a job. */
  static JobFunction functionOf(JobRun job) {
    return new JobFunction(job.encoded(), job.loader, job.terms);
  }

  /** Runs what comes before the first task; false if that failed, and with it the farm. */
  boolean initialize(Initializer initializer) {
    TaskScope before = scope.attach();
    try {
      return initializer.run(farm);
    } finally {
      TaskScope.restore(before);
    }
  }

  /** What a handle stands for may go; called by any thread. */
  void release(HandleId id) {
    state.release(id);
  }

  /** Closes what was released, between two tasks. */
  void closeReleased() {
    state.closeReleased();
  }

  /** There will be no more tasks. */
  void end() {
    state.close();
  }

  /** Whether the calling thread is inside a task of a farm. */
  static boolean isInTaskOf(FarmRuntime farm) {
    return IN_TASK_OF.get() == farm;
  }

  /** Interrupts the task at hand if it is one of this job; called by any thread. */
  void cancel(JobRun job) {
    interrupts.cancel(job.id);
  }

  /** The time of the task at hand is up: it can't be killed, but interrupted. */
  private void timedOut(SingleSlot slot, long atSequence) {
    if (page.condemn(atSequence)) {
      timedOut = slot;
      interrupts.interrupt();
    }
  }

  /**
   * Runs a task and settles its slot, unless the task is to be tried again.
   *
   * @return why it is to be tried again; null if it is settled
   */
  @Nullable Failure run(SingleSlot slot, JobFunction function) {
    sequence++;
    slot.sent(name, sequence);
    interrupts.enter(slot.job.id, slot.job::isAborted);
    if (isWatched) {
      timeouts.sent(slot);
    }
    current = slot;
    tryAgain = null;
    if (farm.events().hasListener()) {
      farm.events().started(slot, Instant.now());
    }
    Thread thread = Thread.currentThread();
    ClassLoader loaderBefore = thread.getContextClassLoader();
    FarmRuntime farmBefore = IN_TASK_OF.get();
    thread.setContextClassLoader(slot.job.loader);
    IN_TASK_OF.set(farm);
    scopeBefore = scope.attach();
    state.closeReleased();
    try {
      if (slot.job.isSingleTask()) {
        slot.weighs(slot.job.encoded().length());
        runner.call(sequence, slot.attempts(), functionOf(slot.job));
      } else {
        encode(slot);
        runner.run(
            function, sequence, slot.index(), slot.attempts(), this::takeItem, itemNamesThere);
      }
    } catch (TransferException e) {
      slot.notSent(name, sequence, Failures.notTransferred(slot, What.ITEM, e));
    } finally {
      runner.pause();
      timedOut = null; // it came too late for this try, and is not meant for the next one
      timeouts.gone(slot);
      TaskScope.restore(scopeBefore);
      if (farmBefore == null) {
        IN_TASK_OF.remove();
      } else {
        IN_TASK_OF.set(farmBefore);
      }
      thread.setContextClassLoader(loaderBefore);
      current = null;
    }
    return tryAgain;
  }

  private void encode(SingleSlot slot) throws TransferException {
    mentions.during(
        () -> {
          items.encode(slot.item());
          return items;
        });
    mentions.take(); // the slot holds the item, and with it the handles
    itemNamesThere.add(itemNames.takeNew());
    slot.weighs(items.length());
    farm.statistics().sent(items.length());
  }

  private Payload takeItem() {
    Payload item = items.payload();
    items.clear();
    return item;
  }

  private boolean hasTimedOut(SingleSlot slot) {
    return slot == timedOut;
  }

  private void tooLate(SingleSlot slot, long nanos, StackTraceElement[] stuckAt) {
    Duration timeout = slot.job.options.timeout();
    Failure failure = Failures.timedOut(slot, timeout == null ? Duration.ZERO : timeout, stuckAt);
    failOrRetry(slot, nanos, failure, failure.toException());
  }

  private void failOrRetry(SingleSlot slot, long nanos, Failure failure, Throwable thrown) {
    if (slot.retry(thrown, nanos)) {
      tryAgain = failure;
    } else {
      slot.fail(nanos, failure);
    }
  }

  private SingleSlot current() {
    if (current == null) {
      throw new IllegalStateException("no task");
    }
    return current;
  }

  @Override
  public boolean returned(long ofSequence, long nanos, long now, Encoder value) {
    SingleSlot slot = current();
    resultNamesHere.add(resultNames.takeNew());
    if (hasTimedOut(slot)) {
      tooLate(slot, nanos, new StackTraceElement[0]);
      return false;
    }
    slot.weighs(value.length());
    farm.statistics().received(value.length());
    TaskScope.restore(scopeBefore); // what comes now is the caller's
    try {
      slot.succeed(nanos, results.decode(value.payload(), slot.job.loader));
    } catch (TransferException e) {
      slot.fail(nanos, Failures.notTransferred(slot, What.RESULT, e));
    }
    return false;
  }

  @Override
  public void threw(long ofSequence, long nanos, Payload encoded) {
    SingleSlot slot = current();
    TaskScope.restore(scopeBefore);
    Throwable cause = thrown.decode(encoded, slot.job.loader);
    if (hasTimedOut(slot)) {
      tooLate(slot, nanos, cause.getStackTrace());
    } else if (slot.job.isAborted()) {
      slot.cancel(nanos, Failures.cancelled(slot));
    } else {
      failOrRetry(slot, nanos, Failures.threw(slot, OptionalLong.empty(), cause), cause);
    }
  }

  @Override
  public void notTransferred(long ofSequence, long nanos, What what, TransferException why) {
    SingleSlot slot = current();
    if (hasTimedOut(slot)) {
      tooLate(slot, nanos, why.getStackTrace());
    } else if (slot.job.isAborted()) {
      slot.cancel(nanos, Failures.cancelled(slot));
    } else {
      slot.fail(nanos, Failures.notTransferred(slot, what, why));
    }
  }
}
