package io.github.pipefarm.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.pipefarm.function.TaskSupplier;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a class that is not allowed, nothing is initialised or made, whichever way it comes. */
class AllowedClassesTest {
  private static final ClassLoader HERE = AllowedClassesTest.class.getClassLoader();
  private static final String ME = AllowedClassesTest.class.getName();

  /** What the classes that are not allowed have done, if they could. */
  private static final List<String> DONE = Collections.synchronizedList(new ArrayList<>());

  static class Plain {
    int i = 1;
    Object held;
  }

  record Held(Object value) {}

  static class Base implements Serializable {
    int base = 1;
  }

  static class Sub extends Base {
    int sub = 2;

    private Object readResolve() {
      return this;
    }
  }

  enum Kind {
    ONE,
    TWO {
      @Override
      int n() {
        return 2;
      }
    };

    int n() {
      return 1;
    }
  }

  static class ReadsOnItsOwn implements Serializable {
    private void readObject(ObjectInputStream in) {
      DONE.add("readObject");
    }
  }

  static class Compared implements Comparable<Compared>, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public int compareTo(Compared other) {
      DONE.add("compareTo");
      return 0;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Compared;
    }

    @Override
    public int hashCode() {
      DONE.add("hashCode");
      return 0;
    }
  }

  record Refused(String text) {
    Refused {
      DONE.add("record");
    }
  }

  static class Thrown extends RuntimeException {
    Thrown(String message) {
      super(message);
      DONE.add("exception");
    }
  }

  @BeforeEach
  void nothingIsDone() {
    DONE.clear();
  }

  private static Object send(Object value, String... patterns) throws TransferException {
    OutgoingNames outgoing = new OutgoingNames();
    Encoder encoder = new Encoder(outgoing);
    encoder.encode(value);
    IncomingNames incoming = new IncomingNames(AllowedClasses.of(List.of(patterns)));
    incoming.add(outgoing.takeNew());
    DONE.clear(); // of what was done to make and send it
    return new Decoder(incoming).decode(encoder.payload(), HERE);
  }

  private static TransferException refused(Object value, String... patterns) {
    TransferException refused =
        catchThrowableOfType(TransferException.class, () -> send(value, patterns));
    assertThat(refused).isNotNull();
    assertThat(DONE).isEmpty();
    return refused;
  }

  static Stream<Object> plainValues() throws Exception {
    return ValuesTest.values().filter(AllowedClassesTest::isOfTheJdk);
  }

  /** Whether it is one of the JDK's values and holds none but these. */
  private static boolean isOfTheJdk(Object value) {
    Class<?> type = value instanceof Class<?> c ? c : value.getClass();
    while (type.isArray()) {
      type = type.getComponentType();
    }
    boolean holdsOthers =
        String.valueOf(value).contains("ValuesTest")
            || (value instanceof EnumSet<?> && !value.toString().contains("DAYS"));
    return type.getClassLoader() == null
        && !holdsOthers
        && !(value instanceof URL)
        && type != Thread.class;
  }

  @ParameterizedTest
  @MethodSource("plainValues")
  void plainValuesNeedNoPattern(Object value) throws Exception {
    assertThat(send(value)).isEqualTo(value);
  }

  @Test
  void plainExceptionsNeedNoPattern() throws Exception {
    Exception thrown = new IllegalStateException("m", new IOException("c"));
    thrown.addSuppressed(new CancellationException("s"));

    Throwable copy = (Throwable) send(thrown);

    assertThat(copy).isInstanceOf(IllegalStateException.class).hasMessage("m");
    assertThat(copy.getCause()).isInstanceOf(IOException.class);
    assertThat(copy.getSuppressed()[0]).isInstanceOf(CancellationException.class);
  }

  @Test
  void aPatternIsAPackageWithThoseBelowOrAPackageOrAClass() throws Exception {
    for (String pattern :
        List.of("io.github.**", "io.github.pipefarm.protocol.*", ME + "$Plain", "io.**")) {
      assertThat(((Plain) send(new Plain(), pattern)).i).isEqualTo(1);
    }
    for (String pattern :
        List.of("io.github.*", "io.github.pipefarm.*", ME, ME + "$Plai", "github.**", "i.**")) {
      assertThat(refused(new Plain(), pattern).className()).isEqualTo(ME + "$Plain");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "*", "**", "com.acme.", "com..acme", "com.acme.*.x", "!com.acme.*", ".*"})
  void whatIsNoPatternIsRefusedWithWhatWouldBeRight(String pattern) {
    assertThatThrownBy(() -> AllowedClasses.of(List.of(pattern)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + pattern + "'")
        .hasMessageContaining("com.acme.**");
  }

  @Test
  void aRefusalNamesTheClassTheWayToItAndWhatToAdd() {
    Plain plain = new Plain();
    plain.held = new ArrayList<>(List.of(1, new Refused("x")));

    TransferException refused = refused(plain, ME + "$Plain");

    assertThat(refused).hasMessageContaining("add " + ME + "$Refused to allow");
    assertThat(refused.className()).isEqualTo(ME + "$Refused");
    assertThat(refused.path()).isEqualTo("field \"held\" (java.lang.Object) → [1]");
  }

  @Test
  void whatIsAllowedBringsItsSuperclassesAndItsArrays() throws Exception {
    assertThat(((Sub) send(new Sub(), ME + "$Sub")).base).isEqualTo(1);
    assertThat((Object[]) send(new Sub[][] {{new Sub()}}, ME + "$Sub")).hasSize(1);
    assertThat(send(new Kind[] {Kind.ONE, Kind.TWO}, ME + "$Kind"))
        .isEqualTo(new Kind[] {Kind.ONE, Kind.TWO});
    assertThat(send(Kind.class, ME + "$Kind")).isEqualTo(Kind.class);
    refused(new Refused[1]);
    assertThat(refused(new Sub(), ME + "$Base").className()).isEqualTo(ME + "$Sub");
    assertThat(refused(new Base(), ME + "$Sub").className()).isEqualTo(ME + "$Base");
  }

  static Stream<Object> nothingAllowed() throws Exception {
    Compared compared = new Compared();
    InvocationHandler handler = (InvocationHandler & Serializable) (p, m, args) -> null;
    TaskSupplier<Object> lambda = () -> 1;
    PriorityQueue<Object> queue = new PriorityQueue<>(List.of(compared, new Compared()));
    return Stream.of(
        new Refused("x"),
        Refused.class,
        Kind.TWO,
        new ReadsOnItsOwn(),
        compared,
        queue,
        new HashMap<>(Map.of(compared, 1)),
        Optional.of(compared),
        new AtomicReference<>(compared),
        Collections.unmodifiableList(new ArrayList<>(List.of(compared))),
        new java.util.concurrent.CopyOnWriteArrayList<>(List.of(compared)),
        Collections.checkedList(new ArrayList<>(), Refused.class),
        new Thrown("x"),
        new Exception("x", new Thrown("y")),
        lambda,
        Proxy.newProxyInstance(HERE, new Class<?>[] {TaskSupplier.class}, handler),
        new URL("http://localhost/"),
        Runtime.class,
        javax.security.auth.Subject.class,
        new javax.security.auth.PrivateCredentialPermission("a b \"c\"", "read"),
        new java.util.EventObject("x"),
        new java.util.concurrent.locks.ReentrantLock());
  }

  @ParameterizedTest
  @MethodSource("nothingAllowed")
  void whatIsNotAllowedIsNeitherInitialisedNorMade(Object value) {
    refused(value);
    refused(new ArrayList<>(List.of("x", value)));
    refused(new Held(value), ME + "$Held");
    BlobCodec blobs = new BlobCodec(AllowedClasses.of(List.of()));
    assertThatCode(() -> assertRefused(blobs, value)).doesNotThrowAnyException();
  }

  private static void assertRefused(BlobCodec blobs, Object value) throws TransferException {
    Payload bytes = new BlobCodec().encode(value);
    DONE.clear();
    assertThatThrownBy(() -> blobs.decode(bytes, HERE)).isInstanceOf(TransferException.class);
    assertThat(DONE).isEmpty();
  }

  @Test
  void aClassThatIsRefusedIsNotInitialised() throws Exception {
    ClassName name = new ClassName(false, ME + "$Bomb");
    AllowedClasses allowed = AllowedClasses.of(List.of(ME));

    assertThatThrownBy(() -> allowed.load(name, HERE)).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> allowed.load(new ClassName(true, ME + "$Bomb"), HERE))
        .isInstanceOf(Failure.class);
    assertThat(DONE).isEmpty();
    AllowedClasses.of(List.of(ME + "$Bomb")).load(name, HERE);
    assertThat(DONE).as("loaded, and not more").isEmpty();
  }

  static class Bomb {
    static {
      DONE.add("initialised");
    }
  }

  @Test
  void aLambdaIsAllowedWithTheClassItIsWrittenIn() throws Exception {
    TaskSupplier<Object> lambda = () -> 7;

    assertThat(((TaskSupplier<?>) send(lambda, ME)).get()).isEqualTo(7);
  }

  @Test
  void anExceptionThatIsNotAllowedHasAStandInAndItsCausesAreThemselves() {
    ThrownCodec codec = new ThrownCodec(new BlobCodec(AllowedClasses.of(List.of())));
    Exception thrown = new Thrown("m");
    thrown.initCause(new IOException("c"));
    Payload bytes = codec.encode(thrown);
    DONE.clear();

    Throwable copy = codec.decode(bytes, HERE);

    assertThat(DONE).isEmpty();
    assertThat(copy).isNotInstanceOf(Thrown.class).hasToString(ME + "$Thrown: m");
    assertThat(copy.getStackTrace()).isEqualTo(thrown.getStackTrace());
    assertThat(copy.getCause()).isInstanceOf(IOException.class).hasMessage("c");
    ThrownCodec other = new ThrownCodec(new BlobCodec(AllowedClasses.of(List.of(ME + "$Thrown"))));
    assertThat(other.decode(bytes, HERE)).isInstanceOf(Thrown.class).hasMessage("m");
  }
}
