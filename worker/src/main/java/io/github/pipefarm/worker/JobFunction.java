package io.github.pipefarm.worker;

import io.github.pipefarm.function.TaskFunction;
import io.github.pipefarm.protocol.BlobCodec;
import io.github.pipefarm.protocol.Frame.Terms;
import io.github.pipefarm.protocol.Frame.Terms.Copies;
import io.github.pipefarm.protocol.Payload;
import io.github.pipefarm.protocol.TransferException;
import org.jspecify.annotations.Nullable;

/**
 * The function of a job as it came, and this worker's copy of it, which is made when the first task
 * needs it, or for each task. Of the thread that runs tasks.
 */
public final class JobFunction {
  /** Kept as long as there may be another copy to make. */
  private Payload encoded;

  private final ClassLoader loader;
  private final Terms terms;
  private @Nullable TaskFunction<@Nullable Object, @Nullable Object> function;
  private @Nullable TransferException failure;
  private @Nullable StateCheck check;

  /** Keeps a function until it is needed. */
  public JobFunction(Payload encoded, ClassLoader loader, Terms terms) {
    this.encoded = encoded;
    this.loader = loader;
    this.terms = terms;
  }

  /** Whether {@link #get} has it at hand. */
  boolean isDecoded() {
    return function != null;
  }

  /** Whether each task is to work on a copy of its own, from {@link #fresh}. */
  boolean isFreshEachTime() {
    return terms.copies() == Copies.PER_TASK;
  }

  /** Whether it is looked at after each task, which takes time. */
  boolean isChecked() {
    return terms.copies() == Copies.CHECKED;
  }

  ClassLoader loader() {
    return loader;
  }

  long seed() {
    return terms.seed();
  }

  TaskFunction<@Nullable Object, @Nullable Object> get(BlobCodec blobs) throws TransferException {
    if (failure != null) {
      throw failure;
    }
    if (function == null) {
      try {
        TaskFunction<@Nullable Object, @Nullable Object> copy = fresh(blobs);
        check = terms.copies() == Copies.CHECKED ? new StateCheck(this, copy, blobs) : null;
        function = copy;
        dropUnneeded();
      } catch (TransferException e) {
        failure = e;
        throw e;
      }
    }
    return function;
  }

  /** Makes a copy that nobody else has. */
  @SuppressWarnings("unchecked") // the coordinator encodes nothing else as a job's function
  TaskFunction<@Nullable Object, @Nullable Object> fresh(BlobCodec blobs) throws TransferException {
    return (TaskFunction<@Nullable Object, @Nullable Object>) decode(blobs);
  }

  Object decode(BlobCodec blobs) throws TransferException {
    Object decoded = blobs.decode(encoded, loader);
    if (decoded == null) {
      throw new TransferException("the function is null", "", "", null);
    }
    return decoded;
  }

  /** The callable of a task on its own; null if that is what was sent. */
  @Nullable Object callable(BlobCodec blobs) throws TransferException {
    Object callable = blobs.decode(encoded, loader);
    if (callable != null && terms.copies() == Copies.CHECKED) {
      check = new StateCheck(this, callable, blobs);
    }
    dropUnneeded();
    return callable;
  }

  /** A large constant stands in memory once, not twice. */
  private void dropUnneeded() {
    if (check == null) {
      encoded = Payload.EMPTY;
    }
  }

  /**
   * After a task: if it has changed the copy and must not, that is thrown away.
   *
   * @param thrown what the task threw, if anything
   * @return why the task has failed; null if it has not
   */
  @Nullable Throwable checked(@Nullable Throwable thrown) {
    IllegalStateException changed = check == null ? null : check.changed();
    if (changed == null) {
      return thrown;
    }
    function = null;
    check = null;
    if (thrown == null) {
      return changed;
    }
    thrown.addSuppressed(changed);
    return thrown;
  }
}
