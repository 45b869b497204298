package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.SerializerFactory;
import com.esotericsoftware.kryo.kryo5.minlog.Log;
import com.esotericsoftware.kryo.kryo5.objenesis.strategy.StdInstantiatorStrategy;
import com.esotericsoftware.kryo.kryo5.util.Util;
import org.jspecify.annotations.Nullable;

/**
 * Kryo as we use it: it walks the graph, keeps count of what it has seen and reads and writes
 * primitives; how each class travels is decided by {@link Serializers}. To be thrown away after any
 * exception: there is no telling in what state that leaves it.
 */
@SuppressWarnings("rawtypes") // as in Kryo
final class GraphKryo extends Kryo {
  static {
    quieten();
  }

  private final NameResolver names;
  private final SeenObjects seen;

  GraphKryo() {
    this(new NameResolver());
  }

  private GraphKryo(NameResolver names) {
    this(names, new SeenObjects(names));
  }

  private GraphKryo(NameResolver names, SeenObjects seen) {
    super(names, seen);
    this.names = names;
    this.seen = seen;
    setRegistrationRequired(false);
    setOptimizedGenerics(false); // a write that failed would poison the next
    setInstantiatorStrategy(new StdInstantiatorStrategy());
    names.start(new Serializers());
  }

  /**
   * Kryo logs to standard output, and looks for {@code sun.misc.Unsafe}, about which JDK 24 and
   * later warn. The property is read when the class is initialised and put back at once, since the
   * application may use the same Kryo.
   */
  private static void quieten() {
    Log.set(Log.LEVEL_NONE);
    String key = "kryo.unsafe";
    String before = System.setProperty(key, "false");
    try {
      Util.isUnsafeAvailable();
    } finally {
      if (before == null) {
        System.clearProperty(key);
      } else {
        System.setProperty(key, before);
      }
    }
  }

  NameResolver names() {
    return names;
  }

  SeenObjects seen() {
    return seen;
  }

  static GraphKryo of(Kryo kryo) {
    return (GraphKryo) kryo;
  }

  /**
   * Writes a whole graph. An object that holds no others does without what is kept of larger ones.
   *
   * @return whether it is such an object
   */
  @SuppressWarnings("unchecked") // the serializer is the one of the value's class
  boolean writeGraph(GraphOutput output, @Nullable Object value) {
    KnownClass known = names.writeClass(output, value == null ? null : value.getClass());
    if (known == null) {
      return true;
    }
    if (known.isLeaf()) {
      known.getSerializer().write(this, output, value);
    } else {
      writeObject(output, value, known.getSerializer());
    }
    return known.isLeaf();
  }

  /** Reads a whole graph. */
  @SuppressWarnings("unchecked")
  @Nullable Object readGraph(GraphInput input) {
    KnownClass known = names.readClass(input);
    if (known == null) {
      return null;
    }
    return known.isLeaf()
        ? known.getSerializer().read(this, input, known.getType())
        : readObject(input, known.getType(), known.getSerializer());
  }

  @Override
  public void addDefaultSerializer(Class type, Serializer serializer) {}

  @Override
  public void addDefaultSerializer(Class type, SerializerFactory factory) {}

  @Override
  public void addDefaultSerializer(Class type, Class<? extends Serializer> serializer) {}
}
