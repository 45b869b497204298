package io.github.pipefarm.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pipefarm.function.TaskBiFunction;
import io.github.pipefarm.function.TaskFunction;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a task has changed is named; what is none of its doing is not. */
class StateDifferenceTest {
  private final BlobCodec blobs = new BlobCodec();

  /** Holds one of each. */
  static final class State implements Serializable {
    private static final long serialVersionUID = 1;

    int number = 1;
    String text = "before";
    transient int cache;
    Object value = "nothing";
    State next;
    final int[][] rows = {{1, 2}, {3}};
    final List<Object> list = new ArrayList<>(List.of("a", "b"));
    final Map<Object, Object> map = new HashMap<>(Map.of("k", 1, 5, "five"));
    final Map<Object, Object> sorted = new TreeMap<>(Map.of("k", List.of(1)));
    final Set<Object> set = new HashSet<>(Set.of("x"));
    final Set<Object> identities = Collections.newSetFromMap(new IdentityHashMap<>());
    final AtomicInteger atomic = new AtomicInteger();
    final AtomicReference<Object> reference = new AtomicReference<>("r");
    final BitSet bits = new BitSet();
    final ArrayDeque<Object> queue = new ArrayDeque<>(List.of(1));
    final ConcurrentHashMap<Object, Object> concurrent = new ConcurrentHashMap<>();
    Thread.State thread = Thread.State.NEW;

    State() {
      for (int i = 0; i < 5; i++) {
        identities.add(new Plain(i));
      }
    }
  }

  /** Has no equals of its own. */
  static final class Plain implements Serializable {
    private static final long serialVersionUID = 1;
    int n;

    Plain(int n) {
      this.n = n;
    }
  }

  private String after(Consumer<State> change) throws TransferException {
    State root = new State();
    root.next = new State();
    root.next.next = root; // a cycle
    Payload encoded = blobs.encode(root);
    ClassLoader loader = StateDifferenceTest.class.getClassLoader();
    State used = (State) blobs.decode(encoded, loader);
    change.accept(used);
    return StateDifference.find(blobs.decode(encoded, loader), used, blobs);
  }

  @Test
  void theWayToWhatHasChangedIsNamed() throws TransferException {
    assertThat(after(s -> s.number++)).isEqualTo("function.number was 1 and is 2");
    assertThat(after(s -> s.next.text = "after"))
        .isEqualTo("function.next.text was \"before\" and is \"after\"");
    assertThat(after(s -> s.next = null))
        .isEqualTo("function.next was a " + State.class.getName() + " and is null");
    assertThat(after(s -> s.value = 5)).isEqualTo("function.value was \"nothing\" and is 5");
    assertThat(after(s -> s.rows[1][0] = 9)).isEqualTo("function.rows[1][0] was 3 and is 9");
    assertThat(after(s -> s.rows[1] = new int[2]))
        .isEqualTo("function.rows[1] was int[1] and is int[2]");
    assertThat(after(s -> s.thread = Thread.State.BLOCKED))
        .isEqualTo("function.thread was NEW and is BLOCKED");
  }

  @Test
  void soIsTheElementOfACollection() throws TransferException {
    assertThat(after(s -> s.list.add("c"))).isEqualTo("function.list had 2 elements and has 3");
    assertThat(after(s -> s.list.set(1, "c"))).isEqualTo("function.list[1] was \"b\" and is \"c\"");
    assertThat(after(s -> s.map.put("k", 2))).isEqualTo("function.map[\"k\"] was 1 and is 2");
    assertThat(after(s -> s.map.put("new", 2)))
        .isEqualTo("function.map[\"new\"] was not there and is 2");
    assertThat(after(s -> s.map.remove(5))).isEqualTo("function.map[5] was \"five\" and is gone");
    assertThat(after(s -> s.sorted.put("k", List.of(2))))
        .isEqualTo("function.sorted[\"k\"][0] was 1 and is 2");
    assertThat(after(s -> s.set.add("y"))).isEqualTo("function.set has the new element \"y\"");
    assertThat(after(s -> s.set.clear())).isEqualTo("function.set has lost the element \"x\"");
    assertThat(after(s -> s.identities.add(new Plain(7))))
        .isEqualTo("function.identities has the new element a " + Plain.class.getName());
    assertThat(after(s -> ((Plain) s.identities.iterator().next()).n = 77))
        .startsWith("function.identities has lost the element a ");
    assertThat(after(s -> s.queue.add(2))).isEqualTo("function.queue had 1 elements and has 2");
    assertThat(after(s -> s.concurrent.put("k", 2)))
        .isEqualTo("function.concurrent[\"k\"] was not there and is 2");
  }

