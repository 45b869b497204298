package io.github.pipefarm.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A supplier that can be sent to a worker.
 *
 * @param <T> the type of what it supplies
 */
@FunctionalInterface
public interface TaskSupplier<T extends @Nullable Object> extends Serializable {
  /**
   * Makes the value.
   *
   * @return the value
   * @throws Exception whatever makes it fail
   */
  T get() throws Exception;
}
