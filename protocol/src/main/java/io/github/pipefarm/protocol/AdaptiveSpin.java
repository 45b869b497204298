package io.github.pipefarm.protocol;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Waits a moment for what is likely to come at once, before its thread parks. To wake a thread that
 * has parked takes some 5 microseconds, and where its processor has gone to sleep meanwhile, ten
 * times as long: most of the time of a tiny task that somebody waits for.
 *
 * <p>It gives the processor to any other thread that has a use for it, and spins ever more seldom
 * while that is in vain: after the first such wait it leaves one out, then two, four, and up to 64.
 * So it takes next to no time where tasks take longer, and none where nothing happens. The ideas
 * are those of adaptive mutexes, as in Solaris and in HotSpot's monitors, and of the binary
 * exponential backoff of Ethernet.
 *
 * <p>For one platform thread at a time: to another one that comes meanwhile it is of no use.
 */
public final class AdaptiveSpin {
  /** A wait that takes longer is not worth spinning for. */
  private static final long LONGEST_NANOS = 100_000;

  private static final int MOST_LEFT_OUT = 64;

  private final LongSupplier clock;
  private final AtomicBoolean isTaken = new AtomicBoolean();

  // Of the thread that has taken it.
  private int leftOut;
  private int toLeaveOut;

  /** Begins with a wait that it does not leave out. */
  public AdaptiveSpin() {
    this(System::nanoTime);
  }

  AdaptiveSpin(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * Waits for something, but not for long, and perhaps not at all.
   *
   * @param hasCome whether it has come; must be read with volatile semantics
   * @return whether it has; if not, the thread should park
   */
  public boolean tryAwait(BooleanSupplier hasCome) {
    if (!isTaken.compareAndSet(false, true)) {
      return false;
    }
    try {
      if (toLeaveOut > 0) {
        toLeaveOut--;
        return false;
      }
      long began = clock.getAsLong();
      boolean came = spin(hasCome, began);
      boolean wasWorthIt = came && clock.getAsLong() - began <= LONGEST_NANOS;
      leftOut = wasWorthIt ? 0 : Math.min(MOST_LEFT_OUT, Math.max(1, 2 * leftOut));
      toLeaveOut = leftOut;
      return came;
    } finally {
      isTaken.set(false);
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // no hint: who could run instead, should
  private boolean spin(BooleanSupplier hasCome, long began) {
    while (!hasCome.getAsBoolean()) {
      if (clock.getAsLong() - began > LONGEST_NANOS) {
        return false;
      }
      Thread.yield();
    }
    return true;
  }
}
