package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of a fixed size over an array, whose elements may refer back to the list. */
final class ArraysAsListSerializer extends Serializer<List<?>> {
  @Override
  public void write(Kryo kryo, Output output, List<?> list) {
    Elements.write(kryo, output, list);
  }

  @Override
  public List<?> read(Kryo kryo, Input input, Class<? extends List<?>> type) {
    @Nullable Object[] elements = new @Nullable Object[((GraphInput) input).readCount()];
    List<?> list = Arrays.asList(elements);
    kryo.reference(list);
    for (int i = 0; i < elements.length; i++) {
      elements[i] = Elements.read(kryo, input, i);
    }
    return list;
  }
}
