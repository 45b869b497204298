package io.github.pipefarm.function;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Callable} that can be sent to a worker.
 *
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface TaskCallable<R extends @Nullable Object> extends Callable<R>, Serializable {}
