package io.github.pipefarm.protocol;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tasks of one job that came in one frame, taken one after the other by the thread that runs them,
 * until another thread cuts off those that have not begun. The mirror of {@link FrameWriter#task}.
 */
public final class TaskBatch {
  private static final int CUT = Integer.MIN_VALUE;

  private final long job;
  private final long firstSequence;
  private final int attemptOfCall;
  private final boolean isCall;
  private final Frame.Terms terms;
  private final IncomingNames names;

  private volatile boolean cancelled;

  /** How many tasks were taken; with {@link #CUT} added, no more will be. */
  private final AtomicInteger taken = new AtomicInteger();

  // Of the thread that runs the tasks: what it has not taken, and the task at hand.
  private Cursor entries;
  private long sequence;
  private long index;
  private int attempt;
  private Payload payload = Payload.EMPTY;

  /** Wraps a frame of tasks, whose items use these names. */
  public TaskBatch(Frame.Tasks frame, IncomingNames names) {
    this.names = names;
    job = frame.job();
    firstSequence = frame.firstSequence();
    entries = new Cursor(frame.entries());
    isCall = false;
    attemptOfCall = 0;
    terms = Frame.Terms.DEFAULT;
  }

  /** Wraps a task that came on its own. */
  public TaskBatch(Frame.Call frame) {
    this(frame, Frame.Terms.DEFAULT);
  }

  /** Wraps a task that came on its own, on these terms. */
  public TaskBatch(Frame.Call frame, Frame.Terms terms) {
    names = new IncomingNames();
    job = frame.job();
    firstSequence = frame.sequence();
    entries = new Cursor(frame.callable());
    isCall = true;
    attemptOfCall = frame.attempt();
    this.terms = terms;
  }

  /** Moves on to the next task; false if there is none, or if it was cut off. */
  public boolean next() throws WireException {
    if (!entries.hasMore()) {
      return false;
    }
    int before = taken.get();
    if (before < 0 || !taken.compareAndSet(before, before + 1)) {
      return false;
    }
    sequence = firstSequence + before;
    if (isCall) {
      index = 0;
      attempt = attemptOfCall;
      payload = entries.rest();
    } else {
      index = entries.number();
      attempt = entries.smallNumber("an attempt");
      payload = entries.bytes(entries.number());
    }
    if (!entries.hasMore()) {
      entries = new Cursor(Payload.EMPTY); // what was taken may be large, and is the taker's now
    }
    return true;
  }

  /** Whether there is a further task, unless it was cut off. */
  public boolean hasMore() {
    return entries.hasMore();
  }

  /**
   * Cuts off what has not been taken. May be called by any thread, any number of times.
   *
   * @return the sequence of the first task that was not taken
   */
  public long cut() {
    int before = taken.getAndUpdate(n -> n < 0 ? n : n + CUT);
    return firstSequence + (before < 0 ? before - CUT : before);
  }

  /** Notes that nobody wants these tasks any more; by any thread. */
  public void cancel() {
    cancelled = true;
  }

  /** Whether nobody wants these tasks any more. */
  public boolean isCancelled() {
    return cancelled;
  }

  /** Whether this is one task on its own, with its function, and not tasks of a job. */
  public boolean isCall() {
    return isCall;
  }

  /** The terms of a task on its own. */
  public Frame.Terms terms() {
    return terms;
  }

  public long job() {
    return job;
  }

  /** The names that the items of its tasks use. */
  public IncomingNames names() {
    return names;
  }

  /** The sequence of the task at hand. */
  public long sequence() {
    return sequence;
  }

  /** The position in the input of the task at hand. */
  public long index() {
    return index;
  }

  /** How often the task at hand has been sent. */
  public int attempt() {
    return attempt;
  }

  /**
   * The item of the task at hand, encoded with the connection's names; a call's callable. It is
   * given away, once, so that it can be freed as soon as it is decoded.
   */
  public Payload takePayload() {
    Payload given = payload;
    payload = Payload.EMPTY;
    return given;
  }
}
