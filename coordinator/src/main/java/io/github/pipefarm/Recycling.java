package io.github.pipefarm;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a worker that is well is ended all the same, between two tasks. Another one takes its place
 * when tasks wait.
 *
 * @param maxTasks how many tasks it may run; 0 for any number
 * @param maxRss how much memory, in bytes, it may take up; 0 for any amount. The worker itself sees
 *     to that
 * @param idleTimeout how long it may have nothing to do; null for ever
 */
record Recycling(int maxTasks, long maxRss, @Nullable Duration idleTimeout) {
  static final Recycling NEVER = new Recycling(0, 0, null);

  long idleNanos() {
    return idleTimeout == null ? Long.MAX_VALUE : idleTimeout.toNanos();
  }

  /** Whether a worker may have to be ended when it has nothing to do. */
  boolean concernsIdleWorkers() {
    return maxTasks > 0 || idleTimeout != null;
  }
}
