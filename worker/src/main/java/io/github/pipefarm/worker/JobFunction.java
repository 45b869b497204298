package io.github.pipefarm.worker;

import io.github.pipefarm.function.TaskFunction;
import io.github.pipefarm.protocol.BlobCodec;
import io.github.pipefarm.protocol.Payload;
import io.github.pipefarm.protocol.TransferException;
import org.jspecify.annotations.Nullable;

/**
 * The function of a job as it came, and this worker's copy of it, which is made when the first task
 * needs it. Of the thread that runs tasks.
 */
public final class JobFunction {
  private final Payload encoded;
  private final ClassLoader loader;
  private @Nullable TaskFunction<@Nullable Object, @Nullable Object> function;
  private @Nullable TransferException failure;

  /** Keeps a function until it is needed. */
  public JobFunction(Payload encoded, ClassLoader loader) {
    this.encoded = encoded;
    this.loader = loader;
  }

  /** Whether {@link #get} has it at hand. */
  boolean isDecoded() {
    return function != null;
  }

  ClassLoader loader() {
    return loader;
  }

  @SuppressWarnings("unchecked") // the coordinator encodes nothing else as a job's function
  TaskFunction<@Nullable Object, @Nullable Object> get(BlobCodec blobs) throws TransferException {
    if (failure != null) {
      throw failure;
    }
    if (function == null) {
      try {
        function = (TaskFunction<@Nullable Object, @Nullable Object>) decode(blobs);
      } catch (TransferException e) {
        failure = e;
        throw e;
      }
    }
    return function;
  }

  private Object decode(BlobCodec blobs) throws TransferException {
    Object decoded = blobs.decode(encoded, loader);
    if (decoded == null) {
      throw new TransferException("the function is null", "", "", null);
    }
    return decoded;
  }
}
