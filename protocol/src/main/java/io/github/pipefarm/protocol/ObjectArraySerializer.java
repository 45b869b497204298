package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/** Arrays of objects, and of arrays. */
final class ObjectArraySerializer extends Serializer<@Nullable Object[]> {
  @Override
  public void write(Kryo kryo, Output output, @Nullable Object[] array) {
    Elements.write(kryo, output, array);
  }

  @Override
  public @Nullable Object[] read(Kryo kryo, Input input, Class<? extends @Nullable Object[]> type) {
    int length = ((GraphInput) input).readCount();
    @Nullable Object[] array = (Object[]) Array.newInstance(type.getComponentType(), length);
    kryo.reference(array);
    for (int i = 0; i < length; i++) {
      array[i] = Elements.read(kryo, input, i);
    }
    return array;
  }
}
