package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.Arrays;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import org.jspecify.annotations.Nullable;

/** What collections and arrays of objects have in common on the wire: a size, then the elements. */
final class Elements {
  private Elements() {}

  static void write(Kryo kryo, Output output, Collection<?> elements) {
    int size = elements.size();
    output.writeVarInt(size, true);
    int i = 0;
    for (Object element : elements) {
      if (i == size) {
        throw new ConcurrentModificationException("the collection grew while it was encoded");
      }
      write(kryo, output, i++, element);
    }
    if (i < size) {
      throw new ConcurrentModificationException("the collection shrank while it was encoded");
    }
  }

  static void write(Kryo kryo, Output output, @Nullable Object[] elements) {
    output.writeVarInt(elements.length, true);
    for (int i = 0; i < elements.length; i++) {
      write(kryo, output, i, elements[i]);
    }
  }

  private static void write(Kryo kryo, Output output, int index, @Nullable Object element) {
    try {
      kryo.writeClassAndObject(output, element);
    } catch (RuntimeException e) {
      String className = element == null ? "" : element.getClass().getName();
      throw Failure.of(e, className).at(Failure.step("[" + index + "]", element));
    }
  }

  static @Nullable Object read(Kryo kryo, Input input, int index) {
    try {
      return kryo.readClassAndObject(input);
    } catch (RuntimeException e) {
      throw Failure.of(e, "").at("[" + index + "]");
    }
  }

  /** Reads size and elements. */
  static @Nullable Object[] read(Kryo kryo, Input input) {
    @Nullable Object[] elements = new Object[((GraphInput) input).readCount()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = read(kryo, input, i);
    }
    return elements;
  }

  static boolean containsNull(@Nullable Object[] elements) {
    return Arrays.stream(elements).anyMatch(element -> element == null);
  }
}
