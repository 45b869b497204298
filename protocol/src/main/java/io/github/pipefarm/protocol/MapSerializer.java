package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The JDK's maps: made by their constructor, then filled. So they may contain themselves. */
final class MapSerializer extends Serializer<Map<?, ?>> {
  private static final Set<Class<?>> UNORDERED =
      Set.of(
          HashMap.class,
          LinkedHashMap.class,
          ConcurrentHashMap.class,
          IdentityHashMap.class,
          Hashtable.class);
  private static final Set<Class<?>> ORDERED = Set.of(TreeMap.class, ConcurrentSkipListMap.class);

  static boolean makes(Class<?> type) {
    return UNORDERED.contains(type) || ORDERED.contains(type);
  }

  /** The initial capacity of a hash table that needs not grow for so many elements. */
  static int capacity(int size) {
    return (int) Math.min(size / 0.75 + 1, 1 << 30);
  }

  @Override
  public void write(Kryo kryo, Output output, Map<?, ?> map) {
    if (map instanceof SortedMap<?, ?> sorted) {
      Comparators.write(kryo, output, map, sorted.comparator());
    }
    writeEntries(kryo, output, map);
  }

  static void writeEntries(Kryo kryo, Output output, Map<?, ?> map) {
    int size = map.size();
    output.writeVarInt(size, true);
    int i = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (i++ == size) {
        throw new ConcurrentModificationException("the map grew while it was encoded");
      }
      writeKey(kryo, output, entry.getKey());
      writeValue(kryo, output, entry.getKey(), entry.getValue());
    }
    if (i < size) {
      throw new ConcurrentModificationException("the map shrank while it was encoded");
    }
  }

  static void writeKey(Kryo kryo, Output output, @Nullable Object key) {
    try {
      kryo.writeClassAndObject(output, key);
    } catch (RuntimeException e) {
      String className = key == null ? "" : key.getClass().getName();
      throw Failure.of(e, className).at(Failure.step("key", key));
    }
  }

  static void writeValue(Kryo kryo, Output output, @Nullable Object key, @Nullable Object value) {
    try {
      kryo.writeClassAndObject(output, value);
    } catch (RuntimeException e) {
      String className = value == null ? "" : value.getClass().getName();
      throw Failure.of(e, className).at(Failure.step(label(key), value));
    }
  }

  /** How a value with this key is called in a path. */
  static String label(@Nullable Object key) {
    if (key instanceof String text) {
      return "[\"" + (text.length() <= 40 ? text : text.substring(0, 40) + "…") + "\"]";
    }
    if (key == null) {
      return "[null]";
    }
    if (key instanceof Enum<?> constant) {
      return "[" + constant.name() + "]";
    }
    Class<?> type = key.getClass(); // whose toString is the user's if the class is
    return key instanceof Number && ClassName.isOfPlatform(type)
        ? "[" + key + "]"
        : "[a " + Failure.typeName(type) + "]";
  }

  @Override
  public Map<?, ?> read(Kryo kryo, Input input, Class<? extends Map<?, ?>> type) {
    Comparator<Object> comparator = ORDERED.contains(type) ? Comparators.read(kryo, input) : null;
    int size = readSize(input);
    Map<@Nullable Object, @Nullable Object> map = make(type, size, comparator);
    kryo.reference(map);
    for (int i = 0; i < size; i++) {
      Object key = readKey(kryo, input);
      map.put(key, readValue(kryo, input, key));
    }
    return map;
  }

  static int readSize(Input input) {
    int size = input.readVarInt(true);
    ((GraphInput) input).expect(size, 2);
    return size;
  }

  static @Nullable Object readKey(Kryo kryo, Input input) {
    try {
      return kryo.readClassAndObject(input);
    } catch (RuntimeException e) {
      throw Failure.of(e, "").at("key");
    }
  }

  static @Nullable Object readValue(Kryo kryo, Input input, @Nullable Object key) {
    try {
      return kryo.readClassAndObject(input);
    } catch (RuntimeException e) {
      throw Failure.of(e, "").at(label(key));
    }
  }

  @SuppressWarnings("JdkObsolete") // whatever users hold
  private static Map<@Nullable Object, @Nullable Object> make(
      Class<?> type, int size, @Nullable Comparator<Object> comparator) {
    return switch (type.getName()) {
      case "java.util.HashMap" -> new HashMap<>(capacity(size));
      case "java.util.LinkedHashMap" -> new LinkedHashMap<>(capacity(size));
      case "java.util.concurrent.ConcurrentHashMap" -> new ConcurrentHashMap<>(size);
      case "java.util.IdentityHashMap" -> new IdentityHashMap<>(size);
      case "java.util.Hashtable" -> new Hashtable<>(capacity(size));
      case "java.util.TreeMap" -> new TreeMap<>(comparator);
      case "java.util.concurrent.ConcurrentSkipListMap" -> new ConcurrentSkipListMap<>(comparator);
      default -> throw new IllegalArgumentException(type.getName());
    };
  }
}
