package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.AbstractMap;
import java.util.Map;

/** Entries of maps, and those that stand alone. */
final class EntrySerializer extends Serializer<Map.Entry<?, ?>> {
  @Override
  public void write(Kryo kryo, Output output, Map.Entry<?, ?> entry) {
    SeenObjects seen = GraphKryo.of(kryo).seen();
    seen.open(entry);
    MapSerializer.writeKey(kryo, output, entry.getKey());
    MapSerializer.writeValue(kryo, output, entry.getKey(), entry.getValue());
    seen.close();
  }

  @Override
  public Map.Entry<?, ?> read(Kryo kryo, Input input, Class<? extends Map.Entry<?, ?>> type) {
    if ((Class<?>) type == Map.Entry.class) {
      return readImmutable(kryo, input);
    }
    Object key = MapSerializer.readKey(kryo, input);
    Object value = MapSerializer.readValue(kryo, input, key);
    return (Class<?>) type == AbstractMap.SimpleEntry.class
        ? new AbstractMap.SimpleEntry<>(key, value)
        : new AbstractMap.SimpleImmutableEntry<>(key, value);
  }

  /** Reads what {@code Map.entry} gives, which holds no null. */
  static Map.Entry<?, ?> readImmutable(Kryo kryo, Input input) {
    Object key = MapSerializer.readKey(kryo, input);
    Object value = MapSerializer.readValue(kryo, input, key);
    if (key == null || value == null) {
      throw Failure.damaged("null where none can be");
    }
    return Map.entry(key, value);
  }
}
