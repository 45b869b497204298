package io.github.pipefarm.it;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;

/** The numbers 0, 1, 2 … up to a limit, and how many of them have been asked for. */
final class PulledNumbers implements Iterable<Integer> {
  private final AtomicInteger pulled = new AtomicInteger();
  private final int limit;

  private PulledNumbers(int limit) {
    this.limit = limit;
  }

  static PulledNumbers upTo(int limit) {
    return new PulledNumbers(limit);
  }

  static PulledNumbers endless() {
    return new PulledNumbers(Integer.MAX_VALUE);
  }

  int pulled() {
    return pulled.get();
  }

  @Override
  public Iterator<Integer> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return pulled.get() < limit;
      }

      @Override
      public Integer next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return pulled.getAndIncrement();
      }
    };
  }
}
