package io.github.pipefarm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The place of one task among those of its job, from the moment its item is pulled until its
 * outcome is handed over. Slots are chained in the order of the items: the puller adds at the tail,
 * the scheduler goes along the middle, the consumer takes from the head.
 */
final class Slot extends SlotChain {
  /** A slot goes from WAITING to SENT and back any number of times, and to SETTLED once. */
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
  final long index;
  final @Nullable Object item;

  /** Stores are releases: who finds a slot settled sees its outcome. */
  private State state = State.WAITING;

  // Of the worker that has the task, first of its feeder, and of its reader once the pipes have
  // carried the task there and back; of the consumer once it is settled.
  private long sequence;
  private int attempts;
  private String worker = "";
  private long nanos;
  private long bytes;
  private @Nullable Object value;
  private @Nullable Failure failure;

  /** What most tasks have nothing of; made when it is needed, so that they need less memory. */
  private @Nullable Particulars particulars;

  private static final class Particulars {
    int crashes;
    int retries;
    int falseStarts;
    boolean cancelled;
    String output = "";

    /** When the task began, where anybody wants to know. */
    @Nullable Instant started;
  }

  Slot(JobRun job, long index, @Nullable Object item) {
    this.job = job;
    this.index = index;
    this.item = item;
  }

  private Particulars particulars() {
    Particulars made = particulars;
    if (made == null) {
      made = new Particulars();
      particulars = made;
    }
    return made;
  }

  boolean isSettled() {
    return STATE.getAcquire(this) == State.SETTLED;
  }

  private void enter(State next) {
    STATE.setRelease(this, next);
  }

  /** What the task was charged with when it was taken: what it is likely to need. */
  void expect(long expectedNanos) {
    nanos = expectedNanos;
  }

  /** What the task was charged with, until it is settled; then what it took. */
  long nanos() {
    return nanos;
  }

  /** A worker takes the task. */
  void sent(String toWorker, long asSequence) {
    worker = toWorker;
    sequence = asSequence;
    if (particulars != null) {
      particulars.started = null;
      particulars.output = "";
    }
    attempts++;
    enter(State.SENT);
  }

  /** The task comes back without having begun. */
  void takenBack() {
    attempts--;
    enter(State.WAITING);
  }

  /** The worker died while it ran the task, and it is to be tried again. */
  void crashed() {
    particulars().crashes++;
    enter(State.WAITING);
  }

  /** The worker died before it had begun this task, and before it had finished any other. */
  int countFalseStart() {
    return ++particulars().falseStarts;
  }

  /** What the task printed, where that is captured. */
  void printed(String text) {
    if (!text.isEmpty()) {
      particulars().output = text;
    }
  }

  /**
   * The task threw this, or timed out with it.
   *
   * @param afterNanos how long the try took
   * @return whether it is to be tried again; if so, it waits
   */
  boolean retry(Throwable thrown, long afterNanos) {
    if (job.isAborted()
        || job.options.retries() <= (particulars == null ? 0 : particulars.retries)
        || !job.options.isReasonToRetry(thrown)) {
      return false;
    }
    particulars().retries++;
    nanos = afterNanos;
    enter(State.WAITING);
    return true;
  }

  /**
   * The item could not be encoded, so that it reached no worker.
   *
   * @return false if the task is somebody else's by now, because the worker died meanwhile
   */
  boolean notSent(String toWorker, long asSequence, Failure why) {
    if (state != State.SENT || sequence != asSequence || !worker.equals(toWorker)) {
      return false;
    }
    attempts--;
    worker = "";
    fail(0, why);
    return true;
  }

  void succeed(long afterNanos, @Nullable Object withValue) {
    nanos = afterNanos;
    value = withValue;
    enter(State.SETTLED);
  }

  void fail(long afterNanos, Failure why) {
    nanos = afterNanos;
    failure = why;
    enter(State.SETTLED);
  }

  /** It was under way when its job was cancelled. */
  void cancel(long afterNanos, Failure why) {
    particulars().cancelled = true;
    fail(afterNanos, why);
  }

  boolean isCancelled() {
    return particulars != null && particulars.cancelled;
  }

  void weighs(long more) {
    bytes += more;
  }

  long bytes() {
    return bytes;
  }

  long sequence() {
    return sequence;
  }

  int attempts() {
    return attempts;
  }

  int crashes() {
    return particulars == null ? 0 : particulars.crashes;
  }

  String worker() {
    return worker;
  }

  /** The try that began now, for those who want to know. */
  TaskInfo info(Instant when) {
    particulars().started = when;
    return info();
  }

  /** The try that is under way, or has just ended. */
  TaskInfo info() {
    Instant began = particulars == null ? null : particulars.started;
    Instant when = began != null ? began : Instant.now();
    return new TaskInfo(job.info(), index, attempts, worker, when);
  }

  @Nullable Failure failure() {
    return failure;
  }

  /** The result of a settled slot; throws the failure. */
  @Nullable Object value() {
    if (failure != null) {
      throw failure.toException();
    }
    return value;
  }

  @SuppressWarnings("NullAway") // null is what the caller put in or the function returned
  <T extends @Nullable Object, R extends @Nullable Object> Outcome<T, R> outcome() {
    @SuppressWarnings("unchecked") // what the caller of the job put in
    T theItem = (T) item;
    Duration duration = Duration.ofNanos(nanos);
    String output = particulars == null ? "" : particulars.output;
    if (failure != null) {
      FarmException exception = failure.toException();
      return new Outcome.Failure<>(index, theItem, attempts, duration, worker, output, exception);
    }
    @SuppressWarnings("unchecked") // what the caller's function returned
    R theValue = (R) value;
    return new Outcome.Success<>(index, theItem, attempts, duration, worker, output, theValue);
  }
}
