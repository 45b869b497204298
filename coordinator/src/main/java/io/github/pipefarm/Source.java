package io.github.pipefarm;

import java.util.Collection;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a job's items come from: opened by the thread that pulls, when it first does. */
interface Source {
  Iterator<? extends @Nullable Object> open();

  /** How many items there are; empty if it does not tell. */
  default OptionalLong size() {
    return OptionalLong.empty();
  }

  /** Lets go of what is behind it. */
  default void close() {}

  static Source of(Iterable<? extends @Nullable Object> items) {
    return new Source() {
      @Override
      public Iterator<? extends @Nullable Object> open() {
        return items.iterator();
      }

      @Override
      public OptionalLong size() {
        return items instanceof Collection<?> collection
            ? OptionalLong.of(collection.size())
            : OptionalLong.empty();
      }
    };
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
