package io.github.pipefarm.protocol;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a thread that runs tasks tells them about themselves. One object for all tasks of a worker:
 * a task costs a few stores, and nothing is made of them before it asks.
 */
public final class TaskScope {
  private static final ThreadLocal<@Nullable TaskScope> CURRENT = new ThreadLocal<>();

  private final String worker;
  private final WorkerState state;

  // Of the task at hand.
  private boolean inTask;
  private long index;
  private int attempt;
  private long seed;
  private BooleanSupplier cancelled = () -> false;
  private @Nullable Object context;

  /** For the tasks of a worker. */
  public TaskScope(String worker, WorkerState state) {
    this.worker = worker;
    this.state = state;
  }

  /** The scope of the calling thread; null if it runs no tasks. */
  public static @Nullable TaskScope current() {
    return CURRENT.get();
  }

  /**
   * Makes this the scope of the calling thread.
   *
   * @return the one it had before
   */
  public @Nullable TaskScope attach() {
    TaskScope before = CURRENT.get();
    CURRENT.set(this);
    return before;
  }

  /** Gives the calling thread the scope that it had before. */
  public static void restore(@Nullable TaskScope before) {
    if (before == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(before);
    }
  }

  /** A job's function is about to be decoded. */
  public void prepare(ClassLoader loader) {
    state.loader(loader);
  }

  /** A task begins. */
  public void enter(long ofIndex, int ofAttempt, long ofSeed, BooleanSupplier isCancelled) {
    index = ofIndex;
    attempt = ofAttempt;
    seed = ofSeed;
    cancelled = isCancelled;
    context = null;
    inTask = true;
  }

  /** The task has ended. */
  public void leave() {
    inTask = false;
    context = null;
  }

  public boolean isInTask() {
    return inTask;
  }

  public long index() {
    return index;
  }

  public int attempt() {
    return attempt;
  }

  public long seed() {
    return seed;
  }

  public String worker() {
    return worker;
  }

  /** Tells whether nobody wants the task at hand any more; may be kept and asked by any thread. */
  public BooleanSupplier cancelled() {
    return cancelled;
  }

  /** What {@link #keep} was given in this task; null if nothing was. */
  public @Nullable Object context() {
    return context;
  }

  /** Keeps what a task asked for, until it ends. */
  public void keep(Object ofTask) {
    context = ofTask;
  }

  /** The state of the worker. */
  public WorkerState state() {
    return state;
  }
}
