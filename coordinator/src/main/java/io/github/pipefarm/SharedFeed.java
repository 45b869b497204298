package io.github.pipefarm;

import io.github.pipefarm.protocol.FrameWriter;
import io.github.pipefarm.protocol.HandleId;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The shared values that one worker has been sent: each goes once, before the first function or
 * item that mentions it. Of the worker's feeder.
 */
final class SharedFeed {
  private final Set<HandleId> sent = new HashSet<>();

  /** Whether all that is mentioned is there, so that {@link #send} would do nothing. */
  boolean has(List<Object> mentioned) {
    for (Object handle : mentioned) {
      if (handle instanceof SharedValue<?> shared && !sent.contains(shared.held().id)) {
        return false;
      }
    }
    return true;
  }

  /** Sends what is mentioned, and was not sent before. */
  void send(List<Object> mentioned, FrameWriter frames) throws IOException {
    for (Object handle : mentioned) {
      if (handle instanceof SharedValue<?> shared) {
        send(shared.held(), frames);
      }
    }
  }

  private void send(SharedValue.Held value, FrameWriter frames) throws IOException {
    // What is closed just now is sent in vain: the scheduler has this worker told afterwards.
    if (!value.isReleased() && sent.add(value.id)) {
      send(value.mentioned, frames);
      frames.shared(value.id, value.encoded);
    }
  }

  /** Tells the worker that a handle, of whatever kind, is used no more. */
  void release(HandleId id, FrameWriter frames) throws IOException {
    sent.remove(id);
    frames.release(id);
  }
}
