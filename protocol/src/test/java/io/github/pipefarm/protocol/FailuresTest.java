package io.github.pipefarm.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.pipefarm.function.TaskBiFunction;
import io.github.pipefarm.function.TaskFunction;
import io.github.pipefarm.function.TaskSupplier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.RandomAccessFile;
import java.io.Serializable;
import java.io.StringReader;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Scanner;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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

  static class Pool {
    final List<Object> pool = new ArrayList<>();
  }

  static class WithThread {
    final Thread thread = new Thread();
  }

  @Test
  void thePathOfAConstantLeadsThroughKeysAndIndices() {
    Pool db = new Pool();
    db.pool.addAll(Arrays.asList(0, 1, 2, new WithThread()));
    Map<String, Pool> constants = new HashMap<>(Map.of("db", db));
    TaskBiFunction<Object, Object, Object> function = (item, constant) -> item;

    TransferException refused = refused(new Adapters.WithConstant(function, constants));

    assertThat(refused.path())
        .isEqualTo(
            "constant (java.util.HashMap) → [\"db\"] (%s) → field \"pool\" (java.util.ArrayList)"
                    .formatted(Pool.class.getName())
                + " → [3] (%s) → field \"thread\" (java.lang.Thread)"
                    .formatted(WithThread.class.getName()));
    assertThat(refused.className()).isEqualTo("java.lang.Thread");
    assertThat(refused)
        .hasMessageContaining("start it in the task")
        .hasMessageContaining("transient");
  }

  static class OwnForm implements Serializable {
    final Object[] stuff = {1, new Thread()};
    ReentrantLock lock = new ReentrantLock();

    private void writeObject(ObjectOutputStream out) throws IOException {
      out.defaultWriteObject();
    }
  }

  static class Thrown extends Exception {
    final transient Object ignored = new Thread();
    final List<Object> list = new ArrayList<>(List.of(new Thread()));
  }

  @Test
  void thePathLeadsThroughWhatJavaSerializationWrote() {
    Thread thread = new Thread();
    String culprit = "(java.lang.Thread)";

    assertThat(refused(new OwnForm()).path())
        .isEqualTo("field \"stuff\" (java.lang.Object[]) → [1] " + culprit);
    assertThat(refused(new Thrown()).path())
        .isEqualTo("field \"list\" (java.util.ArrayList) → [0] " + culprit);
    assertThat(refused(new AtomicReferenceArray<>(new Object[] {1, thread})).path())
        .isEqualTo("[1] " + culprit);
    assertThat(refused(new LinkedBlockingQueue<>(List.of(1, thread))).path())
        .isEqualTo("[1] " + culprit);
    assertThat(refused(new EnumMap<>(Map.of(TimeUnit.DAYS, thread))).path())
        .isEqualTo("[DAYS] " + culprit);
  }

  static class Service {
    final ExecutorService executor = ForkJoinPool.commonPool();
    final int n = 1;

    TaskFunction<Integer, Integer> function() {
      return x -> x + n;
    }

    Integer method(Integer x) {
      return x + n;
    }
  }

  @Test
  void aLambdaThatCapturesItsObjectSaysSo() {
    String rest =
        " (%s) → field \"executor\" (java.util.concurrent.ForkJoinPool)"
            .formatted(Service.class.getName());
    Service service = new Service();
    TaskFunction<Integer, Integer> bound = service::method;
    TaskFunction<Integer, Integer> captured = x -> x + service.n;

    assertThat(refused(service.function()).path()).isEqualTo("captured this" + rest);
    assertThat(refused(bound).path()).isEqualTo("captured argument 1" + rest);
    assertThat(refused(captured).path()).isEqualTo("captured argument 1" + rest);
  }

  static Stream<Arguments> advice() throws Exception {
    StampedLock stamped = new StampedLock();
    stamped.writeLock();
    ReentrantReadWriteLock both = new ReentrantReadWriteLock();
    both.readLock().lock();
    OwnForm holder = new OwnForm();
    holder.stuff[1] = 2;
    holder.lock = held();
    return Stream.of(
        arguments(new Worker(), "start it in the task"),
        arguments(ForkJoinPool.commonPool(), "make it in the worker"),
        arguments(new Timer(true), "make it in the worker"),
        arguments(new CompletableFuture<>(), "send what it gives"),
        arguments(new Socket(), "send host and port"),
        arguments(new ServerSocket(), "send host and port"),
        arguments(new ByteArrayInputStream(new byte[1]), "not the stream"),
        arguments(System.out, "not the stream"),
        arguments(new StringReader("x"), "not the stream"),
        arguments(new Scanner("x"), "send the path"),
        arguments(Selector.open(), "send its path or address"),
        arguments(new RandomAccessFile("/dev/null", "r"), "send its path or address"),
        arguments(Stream.of(1), "toList()"),
        arguments(List.of(1).iterator(), "send the collection"),
        arguments(new URLClassLoader(new URL[0]), "send the class"),
        arguments(ProcessHandle.current(), "send its pid"),
        arguments(ThreadLocal.withInitial(() -> 1), "WorkerLocal"),
        arguments(new WeakReference<>("x"), "send that itself"),
        arguments(ByteBuffer.allocateDirect(1), "as an array"),
        arguments(new CountDownLatch(1), "hold back nobody"),
        arguments(Object.class.getMethods()[0], "method reference"),
        arguments(DateTimeFormatter.ISO_DATE, "is not Serializable"),
        arguments(held(), "the lock is held"),
        arguments(stamped, "the lock is held"),
        arguments(both, "the lock is held"),
        arguments(both.readLock(), "the lock is held"),
        arguments(holder, "the lock is held"));
  }

  @Test
  void whatIsKnownByNameAloneIsToldToo() throws Exception {
    for (String name : List.of("java.sql.Connection", "javax.sql.DataSource")) {
      assertThat(Refusal.of(Class.forName(name), "")).hasMessageContaining("send the URL");
    }
    Class<?> logger = Class.forName("java.util.logging.Logger");
    assertThat(Refusal.of(logger, "")).hasMessageContaining("static field");
  }

  @ParameterizedTest
  @MethodSource("advice")
  void whatToDoInsteadIsToldForEachKind(Object value, String advice) {
    for (Object around : List.of(value, Optional.of(value), new Holder(value, 1))) {
      assertThat(refused(around)).hasMessageContaining(advice);
    }
  }

  @Test
  void aLockThatIsFreeTravels() throws Exception {
    assertThat(connection.send(new ReentrantLock()).isLocked()).isFalse();
    ReentrantReadWriteLock both = connection.send(new ReentrantReadWriteLock());
    assertThat(both.writeLock().tryLock()).isTrue();
    assertThat(connection.send(new ReentrantReadWriteLock().readLock()).tryLock()).isTrue();
    assertThat(connection.send(new StampedLock()).isWriteLocked()).isFalse();
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

  /** As the JVM says it of memory whose file somebody has cut off. */
  @Test
  void memoryThatHasGoneIsDamageAndNoOtherError() {
    for (String where : List.of("an", "a recent")) {
      String gone = "a fault occurred in " + where + " unsafe memory access operation";
      TransferException refused = refused(new Explosive(new InternalError(gone)));
      assertThat(refused.isOfDamage()).isTrue();
      assertThat(refused).hasRootCauseMessage(gone);
    }
    assertThat(refused(new Explosive(new InternalError("x"))).isOfDamage()).isFalse();
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
    IncomingNames elsewhere = new IncomingNames();
    elsewhere.add(List.of(new ClassName(false, "com.acme.Lacking")));

    TransferException refused =
        catchThrowableOfType(
            TransferException.class,
            () -> new Decoder(elsewhere).decode(payload, ClassLoader.getSystemClassLoader()));

    assertThat(refused).hasMessageContaining("com.acme.Lacking");
    assertThat(refused.className()).isEqualTo("com.acme.Lacking");
    assertThat(connection.decode(payload)).isEqualTo(new Holder(1, 2));
  }
}
