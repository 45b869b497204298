package io.github.pipefarm;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * {@link Tasks} with options of their own: {@code farm.job().crashRetries(1).map(items, fn)}. Jobs
 * are immutable; each option returns a new one, which may be kept, shared between threads and used
 * any number of times.
 *
 * <p>The options and their defaults:
 *
 * <table>
 *   <caption>options of a job</caption>
 *   <tr><th>option</th><th>default</th></tr>
 *   <tr><td>{@link #timeout}, {@link #deadline}</td><td>none</td></tr>
 *   <tr><td>{@link #retries}, {@link #crashRetries}</td><td>0</td></tr>
 *   <tr><td>{@link #retryOn}</td><td>whatever is thrown</td></tr>
 *   <tr><td>{@link #retryDelay}</td><td>none</td></tr>
 *   <tr><td>{@link #batch}</td><td>decided from measured task times</td></tr>
 *   <tr><td>{@link #window}</td><td>1,024 × workers tasks, and 64 MB</td></tr>
 *   <tr><td>{@link #unordered}</td><td>results in the order of the items</td></tr>
 *   <tr><td>{@link #progress}</td><td>nobody is told</td></tr>
 *   <tr><td>{@link #scope}</td><td>{@link StateScope#PER_WORKER}</td></tr>
 *   <tr><td>{@link #seed}</td><td>random</td></tr>
 *   <tr><td>{@link #firstIndex}</td><td>0</td></tr>
 *   <tr><td>{@link #name}</td><td>{@code job-<n>}</td></tr>
 * </table>
 */
public interface Job extends Tasks {
  /**
   * Limits the time that each task may take, measured in its worker from the moment it begins
   * there, whatever it waited for before. A task that takes longer fails with {@link
   * TaskTimeoutException}, and it alone: its worker is killed and replaced, and what else the
   * worker held runs elsewhere. Farms that are no processes can't kill: threads are interrupted,
   * and the serial engine has no limit.
   *
   * @param limit more than zero
   * @return a job with this option
   * @throws IllegalArgumentException if the limit is zero or negative
   */
  Job timeout(Duration limit);

  /**
   * Limits the time of the whole job, from its begin. A job that takes longer ends with {@link
   * TaskCancelledException}.
   *
   * @param limit more than zero
   * @return a job with this option
   * @throws IllegalArgumentException if the limit is zero or negative
   */
  Job deadline(Duration limit);

  /**
   * Sets how often a task is tried again that threw or timed out.
   *
   * @param retries the number of further tries, 0 or more
   * @return a job with this option
   * @throws IllegalArgumentException if the number is negative
   */
  Job retries(int retries);

  /**
   * Sets what must have been thrown for a task to be tried again; {@link TaskTimeoutException}
   * stands for a timeout.
   *
   * @param types classes of throwables, of which one must fit; default: any
   * @return a job with this option
   * @throws IllegalArgumentException if one is no throwable
   */
  Job retryOn(Class<?>... types);

  /**
   * Sets how long a task waits before it is tried again. Other tasks run meanwhile.
   *
   * @param delay zero or more
   * @return a job with this option
   * @throws IllegalArgumentException if the delay is negative
   */
  Job retryDelay(Duration delay);

  /**
   * Sets how often a task is tried again whose worker died while it ran it.
   *
   * @param retries the number of further tries, 0 or more
   * @return a job with this option
   * @throws IllegalArgumentException if the number is negative
   */
  Job crashRetries(int retries);

  /**
   * Makes tasks travel together in groups of this size, instead of as many as their measured
   * duration suggests. Only worth setting where that guess is known to be wrong: a task that stands
   * behind a slow one of its group may have to wait until it is recalled.
   *
   * @param tasks the number of tasks, 1 or more
   * @return a job with this option
   * @throws IllegalArgumentException if the number is not positive
   */
  Job batch(int tasks);

  /**
   * Sets how many items may have been pulled from the input whose results have not been handed over
   * yet. A second limit, 64 MB of encoded items and results, always holds as well; one item is
   * always admitted, however large.
   *
   * @param tasks the number of tasks, 1 or more
   * @return a job with this option
   * @throws IllegalArgumentException if the number is not positive
   */
  Job window(int tasks);

  /**
   * Hands results over in the order in which they are ready.
   *
   * @return a job with this option
   */
  Job unordered();

  /**
   * Tells how far the job is: when it begins, when it ends, and not more often than every tenth of
   * a second between. The consumer is called by one thread at a time, on which nothing else
   * depends: it may take its time, and what it throws is logged and harms nobody. The last call may
   * come a moment after the results; {@link Farm#close()} waits for it, up to five seconds. Single
   * tasks, of {@code submit} and {@code call}, have no progress.
   *
   * @param consumer is told
   * @return a job with this option
   */
  Job progress(Consumer<Progress> consumer);

  /**
   * Sets which copy of the function object, and of all that it holds or captures, tasks work on.
   *
   * @param scope the scope
   * @return a job with this option
   */
  Job scope(StateScope scope);

  /**
   * Sets the seed of the random numbers that tasks draw from {@link
   * io.github.pipefarm.function.TaskContext#random}. With the same seed, the task of an index draws
   * the same numbers, whatever the engine, the number of workers, tries and crashes.
   *
   * @param seed any number
   * @return a job with this option
   */
  Job seed(long seed);

  /**
   * Sets the index of the first item, for a job that goes on with another one: its outcomes and
   * tasks ({@link Outcome#index}, {@link io.github.pipefarm.function.TaskContext#index}) count on
   * from there, and with the same seed they draw the numbers that they would have drawn. Single
   * tasks, of {@code submit} and {@code call}, always have index 0.
   *
   * @param index 0 or more
   * @return a job with this option
   * @throws IllegalArgumentException if the index is negative
   */
  Job firstIndex(long index);

  /**
   * Names the job in messages and thread names.
   *
   * @param name the name, not blank
   * @return a job with this option
   * @throws IllegalArgumentException if the name is blank
   */
  Job name(String name);
}
