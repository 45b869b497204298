package io.github.pipefarm.protocol;

import java.util.Set;

/**
 * The JDK's plain values: what holds data and does nothing when it is made, compared or hashed but
 * ask what it holds. Not among them is what could be used to make mischief with, such as {@code
 * URL}, which asks the network for its hash, dynamic proxies, and all of {@code javax}, {@code
 * com.sun} and {@code sun}.
 */
final class PlainValues {
  private static final Set<String> NAMES =
      Set.of(
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Class", // of which each is looked at by its own name
          "java.lang.Double",
          "java.lang.Enum",
          "java.lang.Float",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Number",
          "java.lang.Object",
          "java.lang.Short",
          "java.lang.StackTraceElement",
          "java.lang.String",
          "java.lang.String$CaseInsensitiveComparator",
          "java.lang.StringBuffer",
          "java.lang.StringBuilder",
          "java.lang.invoke.SerializedLambda", // of which the class it stands in is looked at
          "java.math.BigDecimal",
          "java.math.BigInteger",
          "java.math.MathContext",
          "java.math.RoundingMode",
          "java.io.File",
          "java.net.Inet4Address",
          "java.net.Inet6Address",
          "java.net.InetAddress",
          "java.net.InetSocketAddress",
          "java.net.SocketAddress",
          "java.net.URI",
          "java.nio.charset.Charset",
          "java.nio.file.Path",
          "java.sql.Date",
          "java.sql.Time",
          "java.sql.Timestamp",
          "java.util.AbstractMap$SimpleEntry",
          "java.util.AbstractMap$SimpleImmutableEntry",
          "java.util.ArrayDeque",
          "java.util.ArrayList",
          "java.util.Arrays$ArrayList",
          "java.util.BitSet",
          "java.util.Calendar",
          "java.util.Comparators$NaturalOrderComparator",
          "java.util.Comparators$NullComparator",
          "java.util.Currency",
          "java.util.Date",
          "java.util.EnumMap",
          "java.util.EnumSet",
          "java.util.EnumSet$SerializationProxy",
          "java.util.GregorianCalendar",
          "java.util.HashMap",
          "java.util.HashSet",
          "java.util.Hashtable",
          "java.util.IdentityHashMap",
          "java.util.JumboEnumSet",
          "java.util.LinkedHashMap",
          "java.util.LinkedHashSet",
          "java.util.LinkedList",
          "java.util.List",
          "java.util.Locale",
          "java.util.Map",
          "java.util.Map$Entry",
          "java.util.Optional",
          "java.util.OptionalDouble",
          "java.util.OptionalInt",
          "java.util.OptionalLong",
          "java.util.PriorityQueue",
          "java.util.Properties",
          "java.util.Random",
          "java.util.RegularEnumSet",
          "java.util.Set",
          "java.util.SimpleTimeZone",
          "java.util.Stack",
          "java.util.TimeZone",
          "java.util.TreeMap",
          "java.util.TreeSet",
          "java.util.UUID",
          "java.util.Vector",
          "java.util.concurrent.ArrayBlockingQueue",
          "java.util.concurrent.ConcurrentHashMap",
          "java.util.concurrent.ConcurrentLinkedDeque",
          "java.util.concurrent.ConcurrentLinkedQueue",
          "java.util.concurrent.ConcurrentSkipListMap",
          "java.util.concurrent.ConcurrentSkipListSet",
          "java.util.concurrent.CopyOnWriteArrayList",
          "java.util.concurrent.CopyOnWriteArraySet",
          "java.util.concurrent.LinkedBlockingDeque",
          "java.util.concurrent.LinkedBlockingQueue",
          "java.util.concurrent.PriorityBlockingQueue",
          "java.util.concurrent.TimeUnit",
          "java.util.regex.Pattern",
          "sun.util.calendar.ZoneInfo"); // what every TimeZone is

  /** Where all that is Serializable is a value, or a wrapper of one. */
  private static final Set<String> PREFIXES =
      Set.of(
          "java.time.",
          "java.util.Collections$",
          "java.util.TreeMap$",
          "java.util.concurrent.ConcurrentSkipListMap$",
          "java.util.concurrent.atomic.");

  /** Whose exceptions are plain: text, numbers, causes. */
  private static final Set<String> PACKAGES_OF_EXCEPTIONS =
      Set.of(
          "java.io",
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.net",
          "java.net.http",
          "java.nio",
          "java.nio.channels",
          "java.nio.charset",
          "java.nio.file",
          "java.security",
          "java.sql",
          "java.text",
          "java.util",
          "java.util.concurrent",
          "java.util.jar",
          "java.util.regex",
          "java.util.zip");

  private PlainValues() {}

  static boolean contain(String name) {
    return isPrimitive(name)
        || NAMES.contains(name)
        || PREFIXES.stream().anyMatch(name::startsWith)
        || isException(name);
  }

  private static boolean isPrimitive(String name) {
    return switch (name) {
      case "Z", "B", "C", "S", "I", "J", "F", "D" -> true; // of arrays
      default -> false;
    };
  }

  private static boolean isException(String name) {
    int dot = name.lastIndexOf('.');
    if (dot < 0 || !PACKAGES_OF_EXCEPTIONS.contains(name.substring(0, dot))) {
      return false;
    }
    try {
      return Throwable.class.isAssignableFrom(
          Class.forName(name, false, ClassLoader.getPlatformClassLoader()));
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** The class of an array's elements, by the name of the array. */
  static String elementOf(String name) {
    int dimensions = 0;
    while (dimensions < name.length() && name.charAt(dimensions) == '[') {
      dimensions++;
    }
    boolean ofObjects = dimensions > 0 && name.endsWith(";") && name.charAt(dimensions) == 'L';
    return ofObjects
        ? name.substring(dimensions + 1, name.length() - 1)
        : name.substring(dimensions);
  }
}
