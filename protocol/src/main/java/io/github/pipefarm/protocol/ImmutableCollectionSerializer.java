package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code List.of}, {@code Set.of} and {@code Stream.toList} give. */
final class ImmutableCollectionSerializer extends Serializer<Collection<?>> {
  @Override
  public void write(Kryo kryo, Output output, Collection<?> collection) {
    SeenObjects seen = GraphKryo.of(kryo).seen();
    seen.open(collection);
    Elements.write(kryo, output, collection);
    seen.close();
  }

  @Override
  public Collection<?> read(Kryo kryo, Input input, Class<? extends Collection<?>> type) {
    @Nullable Object[] elements = Elements.read(kryo, input);
    if ((Class<?>) type == Set.class) {
      return Set.of(elements);
    }
    return Elements.containsNull(elements)
        ? Arrays.stream(elements).toList() // the only one of them that holds null
        : List.of(elements);
  }
}
