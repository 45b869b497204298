package io.github.pipefarm.protocol;

import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * The superclass of a class whose objects travel by their fields, all of whose own state is
 * transient: its constructor is called for a copy, as Java serialization does for a superclass that
 * is not Serializable, since nothing else would set these fields. Groovy's closures and scripts
 * can't do without.
 */
final class Foundation {
  private Foundation() {}

  /** What makes an object of the class by its foundation's constructor; null if it has none. */
  static @Nullable Constructor<?> constructorFor(Class<?> type) {
    Class<?> foundation = of(type);
    if (foundation == null) {
      return null;
    }
    try {
      Constructor<?> constructor = foundation.getDeclaredConstructor();
      return isInherited(constructor, type) ? forSerialization(type, constructor) : null;
    } catch (ReflectiveOperationException e) {
      return null; // then its objects are made as those of all other classes
    }
  }

  /** The nearest superclass from which on upwards all state is transient, if there is any. */
  private static @Nullable Class<?> of(Class<?> type) {
    Class<?> nearest = null;
    boolean isNeeded = false;
    for (Class<?> c = type.getSuperclass(); c != null; c = c.getSuperclass()) {
      if (Serializable.class.isAssignableFrom(c) || hasFields(c, 0)) {
        nearest = null;
        isNeeded = false;
      } else if (nearest == null) {
        nearest = c;
      }
      isNeeded |= nearest != null && hasFields(c, Modifier.TRANSIENT);
    }
    return isNeeded ? nearest : null;
  }

  private static boolean hasFields(Class<?> type, int modifier) {
    for (Field field : type.getDeclaredFields()) {
      int modifiers = field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT);
      if (modifiers == modifier) {
        return true;
      }
    }
    return false;
  }

  private static boolean isInherited(Constructor<?> constructor, Class<?> type) {
    int modifiers = constructor.getModifiers();
    if (Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers)) {
      return true;
    }
    Class<?> declaring = constructor.getDeclaringClass();
    return !Modifier.isPrivate(modifiers)
        && declaring.getClassLoader() == type.getClassLoader()
        && declaring.getPackageName().equals(type.getPackageName());
  }

  /** By reflection, as the compiler warns of the class, which is made for this very purpose. */
  private static Constructor<?> forSerialization(Class<?> type, Constructor<?> constructor)
      throws ReflectiveOperationException {
    Class<?> factory = Class.forName("sun.reflect.ReflectionFactory");
    Object instance = factory.getMethod("getReflectionFactory").invoke(null);
    Method make =
        factory.getMethod("newConstructorForSerialization", Class.class, Constructor.class);
    return (Constructor<?>) make.invoke(instance, type, constructor);
  }
}
