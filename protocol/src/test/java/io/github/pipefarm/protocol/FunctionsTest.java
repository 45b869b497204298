package io.github.pipefarm.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.pipefarm.function.TaskBiFunction;
import io.github.pipefarm.function.TaskFunction;
import io.github.pipefarm.function.TaskSupplier;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Functions of every kind compute at the other end what they compute here. */
class FunctionsTest {
  private final Connection connection = new Connection();

  /** Not Serializable, as most classes are not. */
  static class Scale {
    final int factor;

    Scale(int factor) {
      this.factor = factor;
    }

    int times(int x) {
      return x * factor;
    }

    static int twice(int x) {
      return 2 * x;
    }
  }

  record Point(int x, int y) {}

  record Callable(int c) implements TaskFunction<Integer, Integer> {
    @Override
    public Integer apply(Integer item) {
      return item + c;
    }
  }

  enum Operation implements TaskFunction<Integer, Integer> {
    NEGATE {
      @Override
      public Integer apply(Integer item) {
        return -item;
      }
    }
  }

  private Object run(TaskFunction<Integer, ?> function, int item) throws Exception {
    return connection.send(function).apply(item);
  }

  @Test
  void aLambdaWithoutCaptures() throws Exception {
    assertThat(run(x -> x + 1, 41)).isEqualTo(42);
  }

  @Test
  void aLambdaThatCapturesLocals() throws Exception {
    int i = 1;
    long l = 2;
    double d = 3;
    boolean z = true;
    char c = 'c';
    String s = "s";
    int[] array = {4};

    assertThat(run(x -> x + i + l + d + array[0] + s + c + z, 0)).isEqualTo("10.0sctrue");
  }

  @Test
  void aLambdaThatCapturesAnObjectThatIsNotSerializable() throws Exception {
    Scale scale = new Scale(6);

    assertThat(run(x -> scale.times(x), 7)).isEqualTo(42);
  }

  @Test
  void aLambdaThatCapturesTheObjectItIsWrittenIn() throws Exception {
    assertThat(run(new Host().function(), 40)).isEqualTo(42);
  }

  static class Host {
    private final int two = 2;

    TaskFunction<Integer, Integer> function() {
      return x -> x + two;
    }

    TaskFunction<Integer, Integer> local(int n) {
      class Local implements TaskFunction<Integer, Integer> {
        @Override
        public Integer apply(Integer x) {
          return n + x + two;
        }
      }
      return new Local();
    }
  }

  @Test
  void aLambdaThatCapturesALambda() throws Exception {
    TaskFunction<Integer, Integer> inner = x -> x * 2;

    assertThat(run(x -> inner.apply(x) + inner.apply(x), 10)).isEqualTo(40);
  }

  @Test
  void aLambdaOfACastToSerializable() throws Exception {
    Function<Integer, Integer> function = (Function<Integer, Integer> & Serializable) x -> x + 1;

    assertThat(connection.send(function).apply(1)).isEqualTo(2);
  }

  @Test
  void methodReferences() throws Exception {
    Scale scale = new Scale(3);

    assertThat(run(Scale::twice, 4)).isEqualTo(8);
    assertThat(run(scale::times, 4)).isEqualTo(12);
    assertThat(((Scale) run(Scale::new, 5)).factor).isEqualTo(5);
    assertThat((int[]) run(int[]::new, 5)).hasSize(5);
    assertThat(run(Integer::toBinaryString, 5)).isEqualTo("101");
    assertThat(run(Integer::doubleValue, 5)).isEqualTo(5.0);
    assertThat(run("abc"::charAt, 1)).isEqualTo('b');
    TaskBiFunction<Integer, Integer, Point> make = Point::new;
    assertThat(connection.send(make).apply(1, 2)).isEqualTo(new Point(1, 2));
    TaskSupplier<List<String>> list = ArrayList::new;
    assertThat(connection.send(list).get()).isEmpty();
  }

