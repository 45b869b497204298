package io.github.pipefarm.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An expression over JSON. What {@code it} is, a map, a list, a text or a number, only each record
 * tells; so the expression was compiled for each of these types, as far as it makes sense.
 */
final class JsonExpression implements RecordFunction {
  /** The types of {@code it}, in the order in which they are tried. */
  static final List<String> TYPES =
      List.of(
          "Map<String, Object>",
          "List<Object>",
          "String",
          "long",
          "int",
          "double",
          "boolean",
          "Number",
          "Object");

  /** The expression, compiled for one type. */
  record Variant(Class<?> type, MethodHandle open, boolean prints) {
    Variant {
      open = open.asType(MethodType.genericMethodType(1));
    }

    boolean takes(@Nullable Object value) {
      if (type == long.class) {
        return value instanceof Long || value instanceof Integer;
      }
      return type == Object.class
          || MethodType.methodType(type).wrap().returnType().isInstance(value);
    }
  }

  private final List<Variant> variants;
  private final Converter value;
  private final FunctionBinder binder;

  JsonExpression(List<Variant> variants, Converter value, FunctionBinder binder) {
    this.variants = List.copyOf(variants);
    this.value = value;
    this.binder = binder;
  }

  @Override
  public @Nullable String apply(String record) throws Throwable {
    Object it = value.convert(record);
    for (Variant variant : variants) {
      if (variant.takes(it)) {
        return binder.printed(variant.prints(), (Object) variant.open().invokeExact(it));
      }
    }
    throw new RecordException("the expression is not for " + kind(it) + ", which this record is");
  }

  private static String kind(@Nullable Object it) {
    if (it instanceof Map) {
      return "a JSON object";
    }
    if (it instanceof List) {
      return "a JSON array";
    }
    return it instanceof String ? "a text" : it instanceof Number ? "a number" : "" + it;
  }
}
