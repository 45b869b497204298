package io.github.pipefarm.worker;

import io.github.pipefarm.protocol.Page;
import io.github.pipefarm.protocol.Page.State;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts the task at hand, and never the one after it: whoever wants to condemns the task on
 * the page first, by compare-and-set; the thread that runs it leaves it by compare-and-set too, and
 * if it comes second it waits until the interrupt has arrived, and clears it. A task may be
 * condemned at each of its steps, so interrupts are counted.
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

  /** Of the runner: how many times it has found its task condemned. */
  private long expected;

  /**
   * For the tasks of one thread, which writes that page.
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

  /** Between two tasks: what one did to its thread must not reach the next one. */
  void clear() {
    if (runner != null) {
      Thread.interrupted();
    }
  }

  /**
   * For the runner: takes its task a step further. If it was condemned, the interrupt has come then
   * and is cleared; if it is doomed, this does not return.
   */
  void move(long sequence, State from, State to) {
    if (page.swap(sequence, from, to)) {
      return;
    }
    expected++;
    while (delivered.get() < expected) {
      park();
    }
    Thread.interrupted();
    while (!page.swap(sequence, State.CONDEMNED, to)) {
      park(); // it is doomed
    }
  }

  private void park() {
    Thread.interrupted(); // or it could not
    LockSupport.park(this);
  }
}