  @Test
  void aLocalClassKeepsWhatItCaptured() throws Exception {
    assertThat(connection.send(local(41)).apply(1)).isEqualTo(42);
    assertThat(connection.send(new Host().local(39)).apply(1)).isEqualTo(42);
  }

  private static TaskFunction<Integer, Integer> local(int n) {
    class Local implements TaskFunction<Integer, Integer> {
      @Override
      public Integer apply(Integer x) {
        return n + x;
      }
    }
    return new Local();
  }

  @Test
  void anAnonymousClassKeepsWhatItCaptured() throws Exception {
    assertThat(connection.send(anonymous(41)).apply(1)).isEqualTo(42);
  }

  @SuppressWarnings("UnnecessaryAnonymousClass")
  private static TaskFunction<Integer, Integer> anonymous(int n) {
    return new TaskFunction<>() {
      @Override
      public Integer apply(Integer x) {
        return n + x;
      }
    };
  }

  @Test
  void aCallableRecordAndAnEnumConstantWithABody() throws Exception {
    assertThat(run(new Callable(2), 40)).isEqualTo(42);
    assertThat(connection.<Object>send(Operation.NEGATE)).isSameAs(Operation.NEGATE);
  }

  @Test
  void aComparatorMadeOfLambdasOrdersTheCopyOfItsMap() throws Exception {
    Comparator<String> byLength =
        Comparator.comparing((Function<String, Integer> & Serializable) String::length);
    TreeMap<String, Integer> map = new TreeMap<>(byLength.reversed());
    map.put("a", 1);
    map.put("bbb", 3);

    TreeMap<String, Integer> copy = connection.send(map);
    copy.put("cc", 2);

    assertThat(copy.keySet()).containsExactly("bbb", "cc", "a");
  }

  @Test
  void aDynamicProxy() throws Exception {
    InvocationHandler handler = (InvocationHandler & Serializable) (p, m, args) -> "called";
    Object proxy =
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {TaskSupplier.class}, handler);

    assertThat(((TaskSupplier<?>) connection.send(proxy)).get()).isEqualTo("called");
  }

  @Test
  void anObjectThatTwoLambdasCaptureIsOneInTheCopy() throws Exception {
    int[] counter = {0};
    TaskSupplier<Integer> next = () -> ++counter[0];
    TaskSupplier<Integer> read = () -> counter[0];

    List<TaskSupplier<Integer>> copy = connection.send(new ArrayList<>(List.of(next, read)));

    assertThat(copy.get(0).get()).isEqualTo(1);
    assertThat(copy.get(1).get()).isEqualTo(1);
    assertThat(counter[0]).isZero();
  }

  @Test
  void anArrayMayHoldALambdaThatCapturesTheArray() throws Exception {
    Object[] box = new Object[1];
    TaskSupplier<Object> self = () -> box[0];
    box[0] = self;

    Object[] copy = connection.send(box);

    assertThat(((TaskSupplier<?>) copy[0]).get()).isSameAs(copy[0]);
  }

  @Test
  void aLambdaThatReachesItselfIsRefusedWithThePath() {
    Object[] box = new Object[1];
    TaskSupplier<Object> self = () -> box[0];
    box[0] = self;

    TransferException refused =
        catchThrowableOfType(TransferException.class, () -> connection.encode(self));

    assertThat(refused).hasMessageContaining("cycle");
    assertThat(refused.path()).startsWith("captured argument 1 (java.lang.Object[]) → [0] (");
  }

  @Test
  void aLambdaThatIsNotSerializableIsRefusedWithAdvice() {
    Runnable runnable = () -> {};
    TaskSupplier<Object> supplier = () -> runnable;

    TransferException refused =
        catchThrowableOfType(TransferException.class, () -> connection.encode(supplier));

    assertThat(refused)
        .hasMessageContaining("java.lang.Runnable")
        .hasMessageContaining("io.github.pipefarm.function")
        .hasMessageContaining("java.io.Serializable");
    assertThat(refused.path()).startsWith("captured argument 1 (");
  }
}
