package io.github.pipefarm;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The place of one task, with all that can happen to it. */
final class SingleSlot extends Slot {
  private final long index;
  private final @Nullable Object item;
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

  SingleSlot(JobRun job, long index, @Nullable Object item) {
    super(job);
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
  SingleSlot(WideSlot from, long index, @Nullable Object item, long sequence, long weight) {
    super(from, sequence);
    this.index = index;
    this.item = item;
    if (weight > 0) {
      particulars().weighedBefore = weight;
    }
  }

  private Particulars particulars() {
    Particulars made = particulars;
    if (made == null) {
      made = new Particulars();
      particulars = made;
    }
    return made;
  }

  @Override
  long index() {
    return index;
  }

  @Override
  int count() {
    return 1;
  }

  @Override
  @Nullable Object item(int position) {
    return item;
  }

  @Nullable Object item() {
    return item;
  }

  @Override
  List<SingleSlot> open() {
    return List.of(this);
  }

  // On the way to a worker.

  @Override
  void sent(String toWorker, long asSequence) {
    if (particulars != null) {
      particulars.started = null;
      particulars.output = "";
    }
    super.sent(toWorker, asSequence);
  }

  @Override
  boolean weighItem(int position, long itemBytes) {
    if (size() > 0) {
      return false;
    }
    bytes += itemBytes;
    return true;
  }

  @Override
  Cut cut(int position) {
    return new Cut(this, List.of());
  }

  // On the way back.

  @Override
  boolean isBack() {
    return isSettled();
  }

  @Override
  long nextSequence() {
    return sequence();
  }

  @Override
  boolean overlaps(long start, long end) {
    return sequence() >= start && sequence() < end;
  }

  /** The task comes back without having begun. */
  void takenBack() {
    attempts--;
    waitAgain();
  }

  /** The worker died while it ran the task, and it is to be tried again. */
  void crashed() {
    particulars().crashes++;
    waitAgain();
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
    waitAgain();
    return true;
  }

  /**
   * The item could not be encoded, so that it reached no worker.
   *
   * @return false if the task is somebody else's by now, because the worker died meanwhile
   */
  boolean notSent(String toWorker, long asSequence, Failure why) {
    if (state() != State.SENT || sequence() != asSequence || !worker().equals(toWorker)) {
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
    settle();
  }

  void fail(long afterNanos, Failure why) {
    nanos = afterNanos;
    failure = why;
    settle();
  }

  /** It was under way when its job was cancelled. */
  void cancel(long afterNanos, Failure why) {
    particulars().cancelled = true;
    fail(afterNanos, why);
  }

  boolean isCancelled() {
    return particulars != null && particulars.cancelled;
  }

  /** Its item or its result weighs so much more. */
  void weighs(long more) {
    bytes += more;
  }

  @Override
  long bytes() {
    return bytes;
  }

  /** What item and result weigh, as far as they were encoded. */
  long size() {
    return bytes + (particulars == null ? 0 : particulars.weighedBefore);
  }

  int crashes() {
    return particulars == null ? 0 : particulars.crashes;
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
    return new TaskInfo(job.info(), index, attempts(), worker(), when);
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

  @Override
  @Nullable Slot unfold() {
    return null;
  }

  @Override
  int delivered() {
    return 1;
  }

  @Override
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
      return new Outcome.Failure<>(
          index, theItem, attempts(), duration, worker(), output, exception);
    }
    @SuppressWarnings("unchecked") // what the caller's function returned
    R theValue = (R) value;
    return new Outcome.Success<>(index, theItem, attempts(), duration, worker(), output, theValue);
  }
}
