package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/** Objects field by field, made without calling a constructor of their own class. */
final class ObjectSerializer extends Serializer<Object> {
  private final Class<?> type;
  private final FieldSlot[] fields;
  private final @Nullable Constructor<?> ofFoundation;

  private ObjectSerializer(Class<?> type, FieldSlot[] fields) {
    this.type = type;
    this.fields = fields;
    this.ofFoundation = Foundation.constructorFor(type);
  }

  static ObjectSerializer of(Class<?> type) {
    return new ObjectSerializer(type, FieldSlot.of(type));
  }

  private Object make(Kryo kryo) {
    if (ofFoundation == null) {
      return kryo.newInstance(type);
    }
    try {
      return ofFoundation.newInstance();
    } catch (ReflectiveOperationException e) {
      throw Failure.of(e, type.getName());
    }
  }

  @Override
  public void write(Kryo kryo, Output output, Object object) {
    int i = 0;
    try {
      for (; i < fields.length; i++) {
        fields[i].write(kryo, output, object);
      }
    } catch (RuntimeException e) {
      throw Failure.of(e, type.getName()).at(fields[i].step(object));
    }
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<? extends Object> ignored) {
    Object object = make(kryo);
    kryo.reference(object);
    int i = 0;
    try {
      for (; i < fields.length; i++) {
        fields[i].readInto(kryo, input, object);
      }
    } catch (RuntimeException e) {
      throw Failure.of(e, type.getName()).at(fields[i].declaredStep());
    }
    return object;
  }
}
