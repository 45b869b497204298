package io.github.pipefarm.protocol;

import io.github.pipefarm.function.TaskBiFunction;
import io.github.pipefarm.function.TaskCallable;
import io.github.pipefarm.function.TaskConsumer;
import io.github.pipefarm.function.TaskFunction;
import io.github.pipefarm.function.TaskRunnable;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What is wrapped around users' functions so that a worker knows only {@link TaskFunction} and
 * {@link TaskCallable}. They travel, so they are named classes: a lambda of ours would drag along
 * the class that made it.
 */
public final class Adapters {
  private Adapters() {}

  /** The user's own function within what is wrapped around it. */
  public static Object unwrapped(Object function) {
    if (function instanceof WithConstant wrapper) {
      return wrapper.function();
    }
    if (function instanceof OfPairs wrapper) {
      return wrapper.function();
    }
    if (function instanceof Consuming wrapper) {
      return wrapper.consumer();
    }
    if (function instanceof WithItem wrapper) {
      return wrapper.function();
    }
    if (function instanceof Running wrapper) {
      return wrapper.runnable();
    }
    return function;
  }

  /** The class loader that a user's function, wrapped or not, finds its classes by. */
  public static ClassLoader loaderOf(Object function) {
    ClassLoader loader = unwrapped(function).getClass().getClassLoader();
    return loader != null ? loader : ClassLoader.getSystemClassLoader();
  }

  /** A function of an item and a constant, with the constant. */
  public record WithConstant(
      TaskBiFunction<@Nullable Object, @Nullable Object, ?> function, @Nullable Object constant)
      implements TaskFunction<@Nullable Object, @Nullable Object> {
    @Override
    public @Nullable Object apply(@Nullable Object item) throws Exception {
      return function.apply(item, constant);
    }
  }

  /** Two items that go together. */
  public record Pair(@Nullable Object first, @Nullable Object second) implements Serializable {}

  /** A function of a {@link Pair}. */
  public record OfPairs(TaskBiFunction<@Nullable Object, @Nullable Object, ?> function)
      implements TaskFunction<Pair, @Nullable Object> {
    @Override
    public @Nullable Object apply(Pair pair) throws Exception {
      return function.apply(pair.first(), pair.second());
    }
  }

  /** An action as a function without a result. */
  public record Consuming(TaskConsumer<@Nullable Object> consumer)
      implements TaskFunction<@Nullable Object, @Nullable Object> {
    @Override
    public @Nullable Object apply(@Nullable Object item) throws Exception {
      consumer.accept(item);
      return null;
    }
  }

  /** A function with the one item that it is applied to. */
  public record WithItem(TaskFunction<@Nullable Object, ?> function, @Nullable Object item)
      implements TaskCallable<@Nullable Object> {
    @Override
    public @Nullable Object call() throws Exception {
      return function.apply(item);
    }
  }

  /** An action as a task without a result. */
  public record Running(TaskRunnable runnable) implements TaskCallable<@Nullable Object> {
    @Override
    public @Nullable Object call() throws Exception {
      runnable.run();
      return null;
    }
  }
}
