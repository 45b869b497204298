package io.github.pipefarm.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects that can't be compared as a whole arrive in the state they were in. */
@SuppressWarnings({"JdkObsolete", "UnnecessaryStringBuilder"})
class ObjectsWithoutEqualsTest {
  private final Connection connection = new Connection();

  static Stream<Object> objects() {
    LongAdder adder = new LongAdder();
    adder.add(5);
    DoubleAdder doubles = new DoubleAdder();
    doubles.add(0.5);
    return Stream.of(
        new AtomicInteger(1),
        new AtomicLong(2),
        new AtomicBoolean(true),
        new AtomicReference<>("x"),
        new AtomicIntegerArray(new int[] {1, 2}),
        adder,
        doubles,
        new StringBuilder("builder€"),
        new StringBuffer("buffer"),
        Pattern.compile("a+b", Pattern.CASE_INSENSITIVE),
        new ArrayDeque<>(List.of(1, 2)),
        new PriorityQueue<>(List.of(3, 1, 2)),
        new PriorityBlockingQueue<>(List.of(3, 1, 2)),
        new ConcurrentLinkedQueue<>(List.of(1, 2)),
        new ConcurrentLinkedDeque<>(List.of(1, 2)),
        new LinkedBlockingQueue<>(List.of(1, 2)),
        new LinkedBlockingDeque<>(List.of(1, 2)),
        new ArrayBlockingQueue<>(2, true, List.of(1, 2)),
        new IllegalStateException("state", new RuntimeException("cause")));
  }

  @ParameterizedTest
  @MethodSource("objects")
  void anObjectArrivesInItsState(Object object) throws Exception {
    Object copy = connection.send(object);

    assertThat(copy).hasSameClassAs(object).hasToString(object.toString());
  }

  @Test
  void aRandomGoesOnWhereItWas() throws Exception {
    Random random = new Random(7);
    random.nextGaussian();

    Random copy = connection.send(random);

    assertThat(copy.nextGaussian()).isEqualTo(random.nextGaussian());
    assertThat(copy.nextLong()).isEqualTo(random.nextLong());
  }

  @Test
  void aFreeLockArrivesFree() throws Exception {
    ReentrantLock copy = connection.send(new ReentrantLock(true));

    assertThat(copy.isFair()).isTrue();
    assertThat(copy.tryLock()).isTrue();
  }

  @Test
  void aFormatFormatsTheSame() throws Exception {
    DecimalFormat format =
        new DecimalFormat("#,##0.00", DecimalFormatSymbols.getInstance(Locale.ROOT));

    assertThat(connection.send(format).format(1234.5)).isEqualTo("1,234.50");
  }

  static class Rejected extends Exception {
    final Object item; // not Serializable

    Rejected(Object item, Throwable cause) {
      super("rejected", cause);
      this.item = item;
    }
  }

  @Test
  void anExceptionInsideAnItemKeepsItsFieldsStackAndCause() throws Exception {
    Rejected thrown = new Rejected(new ValuesTest.Plain("p", 1, null), new Error("cause"));

    List<Rejected> copy = connection.send(List.of(thrown));

    assertThat(copy.get(0)).hasMessage("rejected").hasRootCauseMessage("cause");
    assertThat(copy.get(0).item).isEqualTo(thrown.item);
    assertThat(copy.get(0).getStackTrace()).isEqualTo(thrown.getStackTrace());
  }

  /** As Groovy's closures and scripts have it. */
  static class Cached {
    final transient List<String> cache;

    protected Cached() {
      cache = new ArrayList<>(List.of("by the constructor"));
    }
  }

  static final class Named extends Cached {
    final String name;

    Named(String name) {
      this.name = name;
      cache.add(name);
    }
  }

  static class Scratch {
    final int kept = 1;
    final transient List<String> lost = new ArrayList<>();
  }

  static final class OfScratch extends Scratch {}

  @Test
  void aSuperclassAllOfWhoseStateIsTransientIsMadeByItsConstructor() throws Exception {
    Named copy = connection.send(new Named("name"));

    assertThat(copy.name).isEqualTo("name");
    assertThat(copy.cache).containsExactly("by the constructor");
  }

  @Test
  void noOtherConstructorIsCalled() throws Exception {
    assertThat(connection.send(new OfScratch()).lost).isNull();
    assertThat(connection.send(new OfScratch()).kept).isEqualTo(1);
    assertThat(connection.send(new Cached()).cache).isNull();
  }
}
