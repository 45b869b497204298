package io.github.pipefarm;

import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * What a farm or a job becomes where a function has captured it and is sent to a worker, most often
 * by accident, through {@code this} of a service or a test: an object of the same interface that
 * throws when it is used.
 *
 * @param type the interface
 */
record InertHandle(Class<?> type) implements Serializable {
  private Object readResolve() {
    return Proxy.newProxyInstance(
        type.getClassLoader(), new Class<?>[] {type}, new Handler(type.getSimpleName()));
  }

  /** What the object does. Not a lambda, as the object may have to travel on, or back. */
  private record Handler(String type) implements InvocationHandler, Serializable {
    @Override
    public Object invoke(Object proxy, Method method, Object[] args) {
      return switch (method.getName()) {
        case "toString" -> "inert " + type;
        case "hashCode" -> System.identityHashCode(proxy);
        case "equals" -> proxy == args[0];
        default ->
            throw new IllegalStateException(
                "a %s that a function captured can't be used inside a task".formatted(type));
      };
    }
  }
}
