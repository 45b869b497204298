package io.github.pipefarm;

import io.github.pipefarm.function.TaskRunnable;
import io.github.pipefarm.protocol.Mentions;
import io.github.pipefarm.protocol.Payload;
import io.github.pipefarm.protocol.TransferException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a farm's workers run before their first task, as it was when the farm was built.
 *
 * @param encoded the action, self-contained; no bytes if there is none
 * @param loader the class loader of the action
 * @param mentioned the handles that the action mentions, which stay in use as long as the farm
 */
record Initializer(Payload encoded, ClassLoader loader, List<Object> mentioned) {

  static Initializer of(@Nullable TaskRunnable action, FarmRuntime farm) {
    if (action == null) {
      return new Initializer(Payload.EMPTY, ClassLoader.getSystemClassLoader(), List.of());
    }
    Mentions mentions = new Mentions(farm);
    try {
      Payload encoded = mentions.during(() -> farm.blobs().encode(action));
      return new Initializer(encoded, TaskOperations.loaderOf(action), mentions.take());
    } catch (TransferException e) {
      throw Failures.notTransferable("the initializer can't be sent", "initializer", e);
    }
  }

  /**
   * Runs it, for an engine whose workers are in this JVM.
   *
   * @return whether it ran; otherwise the farm has failed
   */
  boolean run(FarmRuntime farm) {
    if (encoded.length() == 0) {
      return true;
    }
    try {
      TaskRunnable action = (TaskRunnable) farm.blobs().decode(encoded, loader);
      if (action != null) {
        action.run();
      }
      return true;
    } catch (Throwable e) {
      farm.fail(
          () ->
              new WorkerStartException(
                  "no worker could be started: the initializer threw " + Failures.words(e),
                  List.of(),
                  null,
                  e));
      return false;
    }
  }
}
