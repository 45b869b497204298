package io.github.pipefarm;

import io.github.pipefarm.function.Shared;
import org.jspecify.annotations.Nullable;

/**
 * A pool of workers that runs functions over many items and gives the results back in the order of
 * the items.
 *
 * <pre>{@code
 * try (Farm farm = Farm.open()) { // one worker per available processor
 *   int c = 100;
 *   List<Integer> results = farm.map(pairs, p -> (p.a() + p.b()) * c);
 * }
 * }</pre>
 *
 * <p>The workers are child JVMs ({@link #processes()}), or threads, or the calling thread itself;
 * the three behave alike in all that is promised here and in {@link Tasks}: tasks work on copies,
 * results come in order, failures arrive as the same exceptions. Only processes isolate: a task
 * that crashes its JVM, eats all its memory or never returns harms itself alone.
 *
 * <p>Workers start when tasks wait for them, up to {@link #workers()}. Farms are safe for use by
 * any number of threads, and a farm serves any number of jobs one after another or at once: make
 * one and keep it. All its threads are daemons, so a farm that was never closed does not keep the
 * JVM alive; its workers end with the JVM.
 */
public interface Farm extends Tasks, AutoCloseable {
  /**
   * Opens a farm of one child JVM per available processor with default options.
   *
   * @return {@code Farm.processes().build()}
   */
  static Farm open() {
    return processes().build();
  }

  /**
   * Begins a farm of child JVMs, one per available processor.
   *
   * @return a builder
   */
  static ProcessFarmBuilder processes() {
    return processes(Runtime.getRuntime().availableProcessors());
  }

  /**
   * Begins a farm of child JVMs.
   *
   * @param workers the number of workers, 1 or more
   * @return a builder
   * @throws IllegalArgumentException if the number is not positive
   */
  static ProcessFarmBuilder processes(int workers) {
    return new ProcessFarmBuilder(workers);
  }

  /**
   * Begins a farm of threads in this JVM: no isolation, a cheaper start, and the same copies of
   * items, functions and results.
   *
   * @param workers the number of threads, 1 or more
   * @return a builder
   * @throws IllegalArgumentException if the number is not positive
   */
  static ThreadFarmBuilder threads(int workers) {
    return new ThreadFarmBuilder(workers);
  }

  /**
   * Begins a farm without workers: every task runs in the thread that asks for its result. To check
   * a function with, and to debug it.
   *
   * @return a builder
   */
  static SerialFarmBuilder serial() {
    return new SerialFarmBuilder();
  }

  /**
   * Begins a job with options of its own.
   *
   * @return a job with default options
   */
  Job job();

  /**
   * Shares a read-only value with all workers: each is sent it once, when a task that mentions the
   * handle is about to be, whatever number of jobs use it. It is encoded here and now, so it may be
   * changed afterwards, which no worker sees.
   *
   * @param value the value
   * @param <T> the type of the value
   * @return a handle for functions to capture and items to hold; of use in this farm only
   * @throws NotTransferableException if the value can't be sent
   * @throws FarmClosedException if the farm is closed
   */
  <T extends @Nullable Object> Shared<T> share(T value);

  /**
   * Returns how many workers the farm may have at the same time.
   *
   * @return the number it was built with; 1 for the serial engine
   */
  int workers();

  /**
   * Returns what the farm has done so far. May be called at any time, also after the end; costs
   * some microseconds.
   *
   * @return counts and times
   */
  FarmStats stats();

  /**
   * Takes no new work, finishes what was sent, stops the workers and waits for all that. What was
   * given to {@code map}, {@code forEach}, {@code mapAsync}, {@code submit} and {@code call} before
   * is finished. Open streams stop pulling: they deliver what had been pulled and then throw {@link
   * FarmClosedException}; this method does not wait for whoever reads them. A worker that has not
   * ended {@code stopTimeout} after its last task is killed. Closing again does nothing.
   *
   * <p>Interrupting a thread that waits here {@linkplain #terminate() terminates} the farm and
   * restores the thread's interrupt flag.
   *
   * @throws IllegalStateException when called from inside a task
   */
  @Override
  void close();

  /**
   * Stops the workers at once. What was not finished fails with {@link FarmClosedException}.
   * Terminating again does nothing.
   */
  void terminate();
}
