package io.github.pipefarm;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What became of one task: a value or a failure. Immutable, as far as item and value are.
 *
 * @param <T> the type of the item
 * @param <R> the type of the result
 */
public sealed interface Outcome<T extends @Nullable Object, R extends @Nullable Object> {
  /**
   * Returns the item's position in the input.
   *
   * @return the position, from 0
   */
  long index();

  /**
   * Returns the caller's item itself, not a copy.
   *
   * @return the item
   */
  T item();

  /**
   * Returns how often the task was tried.
   *
   * @return 1, and one more for each time it was tried again; 0 if it could not be sent
   */
  int attempts();

  /**
   * Returns how long the last try took in the worker, decoding of the item included.
   *
   * @return the duration; zero when it is not known, as after a crash
   */
  Duration duration();

  /**
   * Returns the worker of the last try.
   *
   * @return its name, as {@code worker-1}; empty if the task reached none
   */
  String worker();

  /**
   * Returns what the task printed.
   *
   * @return the text, empty unless output is captured
   */
  String output();

  /**
   * Tells a {@link Success} from a {@link Failure}.
   *
   * @return whether there is a value
   */
  boolean isSuccess();

  /**
   * Returns the value or throws the failure.
   *
   * @return the value
   * @throws FarmException the failure
   */
  R get();

  /**
   * A task that returned a value.
   *
   * @param index the item's position in the input, from 0
   * @param item the caller's item
   * @param attempts how often the task was tried
   * @param duration how long the last try took in the worker
   * @param worker the name of the worker of the last try
   * @param output what the task printed, where captured
   * @param value the value
   * @param <T> the type of the item
   * @param <R> the type of the result
   */
  record Success<T extends @Nullable Object, R extends @Nullable Object>(
      long index, T item, int attempts, Duration duration, String worker, String output, R value)
      implements Outcome<T, R> {
    @Override
    public boolean isSuccess() {
      return true;
    }

    @Override
    public R get() {
      return value;
    }
  }

  /**
   * A task that failed.
   *
   * @param index the item's position in the input, from 0
   * @param item the caller's item
   * @param attempts how often the task was tried
   * @param duration how long the last try took in the worker
   * @param worker the name of the worker of the last try
   * @param output what the task printed, where captured
   * @param exception why it failed
   * @param <T> the type of the item
   * @param <R> the type of the result
   */
  record Failure<T extends @Nullable Object, R extends @Nullable Object>(
      long index,
      T item,
      int attempts,
      Duration duration,
      String worker,
      String output,
      FarmException exception)
      implements Outcome<T, R> {
    @Override
    public boolean isSuccess() {
      return false;
    }

    @Override
    public R get() {
      throw exception;
    }
  }
}
