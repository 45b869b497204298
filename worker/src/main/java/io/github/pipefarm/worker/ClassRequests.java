package io.github.pipefarm.worker;

import io.github.pipefarm.protocol.Frame;
import io.github.pipefarm.protocol.Frame.Answer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this worker has asked the coordinator for, to load classes, and has not been answered yet.
 * Any thread asks and waits; the writer thread sends, and the reader hands over the answers.
 */
final class ClassRequests {
  private final Outbox outbox;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, CompletableFuture<Answer>> pending = new ConcurrentHashMap<>();
  private volatile boolean closed;

  ClassRequests(Outbox outbox) {
    this.outbox = outbox;
  }

  /** Asks what a loader of the coordinator's gives for a class name, and waits. */
  Answer askForClass(long loader, String name) {
    long request = numbers.incrementAndGet();
    return answer(request, () -> outbox.classWanted(request, loader, name));
  }

  /** Asks for the resources that a loader of the coordinator's sees, and waits. */
  Answer askForResources(long loader, String name, boolean all) {
    long request = numbers.incrementAndGet();
    return answer(request, () -> outbox.resourcesWanted(request, loader, name, all));
  }

  /**
   * An interrupt does not end the waiting, and is kept for later: the JVM would never try to load
   * the class again.
   */
  private Answer answer(long request, Runnable ask) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    // In this order: either the request is refused here, or the end finds it.
    pending.put(request, answer);
    if (closed) {
      refuse(request);
    } else {
      ask.run();
    }
    return answer.join();
  }

  /** Hands over an answer; called by the reader. */
  void answered(Answer answer) {
    CompletableFuture<Answer> asked = pending.remove(answer.request());
    if (asked != null) {
      asked.complete(answer);
    }
  }

  /** There will be no more answers; called by the reader. */
  void close() {
    closed = true;
    pending.keySet().forEach(this::refuse);
  }

  private void refuse(long request) {
    answered(new Frame.NotFound(request, "the farm is closed, and nobody serves classes any more"));
  }
}
