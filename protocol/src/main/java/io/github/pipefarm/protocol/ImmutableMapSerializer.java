package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.Map;

/** What {@code Map.of} gives. */
final class ImmutableMapSerializer extends Serializer<Map<?, ?>> {
  @Override
  public void write(Kryo kryo, Output output, Map<?, ?> map) {
    SeenObjects seen = GraphKryo.of(kryo).seen();
    seen.open(map);
    MapSerializer.writeEntries(kryo, output, map);
    seen.close();
  }

  @Override
  public Map<?, ?> read(Kryo kryo, Input input, Class<? extends Map<?, ?>> type) {
    Map.Entry<?, ?>[] entries = new Map.Entry<?, ?>[MapSerializer.readSize(input)];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = EntrySerializer.readImmutable(kryo, input);
    }
    return Map.ofEntries(entries);
  }
}
