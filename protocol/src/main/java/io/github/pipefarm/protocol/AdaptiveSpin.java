package io.github.pipefarm.protocol;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Waits a moment for what is likely to come at once before the thread parks. To wake a thread that
 * has parked takes some 5 microseconds, and where its processor has gone to sleep meanwhile, ten
 * times as long: most of the time of a tiny task that somebody waits for.
 *
 * <p>It spins only if the last wait was short, and gives the processor to any thread that has a use
 * for it. So it takes no time where tasks take longer, where others need the processors, nor, but
 * for a tenth of a millisecond, where nothing happens any more. The idea is that of adaptive
 * mutexes, as in Solaris and in HotSpot's monitors.
 *
 * <p>For one thread at a time: another one that comes meanwhile parks at once.
 */
public final class AdaptiveSpin {
  /** A wait that takes longer is not worth spinning for. */
  private static final long SHORT_NANOS = 100_000;

  /**
   * How to wait where spinning is not worth the while, or did not help.
   *
   * @param <E> what it may throw
   */
  public interface Parking<E extends Exception> {
    /** Waits until it has come. */
    void park() throws E;
  }

  private final LongSupplier clock;
  private final AtomicBoolean isSpinning = new AtomicBoolean();
  private volatile boolean lastWasShort;

  /** Knows nothing of an earlier wait. */
  public AdaptiveSpin() {
    this(System::nanoTime);
  }

  AdaptiveSpin(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * Waits for something.
   *
   * @param hasCome whether it has come; must be read with volatile semantics
   */
  public <E extends Exception> void await(BooleanSupplier hasCome, Parking<E> parking) throws E {
    long began = clock.getAsLong();
    if (!lastWasShort || !spin(hasCome, began)) {
      parking.park();
    }
    lastWasShort = clock.getAsLong() - began <= SHORT_NANOS;
  }

  @SuppressWarnings("ThreadPriorityCheck") // no hint: who could run instead, should
  private boolean spin(BooleanSupplier hasCome, long began) {
    if (!isSpinning.compareAndSet(false, true)) {
      return false;
    }
    try {
      while (!hasCome.getAsBoolean()) {
        if (clock.getAsLong() - began > SHORT_NANOS) {
          return false;
        }
        Thread.yield();
      }
      return true;
    } finally {
      isSpinning.set(false);
    }
  }
}
