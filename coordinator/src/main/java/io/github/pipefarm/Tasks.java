package io.github.pipefarm;

import io.github.pipefarm.function.TaskBiFunction;
import io.github.pipefarm.function.TaskCallable;
import io.github.pipefarm.function.TaskConsumer;
import io.github.pipefarm.function.TaskFunction;
import io.github.pipefarm.function.TaskRunnable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Farm} does, with its default options, and a {@link Job}, with its own.
 *
 * <p>A function and the items it is given are copied to a worker, and its results are copied back:
 * the caller's objects are never changed by a task. Results come in the order of the items. Items
 * and results may be null.
 *
 * <p>Items are pulled lazily, at most a {@linkplain Job#window(int) window} ahead of what has been
 * handed over. The calling thread pulls them in {@code map}, {@code mapPairs} and {@code forEach};
 * a daemon thread of the farm pulls them in {@code mapAsync}, {@code stream} and {@code outcomes},
 * but in the serial engine, where everything happens in the calling thread. An item must not be
 * changed until its outcome has been delivered. Only {@code submit} copies before it returns.
 *
 * <p>All methods may be called from any number of threads at the same time; jobs share the workers
 * fairly. A method that blocks and is interrupted cancels its job, restores the thread's interrupt
 * flag and throws {@link FarmInterruptedException}. Every method throws {@link
 * NotTransferableException} when the function can't be sent, and {@link FarmClosedException} when
 * the farm is closed.
 *
 * <p>The names and the shape follow Python's {@code multiprocessing.Pool}: {@code map}, {@code
 * starmap} ({@link #mapPairs}), {@code map_async}, {@code imap} ({@link #stream}), {@code
 * apply_async} ({@link #submit}) and {@code apply} ({@link #call}).
 */
public interface Tasks {
  /**
   * Applies a function to every item.
   *
   * @param items the items, pulled by the calling thread
   * @param fn the function
   * @param <T> the type of the items
   * @param <R> the type of the results
   * @return the results in the order of the items, in a list of its own that may be changed
   * @throws TaskFailedException the first failure that happens, at once; the other tasks are
   *     cancelled. Other subclasses of {@link FarmException} likewise
   */
  <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
      Iterable<? extends T> items, TaskFunction<? super T, ? extends R> fn);

  /**
   * Applies a function to every item and a constant, which is sent once to each worker.
   *
   * @param items the items, pulled by the calling thread
   * @param constant the second argument of every call
   * @param fn the function
   * @param <T> the type of the items
   * @param <C> the type of the constant
   * @param <R> the type of the results
   * @return the results in the order of the items
   * @throws FarmException as {@link #map(Iterable, TaskFunction)}
   */
  <T extends @Nullable Object, C extends @Nullable Object, R extends @Nullable Object> List<R> map(
      Iterable<? extends T> items,
      C constant,
      TaskBiFunction<? super T, ? super C, ? extends R> fn);

  /**
   * Applies a function to pairs made of two inputs, the first of each, the second of each, and so
   * on; stops at the end of the shorter one.
   *
   * @param as where the first arguments come from
   * @param bs where the second arguments come from
   * @param fn the function
   * @param <A> the type of the first argument
   * @param <B> the type of the second argument
   * @param <R> the type of the results
   * @return the results in the order of the pairs
   * @throws FarmException as {@link #map(Iterable, TaskFunction)}
   */
  <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      List<R> mapPairs(
          Iterable<? extends A> as,
          Iterable<? extends B> bs,
          TaskBiFunction<? super A, ? super B, ? extends R> fn);

  /**
   * As {@link #map(Iterable, TaskFunction)}, without waiting. Cancelling the future, or completing
   * it in any other way, cancels the job. What depends on the future runs on a thread of the farm's
   * own and may block.
   *
   * @param items the items, pulled by a thread of the farm
   * @param fn the function
   * @param <T> the type of the items
   * @param <R> the type of the results
   * @return the results in the order of the items, or the first failure
   */
  <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<List<R>> mapAsync(
      Iterable<? extends T> items, TaskFunction<? super T, ? extends R> fn);

  /**
   * Runs an action on every item, for its effect in the worker, and waits for all.
   *
   * @param items the items, pulled by the calling thread
   * @param fn the action
   * @param <T> the type of the items
   * @throws FarmException as {@link #map(Iterable, TaskFunction)}
   */
  <T extends @Nullable Object> void forEach(
      Iterable<? extends T> items, TaskConsumer<? super T> fn);

  /**
   * Applies a function to every item and hands the results over as they are asked for. Nothing is
   * pulled before the stream's terminal operation begins, and never more than the window ahead of
   * it, so the input may be endless. Closing the stream cancels the job; close it whenever it may
   * not be read to its end. The stream is sequential and belongs to one thread at a time.
   *
   * @param items the items
   * @param fn the function
   * @param <T> the type of the items
   * @param <R> the type of the results
   * @return the results in the order of the items; it throws the failure of a task when that task's
   *     turn comes, and the other tasks are cancelled
   */
  <T extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
      Iterable<? extends T> items, TaskFunction<? super T, ? extends R> fn);

  /**
   * As {@link #stream(Iterable, TaskFunction)}; closing the result closes the source.
   *
   * @param items the items
   * @param fn the function
   * @param <T> the type of the items
   * @param <R> the type of the results
   * @return the results in the order of the items
   */
  <T extends @Nullable Object, R extends @Nullable Object> Stream<R> stream(
      Stream<? extends T> items, TaskFunction<? super T, ? extends R> fn);

  /**
   * Applies a function to every item and tells the fate of each: a failed task is an {@link
   * Outcome.Failure} in its place and stops nothing. Otherwise as {@link #stream(Iterable,
   * TaskFunction)}.
   *
   * @param items the items
   * @param fn the function
   * @param <T> the type of the items
   * @param <R> the type of the results
   * @return the outcomes in the order of the items; it never throws for a task
   */
  <T extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<T, R>> outcomes(
      Iterable<? extends T> items, TaskFunction<? super T, ? extends R> fn);

  /**
   * As {@link #outcomes(Iterable, TaskFunction)}; closing the result closes the source.
   *
   * @param items the items
   * @param fn the function
   * @param <T> the type of the items
   * @param <R> the type of the results
   * @return the outcomes in the order of the items
   */
  <T extends @Nullable Object, R extends @Nullable Object> Stream<Outcome<T, R>> outcomes(
      Stream<? extends T> items, TaskFunction<? super T, ? extends R> fn);

  /**
   * Runs one task without waiting for it. The task is copied before this method returns, so that
   * what it captures may be changed afterwards. Whatever goes wrong, in the copying too, completes
   * the future with a {@link FarmException}. Cancelling the future, or completing it in any other
   * way, cancels the task. What depends on the future runs on a thread of the farm's own.
   *
   * @param task the task
   * @param <R> the type of the result
   * @return the result
   */
  <R extends @Nullable Object> CompletableFuture<R> submit(TaskCallable<? extends R> task);

  /**
   * Applies a function to one item without waiting; as {@link #submit(TaskCallable)}.
   *
   * @param item the item
   * @param fn the function
   * @param <T> the type of the item
   * @param <R> the type of the result
   * @return the result
   */
  <T extends @Nullable Object, R extends @Nullable Object> CompletableFuture<R> submit(
      T item, TaskFunction<? super T, ? extends R> fn);

  /**
   * Runs one action without waiting; as {@link #submit(TaskCallable)}.
   *
   * @param task the action
   * @return null when the action has ended
   */
  CompletableFuture<@Nullable Void> submit(TaskRunnable task);

  /**
   * Runs one task and waits for it.
   *
   * @param task the task
   * @param <R> the type of the result
   * @return the result
   * @throws FarmException the task's failure
   */
  <R extends @Nullable Object> R call(TaskCallable<? extends R> task);
}
