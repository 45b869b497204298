package io.github.pipefarm;

import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a job's items come from: opened by the thread that pulls, when it first does. */
interface Source {
  Iterator<? extends @Nullable Object> open();

  /** Lets go of what is behind it. */
  default void close() {}

  static Source of(Iterable<? extends @Nullable Object> items) {
    return items::iterator;
  }

  static Source of(Stream<? extends @Nullable Object> items) {
    return new Source() {
      @Override
      public Iterator<? extends @Nullable Object> open() {
        return items.iterator();
      }

      @Override
      public void close() {
        items.close();
      }
    };
  }
}
