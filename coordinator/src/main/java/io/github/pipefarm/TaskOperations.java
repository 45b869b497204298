package io.github.pipefarm;

import io.github.pipefarm.function.TaskBiFunction;
import io.github.pipefarm.function.TaskCallable;
import io.github.pipefarm.function.TaskConsumer;
import io.github.pipefarm.function.TaskFunction;
import io.github.pipefarm.function.TaskRunnable;
import io.github.pipefarm.protocol.Adapters;
import io.github.pipefarm.protocol.Mentions;
import io.github.pipefarm.protocol.Payload;
import io.github.pipefarm.protocol.TransferException;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * All of {@link Tasks}, for a farm and its jobs alike: wraps functions, begins runs, and hands over
 * what becomes of them.
 */
// Items and results go through untyped hands between caller and task.
@SuppressWarnings({"unchecked", "NullAway"})
abstract class TaskOperations implements Tasks, Serializable {
  private static final long serialVersionUID = 1;

  private final transient FarmRuntime runtime;
  private final transient JobOptions options;

  TaskOperations(FarmRuntime runtime, JobOptions options) {
    this.runtime = runtime;
    this.options = options;
  }

  /** Which interface a worker sees in its place. */
  abstract Class<?> handleType();

  /** Serializable for this alone: see {@link InertHandle}. */
  protected final Object writeReplace() {
    return new InertHandle(handleType());
  }

  final FarmRuntime runtime() {
    return runtime;
  }

  final JobOptions options() {
    return options;
  }

