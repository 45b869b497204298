package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * What Kotlin and Scala call an {@code object}: the one of its class, in a static field. Nothing
 * but its class travels; the other end has an object of its own, as with all that is static.
 */
final class SingletonSerializer extends Serializer<Object> {
  private final Field field;

  private SingletonSerializer(Field field) {
    this.field = field;
  }

  /** A serializer for the class, if it is that of such an object. */
  static @Nullable SingletonSerializer of(Class<?> type) {
    boolean isOfScala = type.getName().endsWith("$");
    Field field = ofItself(type, isOfScala ? "MODULE$" : "INSTANCE");
    if (field == null || !(isOfScala || isOfKotlin(type))) { // annotations last: they are dear
      return null;
    }
    field.setAccessible(true);
    return new SingletonSerializer(field);
  }

  private static @Nullable Field ofItself(Class<?> type, String name) {
    try {
      Field field = type.getDeclaredField(name);
      int modifiers = field.getModifiers();
      boolean isIt =
          field.getType() == type && Modifier.isStatic(modifiers) && Modifier.isFinal(modifiers);
      return isIt ? field : null;
    } catch (NoSuchFieldException e) {
      return null;
    }
  }

  private static boolean isOfKotlin(Class<?> type) {
    for (Annotation annotation : type.getDeclaredAnnotations()) {
      if (annotation.annotationType().getName().equals("kotlin.Metadata")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void write(Kryo kryo, Output output, Object object) {}

  @Override
  public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
    try {
      Object object = field.get(null);
      if (object == null) {
        throw new Failure("the object is not there yet, as its class is being initialised", type);
      }
      return object;
    } catch (IllegalAccessException | LinkageError e) {
      throw Failure.of(e, type.getName());
    }
  }
}
