package io.github.pipefarm.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function from an item to a result that can be sent to a worker: a lambda, a method reference or
 * an object of a class of one's own, together with whatever it captures or holds.
 *
 * <p>Each worker works on its own copy of the function object; what a task changes in that copy is
 * never seen by the caller.
 *
 * @param <T> the type of the items
 * @param <R> the type of the results
 */
@FunctionalInterface
public interface TaskFunction<T extends @Nullable Object, R extends @Nullable Object>
    extends Serializable {
  /**
   * Computes one task.
   *
   * @param item the item, a copy of the caller's
   * @return the result, of which the caller gets a copy
   * @throws Exception whatever makes this task fail, and this task alone
   */
  R apply(T item) throws Exception;
}
