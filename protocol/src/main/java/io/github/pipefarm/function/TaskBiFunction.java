package io.github.pipefarm.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A {@link TaskFunction} of two arguments: an item and a constant, or the two members of a pair.
 *
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @param <R> the type of the results
 */
@FunctionalInterface
public interface TaskBiFunction<
        A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
    extends Serializable {
  /**
   * Computes one task.
   *
   * @param a the first argument
   * @param b the second argument
   * @return the result, of which the caller gets a copy
   * @throws Exception whatever makes this task fail, and this task alone
   */
  R apply(A a, B b) throws Exception;
}
