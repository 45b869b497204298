package io.github.pipefarm;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where one thread waits until something holds that other threads bring about. These call {@link
 * #signal} after each change, which costs next to nothing while nobody waits.
 *
 * <p>What is waited for must be read with volatile semantics, and changed with volatile semantics
 * before the signal: then either the waiter sees the change or the signal sees the waiter.
 */
final class Gate {
  private volatile @Nullable Thread waiter;

  void await(BooleanSupplier open) throws InterruptedException {
    waiter = Thread.currentThread();
    try {
      while (!open.getAsBoolean()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        LockSupport.park(this);
      }
    } finally {
      waiter = null;
    }
  }

  boolean isWaiting() {
    return waiter != null;
  }

  void signal() {
    Thread thread = waiter;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }
}
