package io.github.pipefarm.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.SimpleTimeZone;
import java.util.Stack;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What comes out equals what went in, and is of a class that does. */
@SuppressWarnings({"ArrayRecordComponent", "IdentityHashMapUsage", "JavaUtilDate", "JdkObsolete"})
class ValuesTest {
  record Pair(int a, int b) {}

  record Mixed(String s, long l, double d, boolean z, byte y, short h, char c, float f, int[] i) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Mixed m && m.toString().equals(toString());
    }

    @Override
    public int hashCode() {
      return 0;
    }

    @Override
    public String toString() {
      return s + l + d + z + y + h + c + f + Arrays.toString(i);
    }
  }

  record Generic<T>(T value, List<? extends T> more) {}

  record Empty() {}

  record Checked(int positive) {
    Checked {
      if (positive <= 0) {
        throw new IllegalArgumentException("not positive");
      }
    }
  }

  enum Color {
    RED,
    GREEN {
      @Override
      int weight() {
        return 2;
      }
    };

    int weight() {
      return 1;
    }
  }

  static class Plain {
    private final String name;
    private int count;
    protected Object any;

    Plain(String name, int count, Object any) {
      this.name = name;
      this.count = count;
      this.any = any;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Plain p
          && p.getClass() == getClass()
          && p.name.equals(name)
          && p.count == count
          && java.util.Objects.equals(p.any, any);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }

  static class Sub extends Plain {
    private final int count = 7; // shadows

    Sub() {
      super("sub", 3, List.of("x"));
    }

    @Override
    public boolean equals(Object other) {
      return super.equals(other) && ((Sub) other).count == count;
    }

    @Override
    public int hashCode() {
      return super.hashCode();
    }
  }

  static class NoConstructor {
    final int value;

    private NoConstructor(int value) {
      this.value = value;
      if (value == 0) {
        throw new IllegalStateException();
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof NoConstructor n && n.value == value;
    }

    @Override
    public int hashCode() {
      return value;
    }
  }

  static class OwnForm implements Serializable {
    transient String text = "lost";

    private void writeObject(java.io.ObjectOutputStream out) throws java.io.IOException {
      out.defaultWriteObject();
      out.writeUTF("kept " + text);
    }

    private void readObject(java.io.ObjectInputStream in)
        throws java.io.IOException, ClassNotFoundException {
      in.defaultReadObject();
      text = in.readUTF().substring(5);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof OwnForm o && o.text.equals(text);
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }

  public static class Out implements java.io.Externalizable {
    int value;

    public Out() {}

    @Override
    public void writeExternal(java.io.ObjectOutput out) throws java.io.IOException {
      out.writeInt(value);
    }

    @Override
    public void readExternal(java.io.ObjectInput in) throws java.io.IOException {
      value = in.readInt();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Out o && o.value == value;
    }

    @Override
    public int hashCode() {
      return value;
    }
  }

  static class Lru extends LinkedHashMap<String, Plain> {
    final int limit;

    Lru(int limit) {
      super(16, 0.75f, true);
      this.limit = limit;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Plain> eldest) {
      return size() > limit;
    }

    @Override
    public boolean equals(Object other) {
      return super.equals(other) && ((Lru) other).limit == limit;
    }

    @Override
    public int hashCode() {
      return super.hashCode();
    }
  }

  static class Names extends ArrayList<String> {
    String owner = "me";

    @Override
    public boolean equals(Object other) {
      return super.equals(other) && other instanceof Names n && n.owner.equals(owner);
    }

    @Override
    public int hashCode() {
      return super.hashCode();
    }
  }

  private static <T> T make(Supplier<T> maker) {
    return maker.get();
  }

  static Stream<Object> values() throws Exception {
    Plain plain = new Plain("p", 1, null); // not Serializable
    ArrayList<Integer> list = new ArrayList<>(List.of(1, 2, 3, 4));
    Map<String, Integer> map = new TreeMap<>(Map.of("a", 1, "b", 2, "c", 3));
    char[] long1 = new char[200_000];
    Arrays.fill(long1, 'x');
    Lru lru = new Lru(2);
    lru.put("a", plain);
    Names names = new Names();
    names.add("n");
    Stack<Object> stack = new Stack<>();
    stack.push("s");
    Properties properties = new Properties();
    properties.setProperty("k", "v");
    Map<Object, Object> selfless = new IdentityHashMap<>();
    ZonedDateTime overlap =
        ZonedDateTime.of(2023, 10, 29, 2, 30, 0, 0, ZoneId.of("Europe/Berlin"))
            .withLaterOffsetAtOverlap();
    return Stream.of(
        // boxed and text
        0,
        1,
        -1,
        Integer.MIN_VALUE,
        Integer.MAX_VALUE,
        5L,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        (short) -3,
        (byte) -128,
        'x',
        '\uFFFF',
        true,
        false,
        1.5f,
        Float.NaN,
        -0.0,
        Double.NaN,
        Double.MIN_VALUE,
        Double.POSITIVE_INFINITY,
        "",
        "text",
        "\u0000\u007f\u00ff",
        "żółć",
        "𝄞 \uD800 lone",
        new String(long1),
        new String(long1) + "€",
        BigInteger.ZERO,
        BigInteger.TWO.pow(500).negate(),
        BigDecimal.TEN,
        new BigDecimal("1E-400"),
        new BigDecimal("12.3400"),
        MathContext.DECIMAL64,
        // time
        Duration.ofNanos(-5),
        Instant.now(),
        Instant.MAX,
        LocalDate.MIN,
        LocalDate.of(2024, 2, 29),
        LocalTime.of(23, 59, 59, 999_999_999),
        LocalTime.NOON,
        LocalDateTime.MAX,
        OffsetDateTime.now(ZoneOffset.ofHours(-3)),
        OffsetTime.MIN,
        overlap,
        ZoneOffset.UTC,
        ZoneId.of("Asia/Kolkata"),
        Year.of(2020),
        YearMonth.of(2020, 2),
        MonthDay.of(2, 29),
        Period.of(1, 2, 3),
        DayOfWeek.FRIDAY,
        Month.MAY,
        ChronoUnit.DAYS,
        new Date(0),
        new GregorianCalendar(2020, 1, 1),
        TimeZone.getTimeZone("Europe/Paris"),
        new SimpleTimeZone(3600000, "X"),
        // other values
        UUID.randomUUID(),
        URI.create("http://x/y?z#q"),
        new URL("http://localhost/x"),
        new File("a/b"),
        Path.of("/tmp/x"),
        Path.of(""),
        Locale.GERMANY,
        Locale.forLanguageTag("zh-Hant-TW"),
        Currency.getInstance("EUR"),
        StandardCharsets.UTF_8,
        InetAddress.getByAddress(new byte[] {1, 2, 3, 4}),
        InetSocketAddress.createUnresolved("h", 1),
        Optional.of("x"),
        Optional.empty(),
        OptionalInt.of(3),
        OptionalInt.empty(),
        OptionalLong.of(-4),
        OptionalDouble.of(0.5),
        TimeUnit.DAYS,
        Color.RED,
        Color.GREEN,
        BitSet.valueOf(new long[] {5, 9}),
        String.class,
        int.class,
        void.class,
        int[][].class,
        Color.class,
        Thread.class,
        Map.Entry.class,
        // arrays
        new byte[0],
        new byte[] {1, -1},
        new byte[300_000],
        new boolean[] {true, false, true},
        new short[] {1, -2},
        "chars€".toCharArray(),
        new int[] {1, -2, Integer.MIN_VALUE},
        IntStream.range(0, 100_000).toArray(),
        new long[] {1, Long.MIN_VALUE},
        new float[] {1.5f},
        new double[] {Math.PI, Double.NaN},
        new double[50_000],
        new int[][] {{1}, {}, null, {2, 3}},
        new String[] {"a", null, "b"},
        new Object[] {1, "x", null, new int[] {1}},
        new Integer[] {1, null},
        new Pair[] {new Pair(1, 2)},
        new Color[] {Color.GREEN},
        new List<?>[] {List.of(1)},
        new long[3][4][5],
        // collections
        list,
        new ArrayList<>(Arrays.asList(null, 1)),
        new LinkedList<>(list),
        new Vector<>(list),
        stack,
        new HashSet<>(list),
        new LinkedHashSet<>(List.of("z", "a")),
        new TreeSet<>(list),
        new TreeSet<>(Comparator.reverseOrder()),
        make(
            () -> {
              TreeSet<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
              set.add("B");
              set.add("a");
              return set;
            }),
        new HashMap<>(map),
        new LinkedHashMap<>(map),
        map,
        new Hashtable<>(map),
        properties,
        new ConcurrentHashMap<>(map),
        new ConcurrentSkipListMap<>(map),
        new ConcurrentSkipListSet<>(list),
        new CopyOnWriteArrayList<>(list),
        new CopyOnWriteArraySet<>(list),
        selfless,
        new HashMap<>(Collections.singletonMap(null, null)),
        List.of(),
        List.of(1),
        List.of(1, 2, 3),
        List.of(1, 2, 3, 4).subList(1, 3),
        Set.of(),
        Set.of("a"),
        Set.of("a", "b", "c"),
        Map.of(),
        Map.of("k", plain),
        Map.of("a", 1, "b", 2),
        Map.entry("k", 1),
        List.copyOf(list),
        Stream.of(1, null).toList(),
        Stream.of(1, 2).toList(),
        Arrays.asList(1, null, "x"),
        Collections.emptyList(),
        Collections.emptyMap(),
        Collections.emptySet(),
        Collections.singletonList(plain),
        Collections.singleton("x"),
        Collections.singletonMap("a", plain),
        Collections.unmodifiableList(list),
        Collections.unmodifiableList(List.of(plain)),
        Collections.unmodifiableMap(new HashMap<>(Map.of(new Pair(1, 2), plain))),
        Collections.unmodifiableSet(new HashSet<>(list)),
        Collections.synchronizedList(list),
        Collections.synchronizedMap(map),
        Collections.checkedList(list, Integer.class),
        Collections.nCopies(3, plain),
        make(
            () -> {
              Set<String> set = Collections.newSetFromMap(new ConcurrentHashMap<>());
              set.add("a");
              return set;
            }),
        list.subList(1, 3),
        map.keySet(),
        new HashMap<>(map).keySet(),
        new HashMap<>(map).entrySet(),
        ((TreeMap<String, Integer>) map).headMap("c"),
        ((TreeMap<String, Integer>) map).descendingMap(),
        new AbstractMap.SimpleEntry<>("a", plain),
        new HashMap<>(Map.of("a", 1)).entrySet().iterator().next(),
        EnumSet.of(Color.GREEN),
        EnumSet.noneOf(Color.class),
        EnumSet.allOf(TimeUnit.class),
        new EnumMap<>(Map.of(Color.RED, plain)),
        IntStream.range(0, 1000).boxed().collect(Collectors.toList()),
        Collections.reverseOrder(),
        Comparator.naturalOrder(),
        // classes of the application
        new Pair(1, -2),
        new Mixed("é", 1, 2, true, (byte) 3, (short) 4, '5', 6, new int[] {7}),
        new Generic<>("x", List.of("y")),
        new Generic<>(null, null),
        new Empty(),
        new Checked(1),
        plain,
        new Plain("q", 2, new Pair(1, 2)),
        new Sub(),
        new NoConstructor(5),
        new OwnForm(),
        new Out(),
        lru,
        names);
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValueArrivesEqual(Object value) throws Exception {
    Object copy = new Connection().send(value);

    assertThat(copy).isEqualTo(value);
    if (value instanceof Comparable<?>) {
      assertThat(copy.getClass()).isEqualTo(value.getClass());
    }
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValueArrivesEqualInsideARecordBesideOthers(Object value) throws Exception {
    Connection connection = new Connection();
    for (int i = 0; i < 2; i++) {
      Generic<Object> copy = connection.send(new Generic<>(value, List.of("next")));

      assertThat(copy.value()).isEqualTo(value);
      assertThat(copy.more()).isEqualTo(List.of("next"));
    }
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValueArrivesEqualAsABlob(Object value) throws Exception {
    BlobCodec blobs = new BlobCodec();

    Object copy = blobs.decode(blobs.encode(value), getClass().getClassLoader());

    assertThat(copy).isEqualTo(value);
  }
}
