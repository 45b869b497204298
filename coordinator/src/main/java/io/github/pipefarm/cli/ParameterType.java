package io.github.pipefarm.cli;

import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;

/**
 * What a parameter takes.
 *
 * @param generic the same with its type arguments, if it has any
 */
record ParameterType(Class<?> raw, Type generic) {
  ParameterType(Class<?> type) {
    this(type, type);
  }

  /** What the last type argument says, which is what a list or a map has for values. */
  ParameterType element() {
    if (raw.isArray()) {
      return new ParameterType(raw.getComponentType());
    }
    if (generic instanceof ParameterizedType type) {
      Type[] arguments = type.getActualTypeArguments();
      if (arguments[arguments.length - 1] instanceof Class<?> element) {
        return new ParameterType(element);
      }
    }
    return new ParameterType(Object.class);
  }

  /**
   * Whether there may be JSON for it: an array, a collection, a map, a record, a class that is not
   * abstract.
   */
  boolean isJson() {
    return raw.isArray()
        || raw == Object.class
        || Iterable.class.isAssignableFrom(raw)
        || Map.class.isAssignableFrom(raw)
        || !Modifier.isAbstract(raw.getModifiers());
  }

  @Override
  public String toString() {
    return generic.getTypeName();
  }
}
