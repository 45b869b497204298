package io.github.pipefarm;

import io.github.pipefarm.protocol.Payload;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A function over many items.
 *
 * <pre>
 *   consumer takes          scheduler takes            puller appends
 *        │                        │                          │
 *   head ▼                 cursor ▼                     tail ▼
 *   ─ settled ─ sent ─ settled ─ sent ─ waiting ─ waiting ─ waiting
 *        └──────────────── at most the window ───────────────┘
 * </pre>
 *
 * <p>One thread pulls and one consumes; in {@code map} that is the same one. Slots are settled by
 * the workers' readers. Links of the chain are written by the puller at the tail, by the scheduler
 * at its cursor, where it splits a {@link WideSlot}, and by the consumer at the head, where it puts
 * in what stands in the place of one.
 */
final class MapRun extends JobRun implements AutoCloseable {
  /** Enough for the cost of telling others to vanish. */
  private static final int MOST_AT_ONCE = 4096;

  private final Source source;
  private final boolean failFast;
  private final boolean isStream;
  private final Window window;

  /** How many items are pulled at once. */
  private final int atOnce;

  private final Lane lane;

  /** Settled slots in the order in which they were, where the consumer wants them so. */
  private final @Nullable Queue<SingleSlot> completed;

  /** Of the thread that pulls, which is the consumer unless there is one for it. */
  private final Puller puller;

  private boolean consumerPulls = true;
  private volatile @Nullable Thread pullingThread;

  /** Told why the job was ended by another thread than the one that collects, if there is one. */
  private @Nullable Consumer<Failure> abandonment;

  private volatile boolean abandoned;
  private final Gate room = new Gate();

  /** The input has ended, or has failed. */
  private volatile boolean exhausted;

  private @Nullable Throwable sourceFailure;

  /** The farm closes: nothing more may be pulled, and who reads the stream is to be told. */
  private volatile boolean stopped;

  // Of the consumer: the last slot that it took.
  private SlotChain head = new SlotChain();
  private final Gate ready = new Gate();

  private final AtomicLong settled = new AtomicLong();
  private final AtomicBoolean sourceClosed = new AtomicBoolean();

  /**
   * @param failFast whether the first failure ends the job
   * @param isStream whether it is up to somebody else how long results are asked for
   */
  MapRun(
      FarmRuntime farm,
      JobOptions options,
      Payload function,
      ClassLoader loader,
      Source source,
      boolean failFast,
      boolean isStream) {
    super(farm, options, function, loader, source.size());
    this.source = source;
    this.failFast = failFast;
    this.isStream = isStream;
    this.window = new Window(options.window(), farm.workers(), source.isAtHand() && !isStream);
    this.completed = options.ordered() ? null : new ConcurrentLinkedQueue<>();
    this.lane = new Lane(head, options.ordered(), window.share(farm.workers()), options.batch());
    this.atOnce = source.isAtHand() && !farm.runsInCaller() ? MOST_AT_ONCE : 1;
    // Where nobody sees more of a task than its result, and the first failure ends the job.
    boolean inWideSlots =
        failFast
            && !isStream
            && options.ordered()
            && options.timeout() == null
            && farm.takesWideSlots();
    this.puller = new Puller(this, source, inWideSlots);
  }

  @Override
  Lane lane() {
    return lane;
  }

  @Override
  boolean isSingleTask() {
    return false;
  }

  // The thread that pulls.

  /** Leaves the pulling to a thread that runs {@link #pullAll}. */
  void leavePullingTo(Thread thread) {
    pullingThread = thread;
    consumerPulls = false;
  }

  /**
   * Leaves pulling and consuming to one thread of the farm. It may be held by an input for ever, so
   * when the job is ended by another thread, that is told at once, and not when it comes back.
   */
  void leaveAllTo(Thread thread, Consumer<Failure> whenAbandoned) {
    pullingThread = thread;
    abandonment = whenAbandoned;
  }

  /** Whether another thread ended the job, and the one that collects has nothing more to say. */
  boolean isAbandoned() {
    return abandoned;
  }

  /** Pulls to the end of the input, never beyond the window. */
  void pullAll() {
    try {
      while (!exhausted && !isCutShort()) {
        pullAdmitted();
        room.await(() -> window.admits() || isCutShort());
      }
    } catch (InterruptedException e) {
      if (!isCutShort()) {
        Thread.currentThread().interrupt();
        fail(e);
      }
    } catch (Throwable e) {
      if (!isCutShort()) {
        fail(e);
      }
    }
  }

  /** A loop of its own, since one that does not end may be left to the interpreter for ever. */
  private void pullAdmitted() {
    do {
      pull();
    } while (!exhausted && !isCutShort() && window.admits());
  }

  private void fail(Throwable e) {
    sourceFailure = e;
    exhausted();
  }

  private boolean isCutShort() {
    return stopped || isAborted();
  }

  /** Pulls what comes at once, one item at least, or finds that there are no more. */
  private void pull() {
    if (!puller.pull(window.room(atOnce))) {
      exhausted();
    }
  }

  /** Items were pulled, which wait in these slots. */
  void pulled(Slot first, Slot last, int count) {
    window.pulled(count);
    // Looked at after counting: whoever stops the job either is seen here, or sees the items.
    if (stopped) {
      window.notPulled(count);
      endIfAllSettled();
      wakeAll();
    } else {
      farm.accept(first, last, count);
    }
  }

  private void exhausted() {
    exhausted = true;
    lane.end();
    endIfAllSettled();
    ready.signal();
  }

