package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** Records: read from their fields, made by their canonical constructor. */
final class RecordSerializer extends Serializer<Object> {
  private final Constructor<?> constructor;
  private final FieldSlot[] components;
  private final boolean flat;

  private RecordSerializer(Constructor<?> constructor, FieldSlot[] components, boolean flat) {
    this.constructor = constructor;
    this.components = components;
    this.flat = flat;
  }

  static RecordSerializer of(Class<?> type) {
    RecordComponent[] declared = type.getRecordComponents();
    FieldSlot[] components = new FieldSlot[declared.length];
    Class<?>[] types = new Class<?>[declared.length];
    boolean flat = true;
    try {
      for (int i = 0; i < declared.length; i++) {
        components[i] = new FieldSlot(type.getDeclaredField(declared[i].getName()));
        types[i] = declared[i].getType();
        flat &= components[i].isPrimitive();
      }
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return new RecordSerializer(constructor, components, flat);
    } catch (NoSuchFieldException | NoSuchMethodException e) {
      throw new Failure("not a well-formed record", type.getName(), e);
    }
  }

  /** Whether the records hold primitives alone. */
  boolean isFlat() {
    return flat;
  }

  @Override
  public void write(Kryo kryo, Output output, Object object) {
    SeenObjects seen = GraphKryo.of(kryo).seen();
    if (!flat) {
      seen.open(object);
    }
    int i = 0;
    try {
      for (; i < components.length; i++) {
        components[i].write(kryo, output, object);
      }
    } catch (RuntimeException e) {
      throw Failure.of(e, object.getClass().getName()).at(components[i].step(object));
    }
    if (!flat) {
      seen.close();
    }
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
    @Nullable Object[] values = new Object[components.length];
    int i = 0;
    try {
      for (; i < components.length; i++) {
        values[i] = components[i].read(kryo, input);
      }
    } catch (RuntimeException e) {
      throw Failure.of(e, type.getName()).at(components[i].declaredStep());
    }
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause() == null ? e : e.getCause();
      throw new Failure("the record's constructor threw " + thrown, type.getName(), thrown);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      throw Failure.of(e, type.getName());
    }
  }
}
