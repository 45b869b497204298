package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.Serializer;
import org.jspecify.annotations.Nullable;

/** How the objects of one class travel, decided once. */
final class KnownClass extends Registration {
  private final boolean tracked;
  private final boolean leaf;
  private final @Nullable Class<?> travelsAs;

  // Of the resolver: the number that stands for the class, and for which names that holds.
  int wire;
  int epoch = -1;

  private KnownClass(
      Class<?> type,
      Serializer<?> serializer,
      @Nullable Class<?> travelsAs,
      int wire,
      boolean tracked,
      boolean leaf) {
    super(type, serializer, 0);
    this.leaf = leaf;
    this.travelsAs = travelsAs;
    this.wire = wire;
    this.tracked = tracked;
  }

  /** A class that travels under its own name. */
  static KnownClass named(Class<?> type, Serializer<?> serializer) {
    return new KnownClass(type, serializer, type, 0, true, false);
  }

  /** A class whose objects are values: two equal ones are as good as one that occurs twice. */
  static KnownClass value(Class<?> type, Serializer<?> serializer) {
    return new KnownClass(type, serializer, type, 0, false, false);
  }

  /** A class that both ends know by a fixed number. */
  static KnownClass fixed(Class<?> type, Serializer<?> serializer, int wire, boolean tracked) {
    return new KnownClass(type, serializer, null, wire, tracked, false);
  }

  /** A class that both ends know by a fixed number, and whose objects hold no others. */
  static KnownClass leaf(Class<?> type, Serializer<?> serializer, int wire, boolean tracked) {
    return new KnownClass(type, serializer, null, wire, tracked, true);
  }

  /** A class of records that hold no other objects. */
  static KnownClass leaf(Class<?> type, Serializer<?> serializer) {
    return new KnownClass(type, serializer, type, 0, true, true);
  }

  /** A class that travels as another one does, such as each file system's paths as paths. */
  static KnownClass as(Class<?> type, KnownClass other) {
    return new KnownClass(
        type, other.getSerializer(), other.travelsAs, other.wire, other.tracked, other.leaf);
  }

  /** Whether an object that occurs twice in a graph occurs once in its copy. */
  boolean tracked() {
    return tracked;
  }

  /**
   * Whether its objects hold no others, so that one that is the whole graph needs nothing of what
   * is kept of a graph; no code of the user's runs when it is written.
   */
  boolean isLeaf() {
    return leaf;
  }

  /** The class whose name is told to the other end; none where the number is fixed. */
  @Nullable Class<?> travelsAs() {
    return travelsAs;
  }
}
