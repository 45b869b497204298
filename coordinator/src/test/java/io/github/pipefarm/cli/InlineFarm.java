package io.github.pipefarm.cli;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmException;
import io.github.pipefarm.Job;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.SampleFailures;
import io.github.pipefarm.function.TaskCallable;
import io.github.pipefarm.function.TaskFunction;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** As much of a farm as the command line needs: it runs each task when its result is asked for. */
final class InlineFarm {
  private InlineFarm() {}

  static Farm open() {
    return (Farm)
        Proxy.newProxyInstance(
            InlineFarm.class.getClassLoader(),
            new Class<?>[] {Farm.class, Job.class},
            InlineFarm::invoke);
  }

  @SuppressWarnings("unchecked")
  private static Object invoke(Object self, Method method, Object[] args) throws Exception {
    return switch (method.getName()) {
      case "job", "unordered", "batch", "window", "crashRetries" -> self;
      case "call" -> ((TaskCallable<?>) args[0]).call();
      case "outcomes" ->
          outcomes((Iterable<Object>) args[0], (TaskFunction<Object, Object>) args[1]);
      case "close", "terminate" -> null;
      default -> throw new UnsupportedOperationException(method.toString());
    };
  }

  private static Stream<Outcome<Object, Object>> outcomes(
      Iterable<Object> items, TaskFunction<Object, Object> function) {
    Iterator<Object> each = items.iterator();
    Iterator<Outcome<Object, Object>> outcomes =
        new Iterator<>() {
          private long index;

          @Override
          public boolean hasNext() {
            return each.hasNext();
          }

          @Override
          public Outcome<Object, Object> next() {
            return outcome(index++, each.next(), function);
          }
        };
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(outcomes, Spliterator.ORDERED), false);
  }

  private static Outcome<Object, Object> outcome(
      long index, Object item, TaskFunction<Object, Object> function) {
    try {
      return new Outcome.Success<>(
          index, item, 1, Duration.ZERO, "worker-1", "", function.apply(item));
    } catch (Exception e) {
      FarmException failure =
          e instanceof FarmException ours ? ours : SampleFailures.taskFailed(index, e);
      return new Outcome.Failure<>(index, item, 1, Duration.ZERO, "worker-1", "", failure);
    }
  }
}
