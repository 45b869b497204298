package io.github.pipefarm.function;

import org.jspecify.annotations.Nullable;

/**
 * A handle on a read-only value that is sent to each worker once, whatever number of jobs use it:
 * made by {@code farm.share(value)}, captured by functions or held by items, which carry the handle
 * alone.
 *
 * <pre>{@code
 * try (Shared<Map<String, Integer>> table = farm.share(large)) {
 *   List<Integer> first = farm.map(words, word -> table.get().get(word));
 *   List<Integer> second = farm.map(others, word -> table.get().getOrDefault(word, 0));
 * }
 * }</pre>
 *
 * <p>The value is copied when it is shared: what becomes of the caller's object later, no worker
 * sees. A worker decodes its copy when a task first asks for it, and keeps it for all later ones;
 * what tasks change in it stays there, is seen by the next ones, and makes results depend on
 * chance. Workers that start later get it too. Thread-safe.
 *
 * @param <T> the type of the value
 */
public interface Shared<T extends @Nullable Object> extends AutoCloseable {
  /**
   * Returns the value: in a task the worker's copy, else the object that was shared.
   *
   * @return the value
   * @throws IllegalStateException if it was closed, or in a task if the copy can't be made
   */
  T get();

  /**
   * Releases the value here and in all workers, at once: tasks that ask for it later fail. A handle
   * that is unreachable, and is in use by no job, is released as well, some time. Closing again
   * does nothing.
   *
   * @throws IllegalStateException when called in a task
   */
  @Override
  void close();
}
