package io.github.pipefarm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The place of tasks among those of their job, from the moment their items are pulled until their
 * outcomes are handed over: of one task, see {@link SingleSlot}, or of several neighbours as long
 * as nothing happens to them, see {@link WideSlot}. Slots are chained in the order of the items:
 * the puller adds at the tail, the scheduler goes along the middle, the consumer takes from the
 * head.
 */
abstract class Slot extends SlotChain {
  /** A single one goes from WAITING to SENT and back any number of times, and to SETTLED once. */
  enum State {
    WAITING,
    SENT,
    SETTLED
  }

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Slot.class, "state", State.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final JobRun job;

  /** Stores are releases: who finds a slot settled sees the outcomes. */
  @SuppressWarnings("UnusedVariable") // by its handle alone
  private State state = State.WAITING;

  // Of the worker that has the tasks, first of its feeder, and of its reader once the pipes have
  // carried them there and back; of the consumer once they are settled. Written by subclasses.
  private long sequence;
  int attempts;
  String worker = "";

  /** What each task was charged with, until it is settled; then what a single one took. */
  long nanos;

  Slot(JobRun job) {
    this.job = job;
  }

  /** As far along as a slot from which a task is taken out. */
  Slot(WideSlot from, long sequence) {
    this(from.job);
    this.sequence = sequence;
    worker = from.worker;
    attempts = from.attempts;
    nanos = from.nanos;
    enter(from.state());
  }

  final State state() {
    return (State) STATE.getAcquire(this);
  }

  private void enter(State next) {
    STATE.setRelease(this, next);
  }

  final boolean isSettled() {
    return state() == State.SETTLED;
  }

  /** The outcomes are there. For subclasses. */
  final void settle() {
    enter(State.SETTLED);
  }

  /** The tasks wait for a worker again. For subclasses. */
  final void waitAgain() {
    enter(State.WAITING);
  }

  // The tasks in it.

  /** The index of its first task. */
  abstract long index();

  /** How many tasks there are. */
  abstract int count();

  /** The item of the task at this position. */
  abstract @Nullable Object item(int position);

  /**
   * Gives each task a slot of its own, which stand in its place from then on. Once only. For
   * whoever has it: the reader of its worker once it is in flight.
   *
   * @return those of tasks that have not come back
   */
  abstract List<SingleSlot> open();

  // On the way to a worker.

  /** What each task is charged with when it is taken: what it is likely to need. */
  final void expect(long expectedNanos) {
    nanos = expectedNanos;
  }

  final long nanos() {
    return nanos;
  }

  /** A worker takes the tasks; their sequences count on from this one. */
  void sent(String toWorker, long asSequence) {
    worker = toWorker;
    sequence = asSequence;
    attempts++;
    enter(State.SENT);
  }

  /** The sequence of the first task. */
  final long sequence() {
    return sequence;
  }

  /** How often it was sent to a worker that began with it, or may have. */
  final int attempts() {
    return attempts;
  }

  final String worker() {
    return worker;
  }

  /**
   * The item at this position was encoded, to so many bytes.
   *
   * @return false if it was before: it may have been sent to another worker
   */
  abstract boolean weighItem(int position, long itemBytes);

  /**
   * What becomes of a slot with a task whose item could not be encoded.
   *
   * @param failed the slot of that task alone
   * @param behind those that are to be sent all the same; the other tasks behind it are not
   */
  record Cut(SingleSlot failed, List<SingleSlot> behind) {}

  /** Takes out the task at this position, since its item could not be encoded. For the feeder. */
  abstract Cut cut(int position);

  // On the way back.

  /** Whether nothing more will come of it from the worker that has it. */
  abstract boolean isBack();

  /** The sequence of the next task that is to come back. */
  abstract long nextSequence();

  /** Whether a task is under way whose sequence is in a range, {@code end} excluded. */
  abstract boolean overlaps(long start, long end);

  // The consumer.

  /** What stands in its place, told once; null if that is itself. */
  abstract @Nullable Slot unfold();

  /** How many outcomes it hands over. */
  abstract int delivered();

  /** What the window gets back with it. */
  abstract long bytes();

  /** Hands over the results of a settled slot; throws the failure. */
  abstract void handOver(Consumer<@Nullable Object> consumer);
}
