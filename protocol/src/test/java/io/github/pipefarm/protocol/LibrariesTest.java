package io.github.pipefarm.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.HashBasedTable;
import com.google.common.collect.HashBiMap;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableBiMap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.ImmutableRangeMap;
import com.google.common.collect.ImmutableRangeSet;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.Lists;
import com.google.common.collect.Ordering;
import com.google.common.collect.Range;
import com.google.common.collect.Sets;
import com.google.common.collect.TreeMultiset;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.Ints;
import com.google.common.primitives.UnsignedLong;
import io.vavr.Lazy;
import io.vavr.Tuple;
import io.vavr.control.Either;
import io.vavr.control.Option;
import io.vavr.control.Try;
import io.vavr.control.Validation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kotlin.Pair;
import kotlin.Triple;
import kotlin.Unit;
import kotlin.collections.CollectionsKt;
import kotlin.collections.MapsKt;
import kotlin.collections.SetsKt;
import kotlin.ranges.IntRange;
import kotlin.text.Regex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.collection.immutable.$colon$colon;

/** What the collections and objects of widespread libraries do to their own identity is kept. */
class LibrariesTest {
  private final Connection connection = new Connection();

  /** Not Serializable, as most users' classes. */
  record Point(int x, int y) {}

  private static final Point POINT = new Point(1, 2);

  static Stream<Object> guava() {
    return Stream.of(
        ImmutableList.of(),
        ImmutableList.of(POINT),
        ImmutableList.of(1, 2, 3),
        ImmutableList.of(1, 2, 3).reverse(),
        ImmutableList.of(1, 2, 3).subList(1, 3),
        ImmutableSet.of(),
        ImmutableSet.of(POINT),
        ImmutableSet.of("b", "a"),
        ImmutableSortedSet.of("b", "a"),
        ImmutableSortedSet.orderedBy(Ordering.natural().reverse()).add("a", "b").build(),
        ImmutableMap.of(),
        ImmutableMap.of("k", POINT),
        ImmutableMap.of("a", 1, "b", 2),
        ImmutableMap.of("a", 1, "b", 2).keySet(),
        ImmutableMap.of("a", 1, "b", 2).entrySet(),
        ImmutableSortedMap.of("a", 1, "b", 2),
        ImmutableBiMap.of("a", 1).inverse(),
        ImmutableMultiset.of("a", "a", "b"),
        ImmutableListMultimap.of("a", 1, "a", 2),
        ImmutableTable.of("r", "c", POINT),
        ImmutableRangeSet.of(Range.closed(1, 5)),
        ImmutableRangeMap.of(Range.open(1, 5), "x"),
        ArrayListMultimap.create(ImmutableListMultimap.of("a", 1)),
        LinkedHashMultimap.create(ImmutableListMultimap.of("a", 1)),
        HashBiMap.create(Map.of("a", POINT)),
        HashMultiset.create(List.of("a", "a")),
        TreeMultiset.create(List.of("b", "a")),
        HashBasedTable.create(ImmutableTable.of("r", "c", POINT)),
        Lists.newArrayList(1, 2),
        Lists.partition(Lists.newArrayList(1, 2, 3), 2),
        Sets.newConcurrentHashSet(List.of(1)),
        Range.atLeast(3),
        Range.all(),
        Ints.asList(1, 2, 3),
        ImmutableIntArray.of(1, 2),
        UnsignedLong.MAX_VALUE,
        com.google.common.base.Optional.of(POINT),
        com.google.common.hash.HashCode.fromInt(5),
        com.google.common.net.HostAndPort.fromParts("h", 1),
        com.google.common.primitives.UnsignedInteger.ONE);
  }

  static Stream<Object> scala() {
    scala.collection.immutable.List<Object> list =
        new $colon$colon<>("x", new $colon$colon<>(POINT, nil()));
    return Stream.of(
        list,
        list.toVector(),
        list.toSet(),
        list.toBuffer(),
        list.toIndexedSeq(),
        scala.collection.immutable.Vector$.MODULE$.fill(100, () -> POINT),
        scala.collection.immutable.Map$.MODULE$.empty().updated("k", POINT),
        scala.collection.immutable.TreeMap$.MODULE$
            .empty(scala.math.Ordering.String$.MODULE$)
            .updated("k", POINT),
        scala.collection.immutable.HashMap$.MODULE$.empty().updated("k", 1),
        scala.collection.immutable.Range$.MODULE$.apply(1, 10),
        scala.collection.immutable.Queue$.MODULE$.empty().enqueue(1),
        scala.collection.mutable.ArrayBuffer$.MODULE$.empty().append(POINT),
        scala.collection.mutable.HashMap$.MODULE$.empty().addOne(new scala.Tuple2<>("k", POINT)),
        new scala.Some<>(POINT),
        new scala.Tuple2<>(POINT, 1),
        new scala.util.Left<>(POINT),
        new scala.util.Right<>(1),
        new scala.util.Success<>(POINT),
        scala.math.BigInt$.MODULE$.apply(5),
        scala.math.BigDecimal$.MODULE$.apply(5));
  }

