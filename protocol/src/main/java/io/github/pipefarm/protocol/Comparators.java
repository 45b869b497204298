package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The order of a sorted collection, which must be there before the collection is made. */
final class Comparators {
  private Comparators() {}

  static void write(
      Kryo kryo, Output output, Object collection, @Nullable Comparator<?> comparator) {
    SeenObjects seen = GraphKryo.of(kryo).seen();
    seen.open(collection);
    try {
      kryo.writeClassAndObject(output, comparator);
    } catch (RuntimeException e) {
      throw Failure.of(e, collection.getClass().getName())
          .at(Failure.step("comparator", comparator));
    }
    seen.close();
  }

  @SuppressWarnings("unchecked") // whatever it compares, it was the comparator of these elements
  static @Nullable Comparator<Object> read(Kryo kryo, Input input) {
    try {
      return (Comparator<Object>) kryo.readClassAndObject(input);
    } catch (RuntimeException e) {
      throw Failure.of(e, Comparator.class.getName()).at("comparator");
    }
  }
}
