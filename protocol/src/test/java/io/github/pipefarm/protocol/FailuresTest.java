package io.github.pipefarm.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.pipefarm.function.TaskSupplier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can't be sent is refused with reason and path, and harms nothing that comes after. */
class FailuresTest {
  private final Connection connection = new Connection();

  static class Session implements AutoCloseable {
    int id = 1;

    @Override
    public void close() {}
  }

  static class Report {
    String title = "t";
    Session conn = new Session();
  }

  static class Native {
    long pointer = 1;

    native void poke();
  }

  static class Cleaned {
    Cleaner.Cleanable cleanable;
  }

  static class Cache {
    WeakReference<Object> last = new WeakReference<>(this);
  }

  static class Worker extends Thread {}

  record Holder(Object value, int other) {}

  static class Throwing implements Serializable {
    private void writeObject(ObjectOutputStream out) throws IOException {
      throw new IllegalStateException("not today");
    }
  }

  static class Node {
    Node next;

    static Node chain(int length) {
      Node head = null;
      for (int i = 0; i < length; i++) {
        Node node = new Node();
        node.next = head;
        head = node;
      }
      return head;
    }
  }

  private static ReentrantLock held() {
    ReentrantLock lock = new ReentrantLock();
    lock.lock();
    return lock;
  }

  static Stream<Object> untransferable() {
    return Stream.of(
        new Thread(),
        new Worker(),
        new Socket(),
        new ByteArrayInputStream(new byte[1]),
        Stream.of(1),
        List.of(1).iterator(),
        FailuresTest.class.getClassLoader(),
        new ThreadLocal<>(),
        new Session(),
        new Native(),
        new Cleaned(),
        new Cache(),
        new Throwing(),
        held(),
        Runtime.getRuntime(),
        Thread.currentThread().getThreadGroup(),
        (Runnable) LockSupport::park);
  }

  @ParameterizedTest
  @MethodSource("untransferable")
  void whatStandsForSomethingOfThisProcessIsRefused(Object value) throws Exception {
    for (Object around : List.of(value, new Holder(value, 1), Optional.of(value))) {
      TransferException refused = refused(around);

      assertThat(refused.getMessage()).isNotBlank();
      assertThat(refused.className()).isEqualTo(value.getClass().getName());
    }
    assertThat(connection.send("next")).isEqualTo("next");
  }

  private TransferException refused(Object value) {
    TransferException refused =
        catchThrowableOfType(TransferException.class, () -> connection.encode(value));
    assertThat(refused).isNotNull();
    return refused;
  }

  @Test
  void thePathLeadsThroughCapturesFieldsElementsAndKeys() {
    Report report = new Report();
    TaskSupplier<Object> lambda = () -> report;
    String culprit = "(" + Session.class.getName() + ")";

    assertThat(refused(lambda).path())
        .isEqualTo(
            "captured argument 1 (" + Report.class.getName() + ") → field \"conn\" " + culprit);
    assertThat(refused(Arrays.asList(1, 2, new Session())).path()).isEqualTo("[2] " + culprit);
    assertThat(refused(new Object[] {null, new Session()}).path()).isEqualTo("[1] " + culprit);
    assertThat(refused(new HashMap<>(Map.of("db", new Session()))).path())
        .isEqualTo("[\"db\"] " + culprit);
    assertThat(refused(new HashMap<>(Map.of(7, new Session()))).path()).isEqualTo("[7] " + culprit);
    assertThat(refused(new HashMap<>(Map.of(new Session(), 7))).path()).isEqualTo("key " + culprit);
    assertThat(refused(new Holder(new Session(), 1)).path())
        .isEqualTo("field \"value\" " + culprit);
    assertThat(refused(Collections.unmodifiableList(List.of(new Session()))).path())
        .endsWith("[0] " + culprit);
    assertThat(refused(new Session()).path()).isEmpty();
  }

  @Test
  void aGraphThatIsTooDeepIsRefusedAtBothEnds() throws Exception {
    assertThat(refused(Node.chain(1_000_000))).hasMessageContaining("too deep");

    Payload[] deep = new Payload[1];
    Thread withLargeStack =
        new Thread(
            null,
            () -> {
              try {
                deep[0] = connection.encode(Node.chain(100_000));
              } catch (TransferException e) {
                throw new IllegalStateException(e);
              }
            },
            "large",
            1L << 29);
    withLargeStack.start();
    withLargeStack.join();

    assertThat(catchThrowableOfType(TransferException.class, () -> connection.decode(deep[0])))
        .hasMessageContaining("too deep");
    assertThat(connection.send("next")).isEqualTo("next");
  }

