package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.kryo5.serializers.TimeSerializers;
import java.io.Externalizable;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides how the objects of a class travel:
 *
 * <ul>
 *   <li>a JDK class of the list in {@link #ofPlatform} by a serializer of its own; any other that
 *       is Serializable by {@link JavaSerializer}; nothing else of the JDK;
 *   <li>a view of a JDK collection, such as a key set, as the plain collection that equals it;
 *   <li>a lambda or a method reference by {@link LambdaSerializer};
 *   <li>a class that defines its own serial form by {@link JavaSerializer};
 *   <li>an {@code object} of Kotlin or Scala by its class alone;
 *   <li>any other class of the application by its fields, whether it is Serializable or not, unless
 *       it stands for something outside the object graph.
 * </ul>
 *
 * What is decided here must not depend on which end it is decided at, but for what travels as
 * {@link #JAVA} or {@link #LAMBDA}, which say so on the wire.
 */
final class Serializers {
  /** The number on the wire for what is written by {@link JavaSerializer}, of whatever class. */
  static final int JAVA = 10;

  /** The number on the wire for lambdas, whatever they are of. */
  static final int LAMBDA = 11;

  /** The first number that is not fixed. */
  static final int FIRST_NAMED = 12;

  private final LambdaSerializer lambdas = new LambdaSerializer();
  private final JavaSerializer java = new JavaSerializer();
  private final CollectionSerializer collections = new CollectionSerializer();
  private final MapSerializer maps = new MapSerializer();

  /** The classes with fixed numbers. */
  List<KnownClass> fixed() {
    return List.of(
        KnownClass.leaf(Integer.class, new DefaultSerializers.IntSerializer(), 1, false),
        KnownClass.leaf(String.class, new DefaultSerializers.StringSerializer(), 2, true),
        KnownClass.leaf(Long.class, new DefaultSerializers.LongSerializer(), 3, false),
        KnownClass.leaf(Double.class, new DefaultSerializers.DoubleSerializer(), 4, false),
        KnownClass.leaf(Boolean.class, new DefaultSerializers.BooleanSerializer(), 5, false),
        KnownClass.leaf(Float.class, new DefaultSerializers.FloatSerializer(), 6, false),
        KnownClass.leaf(Byte.class, new DefaultSerializers.ByteSerializer(), 7, false),
        KnownClass.leaf(Short.class, new DefaultSerializers.ShortSerializer(), 8, false),
        KnownClass.leaf(Character.class, new DefaultSerializers.CharSerializer(), 9, false),
        KnownClass.fixed(Object.class, java, JAVA, true),
        KnownClass.fixed(Object.class, lambdas, LAMBDA, true));
  }

  KnownClass decide(Class<?> type) {
    if (type.isArray()) {
      return KnownClass.named(type, ofArray(type.getComponentType()));
    }
    if (Enum.class.isAssignableFrom(type) && type != Enum.class) {
      Class<?> declaring = type.isEnum() ? type : type.getSuperclass(); // of a constant with a body
      return KnownClass.as(
          type,
          KnownClass.value(
              declaring, new DefaultSerializers.EnumSerializer(declaring.asSubclass(Enum.class))));
    }
    if (Proxy.isProxyClass(type) || type == Proxy.class) {
      return KnownClass.as(type, KnownClass.named(Proxy.class, new ProxySerializer()));
    }
    if (Lambdas.isLambda(type)) {
      return KnownClass.fixed(type, lambdas, LAMBDA, true);
    }
    return ClassName.isOfPlatform(type) ? ofPlatform(type) : ofApplication(type);
  }

  private static Serializer<?> ofArray(Class<?> component) {
    return component.isPrimitive()
        ? PrimitiveArraySerializer.of(component)
        : new ObjectArraySerializer();
  }

  private KnownClass java(Class<?> type) {
    return KnownClass.fixed(type, java, JAVA, true);
  }

  // --- classes of the JDK ---

  private KnownClass ofPlatform(Class<?> type) {
    KnownClass known = valueOfPlatform(type);
    if (known == null) {
      known = collectionOfPlatform(type);
    }
    if (known != null) {
      return known;
    }
    if (Serializable.class.isAssignableFrom(type)) {
      return java(type);
    }
    throw type.isHidden() ? new Failure(refusalOfLambda(type), type) : Refusal.ofPlatform(type);
  }

  private static @Nullable KnownClass valueOfPlatform(Class<?> type) {
    return switch (type.getName()) {
      case "java.lang.Object" -> KnownClass.named(type, ObjectSerializer.of(type));
      case "java.lang.Class" -> KnownClass.value(type, new ValueSerializers.OfClass());
      case "java.math.BigInteger" ->
          KnownClass.named(type, new DefaultSerializers.BigIntegerSerializer());
      case "java.math.BigDecimal" ->
          KnownClass.named(type, new DefaultSerializers.BigDecimalSerializer());
      case "java.util.UUID" -> KnownClass.value(type, new ValueSerializers.OfUuid());
      case "java.util.Date" -> KnownClass.named(type, new ValueSerializers.OfDate());
      case "java.time.Duration" -> KnownClass.value(type, new TimeSerializers.DurationSerializer());
      case "java.time.Instant" -> KnownClass.value(type, new TimeSerializers.InstantSerializer());
      case "java.time.LocalDate" ->
          KnownClass.value(type, new TimeSerializers.LocalDateSerializer());
      case "java.time.LocalTime" ->
          KnownClass.value(type, new TimeSerializers.LocalTimeSerializer());
      case "java.time.LocalDateTime" ->
          KnownClass.value(type, new TimeSerializers.LocalDateTimeSerializer());
      case "java.time.OffsetDateTime" ->
          KnownClass.value(type, new TimeSerializers.OffsetDateTimeSerializer());
      case "java.time.Period" -> KnownClass.value(type, new TimeSerializers.PeriodSerializer());
      case "java.util.Optional" -> KnownClass.named(type, new ValueSerializers.OfOptional());
      case "java.util.OptionalInt" -> KnownClass.value(type, new ValueSerializers.OfOptionalInt());
      case "java.util.OptionalLong" ->
          KnownClass.value(type, new ValueSerializers.OfOptionalLong());
      case "java.util.OptionalDouble" ->
          KnownClass.value(type, new ValueSerializers.OfOptionalDouble());
      case "java.util.concurrent.atomic.AtomicReference" ->
          KnownClass.named(type, new ValueSerializers.OfAtomicReference());
      case "java.util.AbstractMap$SimpleEntry",
          "java.util.AbstractMap$SimpleImmutableEntry",
          "java.util.Map$Entry" ->
          KnownClass.named(type, new EntrySerializer());
      default -> valueOfManyClasses(type);
    };
  }

  private static @Nullable KnownClass valueOfManyClasses(Class<?> type) {
    if (Path.class.isAssignableFrom(type)) {
      return KnownClass.as(type, KnownClass.value(Path.class, new ValueSerializers.OfPath()));
    }
    if (Charset.class.isAssignableFrom(type)) {
      return KnownClass.as(type, KnownClass.value(Charset.class, new ValueSerializers.OfCharset()));
    }
    return null;
  }

  private @Nullable KnownClass collectionOfPlatform(Class<?> type) {
    if (CollectionSerializer.makes(type)) {
      return KnownClass.named(type, collections);
    }
    if (MapSerializer.makes(type)) {
      return KnownClass.named(type, maps);
    }
    if (type.getName().startsWith("java.util.ImmutableCollections$")) {
      Class<?> shape = shape(type);
      return shape == null ? null : KnownClass.as(type, KnownClass.named(shape, immutable(shape)));
    }
    if (type == List.class || type == Set.class || type == Map.class) {
      return KnownClass.named(type, immutable(type));
    }
    if (type.getName().equals("java.util.Arrays$ArrayList")) {
      return KnownClass.named(type, new ArraysAsListSerializer());
    }
    return Serializable.class.isAssignableFrom(type) ? null : viewOfPlatform(type);
  }

  private static @Nullable Class<?> shape(Class<?> type) {
    if (List.class.isAssignableFrom(type)) {
      return List.class;
    }
    if (Set.class.isAssignableFrom(type)) {
      return Set.class;
    }
    return Map.class.isAssignableFrom(type) ? Map.class : null;
  }

  private static Serializer<?> immutable(Class<?> shape) {
    return shape == Map.class ? new ImmutableMapSerializer() : new ImmutableCollectionSerializer();
  }

  /** What is a view of another collection becomes a collection of its own. */
  private @Nullable KnownClass viewOfPlatform(Class<?> type) {
    if (Modifier.isPublic(type.getModifiers())) {
      return null;
    }
    Class<?> copy = null;
    if (SortedSet.class.isAssignableFrom(type)) {
      copy = TreeSet.class;
    } else if (Set.class.isAssignableFrom(type)) {
      copy = LinkedHashSet.class;
    } else if (Collection.class.isAssignableFrom(type)) {
      copy = ArrayList.class;
    }
    if (copy != null) {
      return KnownClass.as(type, KnownClass.named(copy, collections));
    }
    if (Map.Entry.class.isAssignableFrom(type)) {
      Class<?> entry =
          type.getName().equals("java.util.KeyValueHolder")
              ? Map.Entry.class
              : AbstractMap.SimpleEntry.class;
      return KnownClass.as(type, KnownClass.named(entry, new EntrySerializer()));
    }
    return null;
  }

  // --- classes of the application ---

  private KnownClass ofApplication(Class<?> type) {
    boolean serializable = Serializable.class.isAssignableFrom(type);
    if (type.isHidden()) {
      if (serializable) {
        return java(type);
      }
      throw new Failure(
          type.isSynthetic()
              ? refusalOfLambda(type)
              : "an object of a hidden class can't be sent, as the other end can't load the class",
          type);
    }
    if (serializable && hasOwnSerialForm(type)) {
      return java(type);
    }
    try {
      SingletonSerializer singleton = SingletonSerializer.of(type);
      if (singleton != null) {
        return KnownClass.value(type, singleton);
      }
      if (!serializable) {
        refuseWhatStandsForMore(type);
      }
      return type.isRecord() ? ofRecord(type) : KnownClass.named(type, ObjectSerializer.of(type));
    } catch (InaccessibleObjectException e) {
      if (serializable) {
        return java(type);
      }
      throw closed(type, e);
    }
  }

  private static KnownClass ofRecord(Class<?> type) {
    RecordSerializer serializer = RecordSerializer.of(type);
    return serializer.isFlat()
        ? KnownClass.leaf(type, serializer)
        : KnownClass.named(type, serializer);
  }

  /** A class whose package is closed to us, so that its objects can't be taken apart or made. */
  static Failure closed(Class<?> type, @Nullable Throwable cause) {
    return new Failure(
        "the package "
            + type.getPackageName()
            + " is not open: add \"opens "
            + type.getPackageName()
            + " to "
            + Serializers.class.getModule().getName()
            + ";\" to the module-info of "
            + type.getModule().getName(),
        type.getName(),
        cause);
  }

  private static String refusalOfLambda(Class<?> type) {
    Class<?>[] interfaces = type.getInterfaces();
    return "a lambda of "
        + (interfaces.length == 0 ? type : interfaces[0]).getName()
        + ", which is not Serializable, can't be sent: use one of the interfaces of"
        + " io.github.pipefarm.function, or cast the lambda as in"
        + " (java.util.function.Function<A, B> & java.io.Serializable) a -> …";
  }

  private static boolean hasOwnSerialForm(Class<?> type) {
    if (Externalizable.class.isAssignableFrom(type)) {
      return true;
    }
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      for (Method method : c.getDeclaredMethods()) {
        switch (method.getName()) {
          case "writeObject", "readObject", "writeReplace", "readResolve", "readObjectNoData" -> {
            if (!Modifier.isStatic(method.getModifiers()) && isOfSerialForm(method)) {
              return true;
            }
          }
          default -> {}
        }
      }
      if (ClassName.isOfPlatform(c) && hasState(c)) {
        return true; // out of our reach, but not out of Java serialization's
      }
    }
    return false;
  }

  private static boolean isOfSerialForm(Method method) {
    Class<?>[] parameters = method.getParameterTypes();
    return switch (method.getName()) {
      case "writeObject" -> parameters.length == 1 && parameters[0] == ObjectOutputStream.class;
      case "readObject" -> parameters.length == 1 && parameters[0] == ObjectInputStream.class;
      default -> parameters.length == 0;
    };
  }

  private static boolean hasState(Class<?> type) {
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
        return true;
      }
    }
    return false;
  }

  /** A field by field copy of a native pointer crashes later, one of a socket is no socket. */
  private static void refuseWhatStandsForMore(Class<?> type) {
    if (AutoCloseable.class.isAssignableFrom(type)) {
      throw Refusal.of(
          type,
          "the class is AutoCloseable and not Serializable, so it stands for a resource of this"
              + " process: open it in the worker by WorkerLocal, or send what it is opened with");
    }
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      if (ClassName.isOfPlatform(c)) {
        if (hasState(c)) {
          throw Refusal.of(
              type,
              "the class is not Serializable and extends the JDK's "
                  + c.getName()
                  + ", whose state can't be reached: make it in the worker by WorkerLocal");
        }
        continue;
      }
      refuseNativeCode(type, c);
    }
  }

  private static void refuseNativeCode(Class<?> type, Class<?> declaring) {
    for (Method method : declaring.getDeclaredMethods()) {
      if (Modifier.isNative(method.getModifiers())) {
        throw new Failure(
            "the class is not Serializable and has native methods, so its fields may point to"
                + " native memory: make it in the worker by WorkerLocal",
            type);
      }
    }
    for (Field field : declaring.getDeclaredFields()) {
      Class<?> held = field.getType();
      if (!Modifier.isStatic(field.getModifiers())
          && (Reference.class.isAssignableFrom(held)
              || held == Cleaner.class
              || held == Cleaner.Cleanable.class)) {
        throw new Failure(
            "the class is not Serializable and holds a "
                + held.getName()
                + " (field \""
                + field.getName()
                + "\"), so it cleans up after something of this process: make"
                + " it in the worker by WorkerLocal",
            type);
      }
    }
  }
}
