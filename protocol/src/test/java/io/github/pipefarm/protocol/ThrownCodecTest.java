package io.github.pipefarm.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** What was thrown arrives, whatever it is. */
class ThrownCodecTest {
  private static final ClassLoader HERE = ThrownCodecTest.class.getClassLoader();
  private static final ClassLoader NOWHERE = ClassLoader.getPlatformClassLoader();

  private final ThrownCodec codec = new ThrownCodec(new BlobCodec());

  private Throwable send(Throwable thrown) {
    return codec.decode(codec.encode(thrown), HERE);
  }

  static class Coded extends Exception {
    final int code;

    Coded(String message, int code) {
      super(message);
      this.code = code;
    }
  }

  static class Unsendable extends Exception {
    final Thread thread = new Thread();

    Unsendable(String message) {
      super(message);
    }
  }

  static class UnsendableWithCause extends Exception {
    final Thread thread = new Thread();

    UnsendableWithCause(String message, Throwable cause) {
      super(message, cause);
    }
  }

  static class UnsendableOddly extends Exception {
    final Thread thread = new Thread();

    UnsendableOddly(int code) {
      super("code " + code);
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
      return "odd: " + getMessage();
    }
  }

  @SuppressWarnings("OverrideThrowableToString")
  static class Liar extends RuntimeException {
    final Thread thread = new Thread();

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }

    @Override
    public synchronized Throwable getCause() {
      throw new StackOverflowError();
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      return null;
    }

    @Override
    public String toString() {
      throw new AssertionError();
    }
  }

  @Test
  void aThrowableArrivesAsItself() {
    Coded thrown = new Coded("m", 7);
    thrown.addSuppressed(new IOException("s"));
    thrown.initCause(new ExecutionException("c", new Error("e")));

    Throwable copy = send(thrown);

    assertThat(copy).isInstanceOf(Coded.class).hasMessage("m");
    assertThat(((Coded) copy).code).isEqualTo(7);
    assertThat(copy.getStackTrace()).isEqualTo(thrown.getStackTrace());
    assertThat(copy.getSuppressed()[0]).isInstanceOf(IOException.class).hasMessage("s");
    assertThat(copy.getCause()).isInstanceOf(ExecutionException.class).hasRootCauseMessage("e");
  }

  @Test
  void oneThatCanNotBeSentIsMadeAnewFromItsMessage() {
    Exception thrown = new Unsendable("m");
    thrown.initCause(new IOException("c"));
    thrown.addSuppressed(new Error("s"));

    Throwable copy = send(thrown);

    assertThat(copy).isInstanceOf(Unsendable.class).hasMessage("m");
    assertThat(copy.getStackTrace()).isEqualTo(thrown.getStackTrace());
    assertThat(copy.getCause()).isInstanceOf(IOException.class).hasMessage("c");
    assertThat(copy.getCause().getStackTrace()).isEqualTo(thrown.getCause().getStackTrace());
    assertThat(copy.getSuppressed()[0]).isInstanceOf(Error.class).hasMessage("s");

    Throwable other = send(new UnsendableWithCause("m", new IOException("c")));
    assertThat(other).isInstanceOf(UnsendableWithCause.class).hasMessage("m");
    assertThat(other.getCause()).isInstanceOf(IOException.class).hasMessage("c");
  }

  @Test
  void oneThatCanNotBeMadeAnewHasAStandIn() {
    Exception thrown = new UnsendableOddly(3);

    Throwable copy = send(thrown);

    assertThat(copy).hasToString("odd: code 3").hasMessage("code 3");
    assertThat(copy.getStackTrace()).isEqualTo(thrown.getStackTrace());
  }

  @Test
  void oneWhoseClassIsNotThereHasAStandInButItsCausesAreThemselves() {
    Coded thrown = new Coded("m", 7);
    thrown.initCause(new IOException("c", new Coded("deep", 1)));

    Throwable copy = codec.decode(codec.encode(thrown), NOWHERE);

    assertThat(copy).hasToString(Coded.class.getName() + ": m");
    assertThat(copy.getCause()).isInstanceOf(IOException.class);
    assertThat(copy.getCause().getCause()).hasToString(Coded.class.getName() + ": deep");
  }

  @Test
  void oneThatThrowsAtEveryQuestionStillArrives() {
    Throwable copy = send(new Liar());

    assertThat(copy).hasToString(Liar.class.getName());
  }

  @Test
  void circlesAreCutOrKept() {
    Exception a = new Exception("a");
    Exception b = new Exception("b", a);
    a.addSuppressed(b);
    Exception c = new Unsendable("c");
    a.initCause(c);
    c.initCause(b);

    Throwable copy = send(a);

    assertThat(copy).hasMessage("a");
    assertThat(copy.getSuppressed()[0]).hasMessage("b");
    assertThat(copy.getCause()).hasMessage("c");

    Exception d = new Exception("d");
    d.addSuppressed(new Exception("e", d));
    Throwable kept = send(d);
    assertThat(kept.getSuppressed()[0].getCause()).isSameAs(kept);
  }

  @Test
  void aLongMessageAndAMissingOne() {
    String message = "x".repeat(10 << 20);

    assertThat(send(new IOException(message))).hasMessage(message);
    assertThat(send(new Unsendable(message)).getMessage()).hasSizeBetween(1 << 20, 2 << 20);
    assertThat(send(new IOException())).hasMessage(null);
    assertThat(send(new Unsendable(null))).isInstanceOf(Unsendable.class).hasMessage(null);
  }

  @Test
  void aLongChainOfCauses() {
    Throwable thrown = new Exception("0");
    for (int i = 1; i < 20_000; i++) {
      thrown = new Exception("" + i, thrown);
    }

    assertThat(send(thrown)).hasMessage("19999").hasStackTraceContaining("19998");
  }

  @Test
  void errorsOfTheVirtualMachine() {
    for (Throwable thrown :
        List.of(new OutOfMemoryError("heap"), new StackOverflowError(), new InternalError("i"))) {
      assertThat(send(thrown)).hasSameClassAs(thrown).hasMessage(thrown.getMessage());
    }
  }
}