  @Override
  public final <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
      Iterable<? extends T> items, TaskFunction<? super T, ? extends R> fn) {
    Objects.requireNonNull(items, "items");
    return (List<R>) collect(Source.of(items), fn, fn);
  }

  @Override
  public final <T extends @Nullable Object, C extends @Nullable Object, R extends @Nullable Object>
      List<R> map(
          Iterable<? extends T> items,
          C constant,
          TaskBiFunction<? super T, ? super C, ? extends R> fn) {
    Objects.requireNonNull(items, "items");
    Objects.requireNonNull(fn, "fn");
    var withConstant =
        new Adapters.WithConstant(
            (TaskBiFunction<@Nullable Object, @Nullable Object, ?>) fn, constant);
    return (List<R>) collect(Source.of(items), withConstant, fn);
  }

  @Override
  public final <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      List<R> mapPairs(
          Iterable<? extends A> as,
          Iterable<? extends B> bs,
          TaskBiFunction<? super A, ? super B, ? extends R> fn) {
    Objects.requireNonNull(as, "as");
    Objects.requireNonNull(bs, "bs");
    Objects.requireNonNull(fn, "fn");
    var ofPairs = new Adapters.OfPairs((TaskBiFunction<@Nullable Object, @Nullable Object, ?>) fn);
    return (List<R>) collect(Source.ofPairs(as, bs), ofPairs, fn);
  }

  @Override
  public final <T extends @Nullable Object, R extends @Nullable Object>
      CompletableFuture<List<R>> mapAsync(
          Iterable<? extends T> items, TaskFunction<? super T, ? extends R> fn) {
    Objects.requireNonNull(items, "items");
    MapRun run = run(Source.of(items), fn, fn, true, false);
    CompletableFuture<List<R>> future = new CompletableFuture<>();
    Throwable asked = new Throwable();
    Runnable body =
        () -> {
          try {
            List<?> results = collect(run);
            complete(() -> future.complete((List<R>) results));
          } catch (Throwable e) {
            if (!run.isAbandoned()) {
              complete(() -> future.completeExceptionally(askedAt(asked, e)));
            }
          }
        };
    if (runtime.runsInCaller()) {
      runtime.begin(run);
      whenCompleteEnd(future, run::cancel);
      body.run();
    } else {
      Thread thread = runtime.newSourceThread(body);
      run.leaveAllTo(
          thread, why -> future.completeExceptionally(askedAt(asked, why.toException())));
      runtime.begin(run);
      whenCompleteEnd(future, run::cancel);
      thread.start();
    }
    return future;
  }

  /** Gives an exception of the farm's own the stack of whoever asked for the results. */
  private static Throwable askedAt(Throwable asked, Throwable failure) {
    if (failure instanceof FarmException) {
      failure.setStackTrace(asked.getStackTrace());
    }
    return failure;
  }

  /** Ends a run with its future, whoever completes that. */
  private void whenCompleteEnd(CompletableFuture<?> future, Runnable cancelRun) {
    runtime.opened(future);
    var unused =
        future.whenComplete(
            (result, failure) -> {
              runtime.completed(future);
              cancelRun.run();
            });
  }

  /** Completes a future where what depends on it may run. */
  private void complete(Runnable completion) {
    if (runtime.runsInCaller()) {
      completion.run();
    } else {
      runtime.callback(completion);
    }
  }

  @Override
  public final <T extends @Nullable Object> void forEach(
      Iterable<? extends T> items, TaskConsumer<? super T> fn) {
    Objects.requireNonNull(items, "items");
    Objects.requireNonNull(fn, "fn");
    var consuming = new Adapters.Consuming((TaskConsumer<@Nullable Object>) fn);
    try (MapRun run = run(Source.of(items), consuming, fn, true, false)) {
      runtime.begin(run);
      for (Slot slot = run.next(); slot != null; slot = run.next()) {
        slot.handOver(nothing -> {});
      }
    }
  }

  @Override
  public final <T extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
      Iterable<? extends T> items, TaskFunction<? super T, ? extends R> fn) {
    Objects.requireNonNull(items, "items");
    return stream(Source.of(items), fn, slot -> (R) slot.value());
  }

  @Override
  public final <T extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
      Stream<? extends T> items, TaskFunction<? super T, ? extends R> fn) {
    Objects.requireNonNull(items, "items");
    return stream(Source.of(items), fn, slot -> (R) slot.value());
  }

  @Override
  public final <T extends @Nullable Object, R extends @Nullable Object>
      Stream<Outcome<T, R>> outcomes(
          Iterable<? extends T> items, TaskFunction<? super T, ? extends R> fn) {
    Objects.requireNonNull(items, "items");
    return stream(Source.of(items), fn, SingleSlot::<T, R>outcome);
  }

  @Override
  public final <T extends @Nullable Object, R extends @Nullable Object>
      Stream<Outcome<T, R>> outcomes(
          Stream<? extends T> items, TaskFunction<? super T, ? extends R> fn) {
    Objects.requireNonNull(items, "items");
    return stream(Source.of(items), fn, SingleSlot::<T, R>outcome);
  }

  @Override
  public final <R extends @Nullable Object> CompletableFuture<R> submit(
      TaskCallable<? extends R> task) {
    Objects.requireNonNull(task, "task");
    return (CompletableFuture<R>) submit(task, task, null);
  }

  @Override
  public final <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> submit(
      T item, TaskFunction<? super T, ? extends R> fn) {
    Objects.requireNonNull(fn, "fn");
    var withItem = new Adapters.WithItem((TaskFunction<@Nullable Object, ?>) fn, item);
    return (CompletableFuture<R>) submit(withItem, fn, item);
  }

  @Override
  public final CompletableFuture<@Nullable Void> submit(TaskRunnable task) {
    Objects.requireNonNull(task, "task");
    return (CompletableFuture<@Nullable Void>)
        (CompletableFuture<?>) submit(new Adapters.Running(task), task, null);
  }

  private CompletableFuture<?> submit(TaskCallable<?> task, Object users, @Nullable Object item) {
    runtime.checkOpen();
    CompletableFuture<@Nullable Object> future = new CompletableFuture<>();
    Mentions mentions = new Mentions(runtime);
    Payload encoded;
    try {
      encoded = encode(task, mentions);
    } catch (NotTransferableException e) {
      future.completeExceptionally(e);
      return future;
    }
    TaskRun run = new TaskRun(runtime, options, encoded, loaderOf(users), item, future);
    run.mentions(mentions.take());
    runtime.begin(run);
    whenCompleteEnd(future, run::cancel);
    runtime.accept(run);
    return future;
  }

  @Override
  public final <R extends @Nullable Object> R call(TaskCallable<? extends R> task) {
    Objects.requireNonNull(task, "task");
    runtime.checkOpen();
    Mentions mentions = new Mentions(runtime);
    Payload encoded = encode(task, mentions);
    TaskRun run = new TaskRun(runtime, options, encoded, loaderOf(task), null, null);
    run.mentions(mentions.take());
    runtime.begin(run);
    runtime.accept(run);
    return (R) run.await();
  }

  /**
   * @param users the user's own function within {@code function}
   */
  private List<?> collect(Source source, TaskFunction<?, ?> function, Object users) {
    try (MapRun run = run(source, function, users, true, false)) {
      runtime.begin(run);
      return collect(run);
    }
  }

  private static List<?> collect(MapRun run) {
    ResultList<@Nullable Object> results = new ResultList<>();
    for (Slot slot = run.next(); slot != null; slot = run.next()) {
      slot.handOver(results::add);
    }
    return results.orPlain();
  }

  private <E extends @Nullable Object> Stream<E> stream(
      Source source, TaskFunction<?, ?> fn, Function<SingleSlot, E> handOver) {
    MapRun run = run(source, fn, fn, false, true);
    return StreamSupport.stream(new Results<>(run, handOver), false).onClose(run::close);
  }

  private MapRun run(
      Source source,
      TaskFunction<?, ?> function,
      Object users,
      boolean failFast,
      boolean isStream) {
    runtime.checkOpen();
    Objects.requireNonNull(function, "fn");
    Mentions mentions = new Mentions(runtime);
    Payload encoded = encode(function, mentions);
    MapRun run = new MapRun(runtime, options, encoded, loaderOf(users), source, failFast, isStream);
    run.mentions(mentions.take());
    return run;
  }

  private Payload encode(Object function, Mentions mentions) {
    try {
      return mentions.during(() -> runtime.blobs().encode(function));
    } catch (TransferException e) {
      throw Failures.notTransferable("the function can't be sent to a worker", "function", e);
    }
  }

  static ClassLoader loaderOf(Object users) {
    ClassLoader loader = users.getClass().getClassLoader();
    return loader != null ? loader : ClassLoader.getSystemClassLoader();
  }

  /** What a run hands over, one after the other; the run begins when the first is asked for. */
  private final class Results<E extends @Nullable Object>
      extends Spliterators.AbstractSpliterator<E> {
    private final MapRun run;
    private final Function<SingleSlot, E> handOver;
    private boolean begun;

    Results(MapRun run, Function<SingleSlot, E> handOver) {
      super(Long.MAX_VALUE, options.ordered() ? Spliterator.ORDERED : 0);
      this.run = run;
      this.handOver = handOver;
    }

    @Override
    public boolean tryAdvance(Consumer<? super E> action) {
      if (!begun) {
        begin();
        begun = true;
      }
      SingleSlot slot = run.nextTask();
      if (slot == null) {
        return false;
      }
      E element;
      try {
        element = handOver.apply(slot);
      } catch (FarmException e) {
        run.cancel();
        throw e;
      }
      action.accept(element);
      return true;
    }

    /** Never splits: results are handed over one by one, in order. */
    @Override
    public @Nullable Spliterator<E> trySplit() {
      return null;
    }

    private void begin() {
      if (runtime.runsInCaller()) {
        runtime.begin(run);
      } else {
        Thread puller = runtime.newSourceThread(run::pullAll);
        run.leavePullingTo(puller);
        runtime.begin(run);
        puller.start();
      }
    }
  }
}
