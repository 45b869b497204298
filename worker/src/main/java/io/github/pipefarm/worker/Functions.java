package io.github.pipefarm.worker;

import io.github.pipefarm.protocol.Frame;
import io.github.pipefarm.protocol.Payload;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The functions of the jobs under way: filled and emptied by the reader, looked up by main. */
final class Functions {
  private final Map<Long, JobFunction> byJob = new ConcurrentHashMap<>();
  private final ClassLoader loader;

  /** Whether functions have gone since main last asked. */
  private volatile boolean forgotten;

  Functions(ClassLoader loader) {
    this.loader = loader;
  }

  void add(long job, Payload function, Frame.Terms terms) {
    byJob.put(job, new JobFunction(function, loader, terms));
  }

  void forget(long job) {
    byJob.remove(job);
    forgotten = true;
  }

  /** Whether functions have gone since this was asked; called by main. */
  boolean takeForgotten() {
    boolean were = forgotten;
    forgotten = false;
    return were;
  }

  /** The function of a job; null if it was never sent, or is forgotten. */
  @Nullable JobFunction get(long job) {
    return byJob.get(job);
  }
}
