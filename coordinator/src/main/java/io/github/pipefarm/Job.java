package io.github.pipefarm;

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
 *   <tr><td>{@link #crashRetries}</td><td>0</td></tr>
 *   <tr><td>{@link #batch}</td><td>decided from measured task times</td></tr>
 *   <tr><td>{@link #window}</td><td>1,024 × workers tasks, and 64 MB</td></tr>
 *   <tr><td>{@link #unordered}</td><td>results in the order of the items</td></tr>
 *   <tr><td>{@link #name}</td><td>{@code job-<n>}</td></tr>
 * </table>
 */
public interface Job extends Tasks {
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
   * Names the job in messages and thread names.
   *
   * @param name the name, not blank
   * @return a job with this option
   * @throws IllegalArgumentException if the name is blank
   */
  Job name(String name);
}
