package io.github.pipefarm.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What {@code forEach} does with an item in a worker, for its effect there.
 *
 * @param <T> the type of the items
 */
@FunctionalInterface
public interface TaskConsumer<T extends @Nullable Object> extends Serializable {
  /**
   * Runs one task.
   *
   * @param item the item, a copy of the caller's
   * @throws Exception whatever makes this task fail, and this task alone
   */
  void accept(T item) throws Exception;
}
