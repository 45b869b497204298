package io.github.pipefarm.protocol;

import java.io.Serializable;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a handle is known by in every JVM that it travels to.
 *
 * @param jvm a random number of the JVM that made it: workers make handles as well
 * @param number counts the handles of that JVM
 */
public record HandleId(long jvm, long number) implements Serializable {
  private static final long JVM =
      new SplittableRandom().nextLong() ^ (ProcessHandle.current().pid() * 0x9E3779B97F4A7C15L);

  private static final AtomicLong LAST = new AtomicLong();

  /** The id of a new handle. */
  public static HandleId next() {
    return new HandleId(JVM, LAST.incrementAndGet());
  }
}