  @Test
  void soIsTheStateOfTheJdksOwnObjects() throws TransferException {
    assertThat(after(s -> s.atomic.incrementAndGet())).isEqualTo("function.atomic was 0 and is 1");
    assertThat(after(s -> s.reference.set("s")))
        .isEqualTo("function.reference was \"r\" and is \"s\"");
    assertThat(after(s -> s.bits.set(3))).isEqualTo("function.bits was {} and is {3}");
  }

  @Test
  @SuppressWarnings("StringOperationCanBeSimplified") // another object is what is wanted
  void whatDoesNotCountIsNoDifference() throws TransferException {
    assertThat(after(s -> {})).isNull();
    assertThat(after(s -> s.cache = 5)).isNull();
    assertThat(after(s -> s.text = new String("before"))).isNull();
    assertThat(after(s -> s.list.set(0, new String("a")))).isNull();
    assertThat(
            after(
                s -> {
                  Object one = s.identities.iterator().next();
                  s.identities.remove(one);
                  s.identities.add(one);
                }))
        .isNull();
    assertThat(
            after(
                s -> {
                  for (int i = 0; i < 100; i++) {
                    s.map.put("more-" + i, i);
                  }
                  for (int i = 0; i < 100; i++) {
                    s.map.remove("more-" + i);
                  }
                }))
        .isNull();
  }

  @Test
  void whatIsWrappedAroundAFunctionIsNoPartOfTheWay() {
    TaskBiFunction<Object, Object, ?> function = (a, b) -> null;
    List<Object> before = List.of(Optional.of(1));
    List<Object> after = List.of(Optional.of(2));
    assertThat(
            StateDifference.find(
                new Adapters.WithConstant(function, before),
                new Adapters.WithConstant(function, after),
                blobs))
        .isEqualTo("constant[0] was Optional[1] and is Optional[2]");
  }

  @Test
  void theReceiverOfAMethodReferenceIsThis() {
    TaskFunction<Object, Boolean> before = new ArrayList<Object>(List.of(1))::add;
    TaskFunction<Object, Boolean> after = new ArrayList<Object>(List.of(2))::add;
    assertThat(CapturedState.of(before))
        .extracting(CapturedState.Captured::name)
        .containsExactly("this");
    int captured = 5;
    TaskFunction<Object, Object> lambda = o -> o == before ? captured : after;
    assertThat(CapturedState.of(lambda))
        .extracting(CapturedState.Captured::name)
        .containsExactly("<captured argument 1>", "<captured argument 2>", "<captured argument 3>");
    assertThat(CapturedState.of("no lambda")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 600, 1_000, 10_000})
  void aLongChainIsNoProblem(int length) {
    assertThat(StateDifference.find(chain(length), chain(length), blobs)).isNull();
    Object[] changed = chain(length);
    assertThat(StateDifference.find(chain(length), changed, blobs)).isNull();
    changed[0] = "changed";
    assertThat(StateDifference.find(chain(length), changed, blobs)).startsWith("function[0] was");
    Object[] end = changed;
    while (end[1] != null) {
      end = (Object[]) end[1];
    }
    changed[0] = "link";
    end[0] = "another end";
    assertThat(StateDifference.find(chain(length), changed, blobs))
        .endsWith("[1][0] was \"end\" and is \"another end\"");
  }

  private static Object[] chain(int length) {
    Object[] last = {"end", null};
    for (int i = 0; i < length; i++) {
      last = new Object[] {"link", last};
    }
    return last;
  }

  @Test
  void bytesAreTheSameHoweverTheyAreSliced() {
    byte[] bytes = new byte[100];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    Payload whole = Payload.of(bytes);
    Payload sliced =
        Payload.concat(
            List.of(Payload.of(bytes, 0, 33), Payload.of(bytes, 33, 0), Payload.of(bytes, 33, 67)));
    assertThat(whole.hasSameBytes(sliced)).isTrue();
    assertThat(sliced.hasSameBytes(whole)).isTrue();
    assertThat(Payload.EMPTY.hasSameBytes(Payload.EMPTY)).isTrue();
    assertThat(whole.hasSameBytes(Payload.of(bytes, 0, 99))).isFalse();
    byte[] other = bytes.clone();
    other[99]++;
    assertThat(sliced.hasSameBytes(Payload.of(other))).isFalse();
  }
}
