package io.github.pipefarm;

import io.github.pipefarm.protocol.Adapters;
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

  /** Whether the items are there already, so that to pull one does not wait for anything. */
  default boolean isAtHand() {
    return false;
  }

  static Source of(Iterable<? extends @Nullable Object> items) {
    return new Source() {
      @Override
      public Iterator<? extends @Nullable Object> open() {
        return items.iterator();
      }

      @Override
      public OptionalLong size() {
        return Source.size(items);
      }

      @Override
      public boolean isAtHand() {
        return size().isPresent();
      }
    };
  }

  private static OptionalLong size(Iterable<?> items) {
    return items instanceof Collection<?> collection
        ? OptionalLong.of(collection.size())
        : OptionalLong.empty();
  }

  /** Items of two inputs in pairs, as far as the shorter one goes. */
  static Source ofPairs(
      Iterable<? extends @Nullable Object> as, Iterable<? extends @Nullable Object> bs) {
    return new Source() {
      @Override
      public Iterator<Adapters.Pair> open() {
        Iterator<? extends @Nullable Object> a = as.iterator();
        Iterator<? extends @Nullable Object> b = bs.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return a.hasNext() && b.hasNext();
          }

          @Override
          public Adapters.Pair next() {
            return new Adapters.Pair(a.next(), b.next());
          }
        };
      }

      @Override
      public OptionalLong size() {
        OptionalLong sizeOfAs = Source.size(as);
        OptionalLong sizeOfBs = Source.size(bs);
        return sizeOfAs.isPresent() && sizeOfBs.isPresent()
            ? OptionalLong.of(Math.min(sizeOfAs.getAsLong(), sizeOfBs.getAsLong()))
            : OptionalLong.empty();
      }

      @Override
      public boolean isAtHand() {
        return size().isPresent();
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