  @Test
  void aCycleThroughARecordIsRefused() {
    List<Object> list = new ArrayList<>();
    Holder holder = new Holder(list, 1);
    list.add(holder);

    assertThat(refused(holder)).hasMessageContaining("cycle");
  }

  @Test
  void whatTheWritersOwnCodeThrowsIsTheCause() {
    assertThat(refused(new Throwing()).getCause()).hasMessage("not today");
  }

  static class Explosive implements Serializable {
    final transient Throwable thrown;

    Explosive(Throwable thrown) {
      this.thrown = thrown;
    }

    private void writeObject(ObjectOutputStream out) throws Throwable {
      throw thrown;
    }
  }

  @SuppressWarnings("OverrideThrowableToString")
  static class Hostile extends RuntimeException {
    @Override
    public String getMessage() {
      throw new IllegalStateException();
    }

    @Override
    public synchronized Throwable getCause() {
      throw new IllegalStateException();
    }

    @Override
    public String toString() {
      throw new AssertionError();
    }
  }

  @Test
  void errorsOfEveryKindAreWrapped() {
    Exception circle = new Exception("a");
    circle.initCause(new Exception("b", circle));
    for (Throwable thrown :
        List.of(
            new OutOfMemoryError("x"),
            new StackOverflowError(),
            new InternalError("x"),
            new AssertionError("x"),
            new NotSerializableException("x"),
            new NoClassDefFoundError("x"),
            circle,
            new Hostile())) {
      TransferException refused = refused(new Object[] {new Explosive(thrown)});
      assertThat(refused.getMessage()).isNotBlank();
      assertThat(refused.className()).isEqualTo(Explosive.class.getName());
      assertThat(refused.path()).isEqualTo("[0] (" + Explosive.class.getName() + ")");
    }
  }

  private static Object randomValue(Random random, boolean bad) {
    List<Object> values = new ArrayList<>();
    int n = random.nextInt(6);
    for (int i = 0; i < n; i++) {
      values.add(
          switch (random.nextInt(6)) {
            case 0 -> random.nextInt();
            case 1 -> new Holder("x" + i, i);
            case 2 -> new ValuesTest.Pair(i, n);
            case 3 -> new ArrayList<>(List.of(1, 2));
            case 4 -> Thread.State.BLOCKED;
            default -> new ValuesTest.Plain("p", i, null);
          });
    }
    if (bad) {
      values.add(random.nextBoolean() ? new Throwing() : new Session());
      Collections.shuffle(values, random);
    }
    return values;
  }

  @Test
  void failuresInBetweenNeverPutTheNamesOutOfStep() throws Exception {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Connection fresh = new Connection();
      List<Object> sent = new ArrayList<>();
      List<Payload> payloads = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        boolean bad = random.nextInt(3) == 0;
        Object value = randomValue(random, bad);
        try {
          fresh.encoder.encode(value);
          assertThat(bad).isFalse();
          sent.add(value);
          payloads.add(fresh.encoder.payload());
        } catch (TransferException e) {
          assertThat(bad).isTrue();
        }
        if (random.nextBoolean()) {
          fresh.incoming.add(fresh.outgoing.takeNew());
        }
      }
      fresh.incoming.add(fresh.outgoing.takeNew());
      for (int i = 0; i < sent.size(); i++) {
        assertThat(fresh.decode(payloads.get(i))).isEqualTo(sent.get(i));
      }
    }
  }

  @Test
  void aFailureLeavesNoNamesAndNoBytes() {
    refused(new Holder(new Session(), 1));

    assertThat(connection.outgoing.hasNew()).isFalse();
    assertThat(connection.encoder.length()).isZero();
    assertThat(connection.encoder.payload().length()).isZero();
  }

  @Test
  void aClassThatTheOtherEndLacksIsNamed() throws Exception {
    Payload payload = connection.encode(new Holder(1, 2));

    TransferException refused =
        catchThrowableOfType(
            TransferException.class,
            () -> connection.decoder.decode(payload, ClassLoader.getPlatformClassLoader()));

    assertThat(refused).hasMessageContaining(Holder.class.getName());
    assertThat(connection.decode(payload)).isEqualTo(new Holder(1, 2));
  }
}
