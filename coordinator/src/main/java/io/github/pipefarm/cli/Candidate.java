package io.github.pipefarm.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One method that FUNCTION may mean.
 *
 * @param onRecord whether it is called on an object made of the record, or of a constant
 */
record Candidate(Class<?> owner, Method method, boolean onRecord) {
  /** What must be given for a call: the object it is called on, if that is to be given, first. */
  List<ParameterType> parameters() {
    List<ParameterType> parameters = new ArrayList<>();
    if (onRecord) {
      parameters.add(new ParameterType(owner));
    }
    Class<?>[] types = method.getParameterTypes();
    Type[] generics = method.getGenericParameterTypes();
    for (int i = 0; i < types.length; i++) {
      parameters.add(new ParameterType(types[i], generics[i]));
    }
    return parameters;
  }

  boolean isStatic() {
    return Modifier.isStatic(method.getModifiers());
  }

  /** How to type this very method. */
  String signature() {
    String name =
        UserCode.isExpression(owner) ? "the expression" : owner.getName() + "::" + method.getName();
    return name
        + Arrays.stream(method.getParameterTypes())
            .map(Candidate::shortName)
            .collect(Collectors.joining(",", "(", ")"));
  }

  boolean hasParameterTypes(List<String> names) {
    Class<?>[] types = method.getParameterTypes();
    if (types.length != names.size()) {
      return false;
    }
    for (int i = 0; i < types.length; i++) {
      if (!isNamed(types[i], names.get(i).replace("...", "[]"))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNamed(Class<?> type, String name) {
    return name.equals(type.getSimpleName())
        || name.equals(type.getTypeName())
        || name.equals(type.getCanonicalName());
  }

  /** Types of java.lang are known by their short names, as in a program. */
  private static String shortName(Class<?> type) {
    String name = type.getTypeName();
    return name.matches("java\\.lang\\.\\w+(\\[\\])*") ? type.getSimpleName() : name;
  }
}
