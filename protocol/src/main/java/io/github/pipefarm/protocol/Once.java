package io.github.pipefarm.protocol;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A value that is made by the first of all threads that ask for it, while the others wait. */
final class Once {
  /** Makes the value; the next one to ask tries again if it throws. */
  interface Maker {
    @Nullable Object make() throws Exception;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Object value; // published by made
  private volatile boolean made;

  /**
   * @param name what it is, for the message if its maker asks for it
   */
  @Nullable Object get(String name, Maker maker) throws Exception {
    if (made) {
      return value;
    }
    if (lock.isHeldByCurrentThread()) {
      throw new IllegalStateException(name + " was asked for while it was being made");
    }
    lock.lockInterruptibly();
    try {
      if (!made) {
        value = maker.make();
        made = true;
      }
      return value;
    } finally {
      lock.unlock();
    }
  }

  /** The value, if it has been made; else null. */
  @Nullable Object peek() {
    return made ? value : null;
  }
}
