package io.github.pipefarm.protocol;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A worker's copies of shared values, decoded when a task first asks for them. Thread-safe. */
final class SharedCopies {
  /** A value as it came, and the copy that is made of it. */
  private static final class Copy {
    private final Once once = new Once();
    private @Nullable Payload encoded; // guarded by once, which drops it

    Copy(Payload encoded) {
      this.encoded = encoded;
    }

    @Nullable Object get(BlobCodec blobs, ClassLoader loader) throws Exception {
      return once.get(
          "a shared value",
          () -> {
            Payload bytes = encoded;
            Object value = bytes == null ? null : decode(bytes, blobs, loader);
            encoded = null;
            return value;
          });
    }

    private static @Nullable Object decode(Payload bytes, BlobCodec blobs, ClassLoader loader) {
      try {
        return blobs.decode(bytes, loader);
      } catch (TransferException e) {
        String where = e.path().isEmpty() ? "" : " [" + e.path() + "]";
        throw new IllegalStateException(
            "the shared value can't be received by this worker: " + e.getMessage() + where, e);
      }
    }
  }

  private final Map<HandleId, Copy> copies = new ConcurrentHashMap<>();

  private final WorkerState.AtHome atHome;

  SharedCopies(WorkerState.AtHome atHome) {
    this.atHome = atHome;
  }

  /** A value has come. */
  void add(HandleId id, Payload encoded) {
    copies.put(id, new Copy(encoded));
  }

  /** A value is used no more. */
  void remove(HandleId id) {
    copies.remove(id);
  }

  boolean knows(HandleId id) {
    return copies.containsKey(id) || atHome.find(id) != null;
  }

  @Nullable Object get(HandleId id, BlobCodec blobs, ClassLoader loader) throws Exception {
    Copy copy = copies.get(id);
    if (copy == null) {
      Payload encoded = atHome.find(id);
      if (encoded == null) {
        throw new IllegalStateException("the shared value was closed");
      }
      copy = copies.computeIfAbsent(id, key -> new Copy(encoded));
      if (atHome.find(id) == null) {
        copies.remove(id); // closed just now: nobody would take it away
      }
    }
    return copy.get(blobs, loader);
  }
}
