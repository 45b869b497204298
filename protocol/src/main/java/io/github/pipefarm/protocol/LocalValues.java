package io.github.pipefarm.protocol;

import io.github.pipefarm.function.TaskSupplier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The values of a worker's {@code WorkerLocal}s, by the ids of these. Thread-safe. */
final class LocalValues {
  private final Map<HandleId, Once> values = new ConcurrentHashMap<>();

  /** What nobody will ask for any more, and is to be closed by the thread that runs tasks. */
  private final Queue<HandleId> released = new ConcurrentLinkedQueue<>();

  /** In the order in which they were made, the last one first. Guarded by itself. */
  private final Deque<HandleId> made = new ArrayDeque<>();

  private volatile boolean closed;

  @Nullable Object get(HandleId id, TaskSupplier<?> supplier) throws Exception {
    if (closed) {
      throw new IllegalStateException("the worker has ended, and with it its WorkerLocals");
    }
    return values
        .computeIfAbsent(id, key -> new Once())
        .get(
            "the value of a WorkerLocal",
            () -> {
              Object value = supplier.get();
              synchronized (made) {
                made.push(id);
              }
              return value;
            });
  }

  void release(HandleId id) {
    if (values.containsKey(id)) {
      released.add(id);
    }
  }

  /** Closes what was released. */
  void closeReleased() {
    for (HandleId id = released.poll(); id != null; id = released.poll()) {
      synchronized (made) {
        made.remove(id);
      }
      close(id);
    }
  }

  /** Closes all, what was made last first. */
  void closeAll() {
    closed = true;
    for (HandleId id = last(); id != null; id = last()) {
      close(id);
    }
  }

  private @Nullable HandleId last() {
    synchronized (made) {
      return made.poll();
    }
  }

  private void close(HandleId id) {
    Once once = values.remove(id);
    if (once != null && once.peek() instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Throwable e) { // the user's own code; the next value is to be closed all the same
        System.err.println("pipefarm: a WorkerLocal's value could not be closed: " + e);
      }
    }
  }
}
