package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.Serializer;
import org.jspecify.annotations.Nullable;

/** How the objects of one class travel, decided once. */
final class KnownClass extends Registration {
  private final boolean tracked;
  private final @Nullable Class<?> travelsAs;

  // Of the resolver: the number that stands for the class, and for which names that holds.
  int wire;
  int epoch = -1;

  private KnownClass(
      Class<?> type,
      Serializer<?> serializer,
      @Nullable Class<?> travelsAs,
      int wire,
      boolean tracked) {
    super(type, serializer, 0);
    this.travelsAs = travelsAs;
    this.wire = wire;
    this.tracked = tracked;
  }

  /** A class that travels under its own name. */
  static KnownClass named(Class<?> type, Serializer<?> serializer) {
    return new KnownClass(type, serializer, type, 0, true);
  }

  /** A class whose objects are values: two equal ones are as good as one that occurs twice. */
  static KnownClass value(Class<?> type, Serializer<?> serializer) {
    return new KnownClass(type, serializer, type, 0, false);
  }

  /** A class that both ends know by a fixed number. */
  static KnownClass fixed(Class<?> type, Serializer<?> serializer, int wire, boolean tracked) {
    return new KnownClass(type, serializer, null, wire, tracked);
  }

  /** A class that travels as another one does, such as each file system's paths as paths. */
  static KnownClass as(Class<?> type, KnownClass other) {
    return new KnownClass(type, other.getSerializer(), other.travelsAs, other.wire, other.tracked);
  }

  /** Whether an object that occurs twice in a graph occurs once in its copy. */
  boolean tracked() {
    return tracked;
  }

  /** The class whose name is told to the other end; none where the number is fixed. */
  @Nullable Class<?> travelsAs() {
    return travelsAs;
  }
}