  // The consumer.

  /**
   * Waits for the next settled slot, and pulls meanwhile where no other thread does.
   *
   * @return the slot; null at the end of the input
   * @throws FarmException if the job is ended before its time
   */
  @Nullable Slot next() {
    try {
      while (true) {
        Failure aborted = abortedBy();
        if (aborted != null) {
          throw aborted.toException();
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        Slot next = settledNext();
        if (next != null) {
          if (unfold(next)) {
            continue;
          }
          return take(next);
        }
        if (isAtEnd()) {
          checkEnd();
          return null;
        }
        if (mayPull()) {
          pull();
        } else {
          wakePullingThreadIfNeeded();
          ready.await(() -> isWorthTaking() || isAborted() || isAtEnd() || mayPull());
        }
      }
    } catch (InterruptedException e) {
      cancel();
      Thread.currentThread().interrupt();
      throw new FarmInterruptedException("interrupted while waiting for " + this, e);
    } catch (RuntimeException | Error e) {
      cancel();
      throw e;
    }
  }

  /**
   * The same, where each task has a slot of its own, since its result is handed over on its own.
   */
  @Nullable SingleSlot nextTask() {
    return (SingleSlot) next();
  }

  private boolean mayPull() {
    return consumerPulls && !exhausted && window.admits();
  }

  /** The slot that is to be taken next, if it is settled. */
  private @Nullable Slot settledNext() {
    return completed != null ? completed.peek() : head.settledNext();
  }

  /** Whether to wake the consumer: at once if it may wait for this one result. */
  private boolean isWorthTaking() {
    return settledNext() != null
        && (isStream || completed != null || window.isWorthTaking(settled.get()));
  }

  private void wakePullingThreadIfNeeded() {
    if (!consumerPulls) {
      // What was delivered is only sure to be seen by a thread that waits from here on.
      VarHandle.fullFence();
      if (room.isWaiting() && window.admits()) {
        room.signal();
      }
    }
  }

  private boolean isAtEnd() {
    // Only when all is counted as well, so that the farm's statistics include it.
    return (exhausted || stopped) && window.isEmpty() && isOver();
  }

  /** Goes on with what stands in the place of a slot; false if that is itself. */
  private boolean unfold(Slot slot) {
    Slot first = slot.unfold();
    if (first != null) {
      head.chain(first);
    }
    return first != null;
  }

  private Slot take(Slot slot) {
    if (completed != null) {
      completed.remove();
    } else {
      // Cut the chain, so that old slots do not keep young ones alive. The scheduler does not need
      // it here any more: it has taken the settled slot, and what it wrote then is seen by whoever
      // sees the slot settled.
      if (lane.isBeyond(head)) {
        head.chain(null);
      }
      head = slot;
    }
    window.delivered(slot.delivered(), slot.bytes());
    if (room.isWaiting() && window.admitsMany()) {
      room.signal();
    }
    return slot;
  }

  private void checkEnd() {
    if (sourceFailure instanceof RuntimeException e) {
      throw e;
    }
    if (sourceFailure instanceof Error e) {
      throw e;
    }
    if (sourceFailure != null) {
      throw new IllegalStateException(
          "the items' iterator threw a checked exception", sourceFailure);
    }
    if (!exhausted) {
      throw new FarmClosedException("the farm was closed before the end of " + this, null);
    }
  }

  /** Ends the job unless it has ended: tasks that wait never run. */
  void cancel() {
    abort(() -> new TaskCancelledException(this + " was cancelled", null));
  }

  /** Cancels the job and closes the source. */
  @Override
  public void close() {
    cancel();
    if (sourceClosed.compareAndSet(false, true)) {
      source.close();
    }
  }

  // The workers' readers and feeders.

  @Override
  void weighed(int tasks, long bytes) {
    window.weighed(tasks, bytes);
    // What is known now may make room, though nothing was taken.
    if (!exhausted && window.admitsMany()) {
      room.signal();
      ready.signal();
    }
  }

  @Override
  void onSettled(SingleSlot slot) {
    Failure failure = slot.failure();
    if (failFast && failure != null) {
      abort(failure);
    } else if (completed != null) {
      completed.add(slot);
    }
  }

  @Override
  void onSettled(Tally tally) {
    window.received(tally.bytes());
    settled.addAndGet(tally.tasks());
    endIfAllSettled();
    wakeConsumerIfNeeded();
  }

  @Override
  void opened() {
    wakeConsumerIfNeeded();
  }

  private void wakeConsumerIfNeeded() {
    if (ready.isWaiting() && (isWorthTaking() || isAtEnd())) {
      ready.signal();
    }
  }

  private void endIfAllSettled() {
    if ((exhausted || stopped) && settled.get() == window.pulledSoFar()) {
      end();
    }
  }

  @Override
  void wakeAll() {
    ready.signal();
    room.signal();
    Thread thread = pullingThread;
    if (thread == null || thread == Thread.currentThread() || !isCutShort()) {
      return;
    }
    Failure aborted = abortedBy();
    Consumer<Failure> told = abandonment;
    if (aborted != null && told != null) {
      abandoned = true;
      farm.callback(() -> told.accept(aborted));
    }
    thread.interrupt(); // it may wait for an input that will never come
  }

  @Override
  void farmCloses() {
    if (isStream) {
      stopped = true;
      endIfAllSettled();
      wakeAll();
    }
  }

  @Override
  public String toString() {
    return options.name() != null ? options.name() : "job-" + id;
  }
}
