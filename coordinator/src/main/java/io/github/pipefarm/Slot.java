package io.github.pipefarm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The place of one task among those of its job, from the moment its item is pulled until its
 * outcome is handed over; or of several, see {@link WideSlot}. Slots are chained in the order of
 * the items: the puller adds at the tail, the scheduler goes along the middle, the consumer takes
 * from the head.
 */
class Slot extends SlotChain {
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

  /** Of its task, or of its first one, which is another one once others were split off. */
  long index;

  /** Of its task alone. */
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

    /** What the item weighs that was weighed with others, about; 0 if it was not. */
    long weighedBefore;

    String output = "";

    /** When the task began, where anybody wants to know. */
    @Nullable Instant started;
  }

  Slot(JobRun job, long index, @Nullable Object item) {
    this.job = job;
    this.index = index;
    this.item = item;
  }

  /**
   * A task that is under way, and was sent in a slot with others.
   *
   * @param item its item
   * @param sequence its sequence
   * @param weight what the item weighs, if it was weighed with those of the others, about; else 0
   */
  Slot(Slot all, long index, @Nullable Object item, long sequence, long weight) {
    this(all.job, index, item);
    this.sequence = sequence;
    worker = all.worker;
    attempts = all.attempts;
    nanos = all.nanos;
    if (weight > 0) {
      particulars().weighedBefore = weight;
    }
    enter(all.state);
  }

  private Particulars particulars() {
    Particulars made = particulars;
    if (made == null) {
      made = new Particulars();
      particulars = made;
    }
    return made;
  }

  /** How many tasks it is the place of. */
  int count() {
    return 1;
  }

  /** The item of one of its tasks, by its position among them. */
  @Nullable Object item(int position) {
    return item;
  }

  /** Whether nothing more will come of it from the worker that has it. */
  boolean isBack() {
    return isSettled();
  }

  /** Whether a task of it is under way whose sequence is in a range, {@code end} excluded. */
  boolean overlaps(long start, long end) {
    return sequence >= start && sequence < end;
  }

  /**
   * Gives each of its tasks a slot of its own, which stand in its place from then on. For whoever
   * has it: the reader of its worker once it is in flight.
   *
   * @return those of tasks that have not come back
   */
  List<Slot> open() {
    return List.of(this);
  }

  /**
   * What becomes of a slot with a task whose item could not be encoded.
   *
   * @param failed the slot of that task alone
   * @param behind those that are to be sent all the same; the other tasks behind it are not
   */
  record Cut(Slot failed, List<Slot> behind) {}

  /** Takes out the task at this position, since its item could not be encoded. For the feeder. */
  Cut cut(int position) {
    return new Cut(this, List.of());
  }

  /** What stands in its place, told once; null if that is itself. For the consumer. */
  @Nullable Slot unfold() {
    return null;
  }

  final boolean isSettled() {
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

  /** Its outcomes are there. */
  final void settle() {
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

  /**
   * The item at this position was encoded, to so many bytes.
   *
   * @return false if it was before: it may have been sent to another worker
   */
  boolean weighItem(int position, long itemBytes) {
    if (size() > 0) {
      return false;
    }
    bytes += itemBytes;
    return true;
  }

  /** Its result weighs so much. */
  void weighs(long more) {
    bytes += more;
  }

  /** What the window gets back with it. */
  long bytes() {
    return bytes;
  }

  /** What item and result weigh, as far as they were encoded. */
  final long size() {
    return bytes + (particulars == null ? 0 : particulars.weighedBefore);
  }

  final long sequence() {
    return sequence;
  }

  /** The sequence of its task, or of the next one of its tasks that is to come back. */
  long nextSequence() {
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

  /** How many outcomes it hands over. */
  int delivered() {
    return 1;
  }

  /** Hands over the results of a settled slot; throws the failure. */
  void handOver(Consumer<@Nullable Object> consumer) {
    consumer.accept(value());
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
