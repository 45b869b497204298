package io.github.pipefarm.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The types that a text can become: text itself, the primitives, enums, and every type with a
 * public static {@code parse(CharSequence)} (as those of java.time) or {@code valueOf(String)}, or
 * a public constructor that takes a string. White space around numbers and the like is dropped.
 */
final class Converters {
  private static final Map<Class<?>, Converter> KNOWN =
      Map.ofEntries(
          Map.entry(byte.class, text -> Byte.valueOf(text.strip())),
          Map.entry(short.class, text -> Short.valueOf(text.strip())),
          Map.entry(int.class, text -> Integer.valueOf(text.strip())),
          Map.entry(long.class, text -> Long.valueOf(text.strip())),
          Map.entry(float.class, text -> Float.valueOf(text.strip())),
          Map.entry(double.class, text -> Double.valueOf(text.strip())),
          Map.entry(boolean.class, Converters::toBoolean),
          Map.entry(char.class, Converters::toCharacter),
          Map.entry(Number.class, text -> new BigDecimal(text.strip())),
          Map.entry(BigDecimal.class, text -> new BigDecimal(text.strip())),
          Map.entry(BigInteger.class, text -> new BigInteger(text.strip())),
          Map.entry(Path.class, Path::of),
          Map.entry(Locale.class, text -> Locale.forLanguageTag(text.strip())),
          Map.entry(UUID.class, text -> UUID.fromString(text.strip())));

  private Converters() {}

  static boolean takesText(Class<?> type) {
    return type.isAssignableFrom(String.class);
  }

  /** Finds how a text becomes a value of the type; empty if it can't. */
  static Optional<Converter> forType(Class<?> type) {
    if (takesText(type)) {
      return Optional.of(text -> text);
    }
    Class<?> primitive = MethodType.methodType(type).unwrap().returnType();
    Converter known = KNOWN.get(primitive);
    if (known != null) {
      return Optional.of(known);
    }
    if (type.isArray()) {
      return Optional.empty();
    }
    if (type.isEnum()) {
      return Optional.of(text -> constant(type, text.strip()));
    }
    return factory(type, "parse", CharSequence.class)
        .or(() -> factory(type, "valueOf", String.class))
        .or(() -> constructor(type));
  }

  private static Object constant(Class<?> type, String name) throws RecordException {
    StringBuilder names = new StringBuilder();
    for (Object constant : type.getEnumConstants()) {
      String candidate = ((Enum<?>) constant).name();
      if (candidate.equals(name)) {
        return constant;
      }
      names.append(names.isEmpty() ? "" : ", ").append(candidate);
    }
    throw new RecordException(
        "no constant of " + type.getName() + ": '" + name + "'; there are " + names);
  }

  private static Boolean toBoolean(String text) throws RecordException {
    String word = text.strip();
    if (word.equalsIgnoreCase("true")) {
      return true;
    }
    if (word.equalsIgnoreCase("false")) {
      return false;
    }
    throw new RecordException("neither true nor false: '" + text + "'");
  }

  private static Character toCharacter(String text) throws RecordException {
    if (text.length() != 1) {
      throw new RecordException("not one char: '" + text + "'");
    }
    return text.charAt(0);
  }

  private static Optional<Converter> factory(Class<?> type, String name, Class<?> parameter) {
    return handle(
        lookup -> lookup.findStatic(type, name, MethodType.methodType(type, parameter)), type);
  }

  private static Optional<Converter> constructor(Class<?> type) {
    if (Modifier.isAbstract(type.getModifiers())) {
      return Optional.empty();
    }
    return handle(
        lookup -> lookup.findConstructor(type, MethodType.methodType(void.class, String.class)),
        type);
  }

  private static Optional<Converter> handle(HandleSource source, Class<?> type) {
    try {
      MethodHandle handle =
          source
              .find(MethodHandles.publicLookup().in(type))
              .asType(MethodType.methodType(Object.class, String.class));
      return Optional.of(text -> (Object) handle.invokeExact(text.strip()));
    } catch (ReflectiveOperationException e) {
      return Optional.empty();
    }
  }

  @FunctionalInterface
  private interface HandleSource {
    MethodHandle find(MethodHandles.Lookup lookup) throws ReflectiveOperationException;
  }
}
