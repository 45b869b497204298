package io.github.pipefarm.worker;

import io.github.pipefarm.protocol.BlobCodec;
import io.github.pipefarm.protocol.Payload;
import io.github.pipefarm.protocol.StateDifference;
import io.github.pipefarm.protocol.TransferException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a task has changed the function object: encodes it before and after, and only
 * if the bytes differ looks where, against a fresh copy. The same object is always encoded in the
 * same way, so equal bytes mean equal state; different ones may mean that nothing but an order or
 * an identity is different, which the closer look tells.
 */
final class StateCheck {
  private final JobFunction source;
  private final Object copy;
  private final BlobCodec blobs;
  private Payload before;

  /**
   * @param copy what tasks will work on, and none has
   */
  StateCheck(JobFunction source, Object copy, BlobCodec blobs) throws TransferException {
    this.source = source;
    this.copy = copy;
    this.blobs = blobs;
    this.before = blobs.encode(copy);
  }

  /** What is wrong, after a task; null if nothing is. */
  @Nullable IllegalStateException changed() {
    Payload now;
    try {
      now = blobs.encode(copy);
    } catch (TransferException e) {
      return failure("it now holds what can't be sent: " + e.getMessage() + " [" + e.path() + "]");
    }
    if (now.hasSameBytes(before)) {
      return null;
    }
    String difference;
    try {
      difference = StateDifference.find(source.decode(blobs), copy, blobs);
    } catch (TransferException | RuntimeException | StackOverflowError e) { // users' own methods
      difference = "where, can't be told: " + e;
    }
    before = now;
    return difference == null ? null : failure(difference);
  }

  private static IllegalStateException failure(String difference) {
    return new IllegalStateException(
        "the task changed the state of its function (StateScope.CHECKED): "
            + difference
            + ". The caller never sees that, and other tasks only where they run in the same worker:"
            + " return what a task finds out; a field that is a mere cache can be transient");
  }
}