  @SuppressWarnings("unchecked") // an empty list is one of anything
  private static scala.collection.immutable.List<Object> nil() {
    return (scala.collection.immutable.List<Object>)
        (scala.collection.immutable.List<?>) scala.collection.immutable.Nil$.MODULE$;
  }

  @SuppressWarnings("unchecked") // pairs of two types in one array
  static Stream<Object> kotlin() {
    return Stream.of(
        new Pair<>(POINT, 1),
        new Triple<>(POINT, 1, null),
        CollectionsKt.listOf(1, 2, 3),
        CollectionsKt.listOf(POINT),
        MapsKt.mapOf(new Pair<>("a", 1), new Pair<>("b", POINT)),
        MapsKt.mapOf(new Pair<>("a", 1)),
        SetsKt.setOf("a", "b"),
        CollectionsKt.build(CollectionsKt.createListBuilder()),
        built(),
        new kotlin.collections.ArrayDeque<>(List.of(1, POINT)),
        new IntRange(1, 5),
        new kotlin.ranges.LongProgression(1, 9, 2),
        kotlin.LazyThreadSafetyMode.NONE,
        kotlin.text.CharCategory.CONTROL);
  }

  private static List<Object> built() {
    List<Object> builder = CollectionsKt.createListBuilder();
    builder.add(POINT);
    return CollectionsKt.build(builder);
  }

  static Stream<Object> vavr() {
    return Stream.of(
        io.vavr.collection.List.of(1, POINT),
        io.vavr.collection.List.of(1, 2).map(x -> x + 1),
        io.vavr.collection.List.ofAll(IntStream.range(0, 50_000).boxed().toList()),
        io.vavr.collection.Vector.of(1, POINT),
        io.vavr.collection.Array.of(1, POINT),
        io.vavr.collection.Queue.of(1, POINT),
        io.vavr.collection.HashMap.of("k", POINT),
        io.vavr.collection.LinkedHashMap.of("k", POINT),
        io.vavr.collection.TreeMap.of("k", POINT),
        io.vavr.collection.HashSet.of(POINT),
        io.vavr.collection.TreeSet.of(3, 1),
        io.vavr.collection.Stream.of(1, POINT),
        io.vavr.collection.HashMultimap.withSeq().of("k", POINT),
        Tuple.of(POINT, 1),
        Option.of(POINT),
        Option.none(),
        Either.left(POINT),
        Try.success(POINT),
        Validation.valid(POINT),
        Lazy.of(() -> 5));
  }

  @ParameterizedTest
  @MethodSource({"guava", "scala", "kotlin", "vavr"})
  void aLibrarysValueArrivesEqual(Object value) throws Exception {
    Object copy = connection.send(value);

    assertThat(copy.equals(value)).as("%s equals %s", copy, value).isTrue();
    assertThat(copy.getClass().getPackage()).isEqualTo(value.getClass().getPackage());
  }

  static Stream<Object> singletons() {
    return Stream.of(
        ImmutableList.of(),
        ImmutableSet.of(),
        ImmutableMap.of(),
        com.google.common.base.Optional.absent(),
        Ordering.natural(),
        Range.all(),
        scala.None$.MODULE$,
        scala.collection.immutable.Nil$.MODULE$,
        scala.collection.immutable.Map$.MODULE$.empty(),
        scala.collection.immutable.Set$.MODULE$.empty(),
        scala.math.Ordering.Int$.MODULE$,
        scala.runtime.BoxedUnit.UNIT,
        Unit.INSTANCE,
        CollectionsKt.emptyList(),
        MapsKt.emptyMap(),
        SetsKt.emptySet(),
        kotlin.random.Random.Default,
        io.vavr.collection.List.empty(),
        io.vavr.collection.HashMap.empty(),
        Option.none());
  }

  @ParameterizedTest
  @MethodSource("singletons")
  void aSingletonStaysOne(Object singleton) throws Exception {
    assertThat(connection.<Object>send(singleton)).isSameAs(singleton);
    List<Object> both = connection.send(new ArrayList<>(List.of(singleton, singleton)));
    assertThat(both.get(0)).isSameAs(singleton);
    assertThat(both.get(1)).isSameAs(singleton);
  }

  @Test
  void whatHasNoEqualsWorksInTheCopy() throws Exception {
    Regex regex = connection.send(new Regex("a+"));
    assertThat(regex.matches("aaa")).isTrue();

    kotlin.Lazy<Integer> lazy = connection.send(kotlin.LazyKt.lazy(() -> 5));
    assertThat(lazy.getValue()).isEqualTo(5);

    Try<Object> failed = connection.send(Try.failure(new IOException("m")));
    assertThat(failed.getCause()).isInstanceOf(IOException.class).hasMessage("m");
  }
}
