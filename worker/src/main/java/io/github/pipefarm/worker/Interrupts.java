package io.github.pipefarm.worker;

import io.github.pipefarm.protocol.Page;
import io.github.pipefarm.protocol.Page.State;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a runner from task to task, and interrupts the one at hand, but never the one after it:
 * whoever wants to condemns the task on the page first, by compare-and-set; the runner goes on by
 * compare-and-set too, and if it comes second it waits until the interrupt has arrived, and clears
 * it. One thread may condemn a task while another still delivers the interrupt of the last one, so
 * interrupts are counted.
 */
public final class Interrupts {
  /** What is said of a task that nobody wants any more when it is about to begin. */
  static final String TOO_LATE = "the job was cancelled before the task began";

  private final Page page;
  private final @Nullable Thread runner;

  /** Of the runner. */
  private BooleanSupplier cancelled = () -> false;

  /** How many interrupts have come: as many as tasks were condemned, or a few less. */
  private final AtomicLong delivered = new AtomicLong();

  // Of the runner: what stands on the page but for what others do to it, and how many times it has
  // found its task condemned.
  private State state = State.IDLE;
  private long sequence;
  private long expected;

  /**
   * For the tasks of one thread, which writes that page, a new one.
   *
   * @param runner that thread; null if it is the caller's own, whose interrupts are its own
   *     business
   */
  public Interrupts(Page page, @Nullable Thread runner) {
    this.page = page;
    this.runner = runner;
  }

  /**
   * The runner is about to run tasks of a job.
   *
   * @param isCancelled whether nobody wants them any more; who changes that calls {@link #cancel}
   *     afterwards
   */
  public void enter(long ofJob, BooleanSupplier isCancelled) {
    leave();
    cancelled = isCancelled;
    page.enterJob(ofJob);
  }

  /** Whether nobody wants the task at hand; once that is so, it stays so. */
  boolean isCancelled() {
    return cancelled.getAsBoolean();
  }

  /** Tells whether nobody wants the tasks of the job at hand any more, for ever. */
  BooleanSupplier cancelled() {
    return cancelled;
  }

  /** Interrupts the task at hand if it is one of this job, whatever it is at. */
  public void cancel(long ofJob) {
    long sequence = page.sequence();
    if (page.job() == ofJob && page.condemn(sequence)) {
      interrupt();
    }
  }

  /** Interrupts the task that the caller has condemned. */
  public void interrupt() {
    if (runner != null) {
      runner.interrupt();
      delivered.incrementAndGet();
      LockSupport.unpark(runner);
    }
  }

  /** What a task did to its thread must not reach what comes next. */
  private void clear() {
    if (runner != null) {
      Thread.interrupted();
    }
  }

  /** For the runner: begins to decode the function that a task needs. */
  void beginFunction(long ofSequence, long nanoTime) {
    page.begins(nanoTime);
    move(State.FUNCTION, ofSequence);
  }

  /**
   * For the runner: begins a task, which lasts until the next one begins or it is {@linkplain
   * #leave left}. To leave each task first would cost as much as a tiny one takes.
   */
  void begin(long ofSequence, long nanoTime) {
    page.begins(nanoTime);
    move(State.RUNNING, ofSequence);
  }

  /**
   * For the runner: what could be interrupted has ended, and the task goes on. If it is condemned,
   * this waits for the interrupt; if it is doomed, this does not return. Most often neither is so,
   * which takes a look.
   */
  void goOn() {
    if (!page.isAt(state, sequence)) {
      move(state, sequence);
    }
    clear();
  }

  /** For the runner: is at no task from now on. */
  void leave() {
    if (state != State.IDLE) {
      move(State.IDLE, sequence);
    }
  }

  /**
   * Goes on. If the task that it was at was condemned, the interrupt has come then and is cleared;
   * if that is doomed, this does not return.
   */
  private void move(State to, long toSequence) {
    if (!page.swap(state, sequence, to, toSequence)) {
      expected++;
      while (delivered.get() < expected) {
        park();
      }
      Thread.interrupted();
      while (!page.swap(State.CONDEMNED, sequence, to, toSequence)) {
        park(); // it is doomed
      }
    }
    state = to;
    sequence = toSequence;
  }

  private void park() {
    Thread.interrupted(); // or it could not
    LockSupport.park(this);
  }
}
