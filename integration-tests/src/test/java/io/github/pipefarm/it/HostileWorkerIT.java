package io.github.pipefarm.it;

import static io.github.pipefarm.it.FarmContract.numbers;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.Job;
import io.github.pipefarm.NotTransferableException;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.ProcessFarmBuilder;
import io.github.pipefarm.ProtocolException;
import io.github.pipefarm.TaskFailedException;
import io.github.pipefarm.function.TaskFunction;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A worker that a task has taken over, and that writes what it likes to the coordinator: the
 * coordinator survives, the task that did it fails, all others succeed on another worker.
 */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class HostileWorkerIT {
  /** The number on the wire of the first class that a connection has named. */
  private static final byte FIRST_NAMED = 12;

  private static final int EVIL = 3;

  /** What a worker may do to the coordinator, from within a task. */
  enum Attack {
    AN_ABSURD_LENGTH {
      @Override
      void run() {
        write(new byte[] {0x7f, -1, -1, -1, 5});
      }
    },
    A_NEGATIVE_LENGTH {
      @Override
      void run() {
        write(new byte[] {-1, -1, -1, -1, 5});
      }
    },
    AN_UNKNOWN_TYPE_OF_FRAME {
      @Override
      void run() {
        write(frame(99, 1, 2, 3));
      }
    },
    NOISE {
      @Override
      void run() {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        write(noise);
      }
    },
    A_RESULT_OF_A_TASK_THAT_DOES_NOT_EXIST {
      @Override
      void run() {
        write(frame(RETURNED, 0x7f, 0, 1, 2));
      }
    },
    A_FRAME_THAT_ONLY_A_COORDINATOR_SENDS {
      @Override
      void run() {
        write(frame(SHUTDOWN, 0));
      }
    },
    A_FRAME_WITHIN_ANOTHER {
      @Override
      void run() {
        write(frame(RETURNED | MORE, 1));
        write(frame(THREW | MORE, 1));
      }
    },
    A_NUMBER_WITHOUT_END {
      @Override
      void run() {
        write(frame(RETURNED, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
      }
    },
    A_RESULT_IN_A_BLOCK_THAT_WAS_NEVER_MADE {
      @Override
      void run() {
        write(frame(RETURNED | ELSEWHERE, 0, 3, 0, 1));
      }
    },
    A_RESULT_IN_A_BLOCK_BEYOND_THE_LAST {
      @Override
      void run() {
        write(frame(RETURNED | ELSEWHERE, 0, 0x7f, 0, 1));
      }
    },
    A_TRUNCATED_PAGE {
      @Override
      void run() {
        truncatePage();
      }
    };

    abstract void run();

    /** Whether it leaves the worker so that only a timeout ends it. */
    void thenHang() throws InterruptedException {
      run();
      Thread.sleep(600_000);
    }
  }

  private static final int RETURNED = 5;
  private static final int THREW = 6;
  private static final int NAMES = 9;
  private static final int SHUTDOWN = 16;
  private static final int MORE = 0x80;
  private static final int ELSEWHERE = 0x40;

  /** What came to life here, in the coordinator. */
  private static final List<String> LIVED = Collections.synchronizedList(new ArrayList<>());

  @ParameterizedTest
  @EnumSource(Attack.class)
  void aWorkerThatBreaksTheProtocolIsReplacedAndItsTaskFailsAlone(Attack attack) {
    try (Farm farm = Farm.processes(2).build()) {
      List<Outcome<Integer, Long>> outcomes;
      // The page is looked at when a time is up; all else is noticed at once.
      Duration limit = Duration.ofSeconds(attack == Attack.A_TRUNCATED_PAGE ? 5 : 60);
      try (Stream<Outcome<Integer, Long>> all =
          farm.job()
              .batch(1)
              .timeout(limit)
              .outcomes(
                  numbers(8),
                  i -> {
                    if (i == EVIL) {
                      attack.thenHang();
                    }
                    return Pids.own();
                  })) {
        outcomes = all.toList();
      }
      assertThat(outcomes).hasSize(8);
      for (Outcome<Integer, Long> outcome : outcomes) {
        assertThat(outcome.isSuccess()).as("%s", outcome).isEqualTo(outcome.index() != EVIL);
      }
      assertThat(catchThrowable(outcomes.get(EVIL)::get))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("worker-");
      assertThat(farm.map(numbers(20), i -> i + 1)).hasSize(20);
    }
  }

  @Test
  void aTruncatedPageIsNoticedAtTheWorkersDeathToo() {
    try (Farm farm = Farm.processes(1).build()) {
      assertThat(
              catchThrowable(
                  () ->
                      farm.call(
                          () -> {
                            truncatePage();
                            Runtime.getRuntime().halt(3);
                            return 1;
                          })))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("truncated");
      assertThat(farm.call(() -> 2)).isEqualTo(2);
    }
  }

  @Test
  void aResultOfDamagedBytesEndsItsWorker() {
    // An int array of 2^31 - 1 elements, of which none follows.
    byte[] value = {FIRST_NAMED, 1, -1, -1, -1, -1, 7};
    Throwable thrown = forged(Farm.processes(1), "[I", value);
    assertThat(thrown).isInstanceOf(ProtocolException.class).hasMessageContaining("damaged");
  }

  @Test
  void aResultOfAnUnknownClassFailsItsTask() {
    Throwable thrown =
        forged(Farm.processes(1), "com.acme.NoSuchClass", new byte[] {FIRST_NAMED, 1});
    assertThat(thrown)
        .isInstanceOf(NotTransferableException.class)
        .hasMessageContaining("com.acme.NoSuchClass");
  }

  @Test
  void aResultThatIsNestedWithoutEndFailsItsTask() {
    ByteArrayOutputStream nested = new ByteArrayOutputStream();
    for (int i = 0; i < 1_000_000; i++) {
      nested.writeBytes(new byte[] {FIRST_NAMED, 1, 1}); // a list of one element
    }
    nested.write(0);
    Throwable thrown = forged(Farm.processes(1), "java.util.ArrayList", nested.toByteArray());
    assertThat(thrown)
        .isInstanceOf(NotTransferableException.class)
        .hasMessageContaining("too deep");
  }

  /** As in a gadget chain: something happens when it is read. */
  static class Gadget implements Serializable {
    static {
      LIVED.add("initialised");
    }

    final String text = "x";

    private void readObject(ObjectInputStream in) {
      LIVED.add("read");
    }
  }

  static class Trap extends RuntimeException {
    Trap(String message) {
      super(message);
      LIVED.add("trap");
    }
  }

  record Fine(int n) {}

  @Test
  void nothingThatIsNotAllowedComesToLifeInTheCoordinator() {
    String here = HostileWorkerIT.class.getName();
    try (Farm farm = Farm.processes(1).allow(here + "$Fine").build()) {
      assertThat(farm.map(numbers(3), Fine::new))
          .containsExactly(new Fine(0), new Fine(1), new Fine(2));
      for (TaskFunction<Integer, Object> fn :
          List.<TaskFunction<Integer, Object>>of(
              i -> new Gadget(), i -> new ArrayList<>(List.of(new Fine(i), new Gadget())))) {
        assertThat(catchThrowable(() -> farm.map(numbers(1), fn)))
            .isInstanceOf(NotTransferableException.class)
            .hasMessageContaining("allow")
            .hasMessageContaining(here + "$Gadget");
      }
      Throwable trapped = catchThrowable(() -> farm.map(numbers(1), HostileWorkerIT::trap));
      assertThat(trapped).isInstanceOf(TaskFailedException.class);
      assertThat(trapped.getCause())
          .isNotInstanceOf(Trap.class)
          .hasToString(Trap.class.getName() + ": caught")
          .hasRootCauseInstanceOf(IOException.class);
      assertThat(trapped.getCause().getStackTrace()[0].getMethodName()).isEqualTo("trap");
      assertThat(farm.map(numbers(3), i -> List.of(i, "x"))).hasSize(3);
    }
    assertThat(LIVED).isEmpty();
  }

  private static int trap(int n) {
    throw (Trap) new Trap("caught").initCause(new IOException("c"));
  }

  @Test
  void anInitializerThatThrowsWhatIsNotAllowedArrivesAsAStandIn() {
    try (Farm farm = Farm.processes(1).allow().initializer(() -> trap(1)).build()) {
      assertThat(catchThrowable(() -> farm.call(() -> 1)).getCause())
          .isNotInstanceOf(Trap.class)
          .hasToString(Trap.class.getName() + ": caught");
    }
    assertThat(LIVED).isEmpty();
  }

  /** What becomes of a task that sends these bytes as its result; the farm goes on. */
  private static Throwable forged(ProcessFarmBuilder builder, String className, byte[] value) {
    try (Farm farm = builder.build()) {
      TaskFunction<Integer, Object> forger =
          i -> {
            write(names(className));
            writeLong(RETURNED, value);
            return i;
          };
      Throwable thrown = catchThrowable(() -> farm.submit(1, forger).join());
      // The forger's own result comes behind and ends the worker: it may be at this task by then.
      Job again = farm.job().crashRetries(5);
      assertThat(catchThrowable(() -> assertThat(again.call(() -> 5)).isEqualTo(5)))
          .as("the farm goes on")
          .isNull();
      return thrown.getCause();
    }
  }

  // --- in the worker ---

  /** Writes to the pipe, past everything. */
  static void write(byte[] bytes) {
    try (FileOutputStream pipe = new FileOutputStream("/dev/fd/4")) {
      pipe.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] frame(int type, int... content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int each : content) {
      bytes.write(each);
    }
    return frame(type, bytes.toByteArray());
  }

  private static byte[] frame(int type, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(content.length);
      out.writeByte(type);
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] names(String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(name.startsWith("com.acme") ? 0 : 1);
    bytes.write(name.length());
    bytes.writeBytes(name.getBytes(UTF_8));
    return frame(NAMES, bytes.toByteArray());
  }

  /** The result of the first task, in as many parts as it takes. */
  private static void writeLong(int type, byte[] value) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(new byte[] {1, 1}); // sequence and nanoseconds
    content.writeBytes(value);
    byte[] all = content.toByteArray();
    int part = 60_000;
    for (int from = 0; from < all.length; from += part) {
      int to = Math.min(all.length, from + part);
      boolean more = to < all.length;
      write(frame(more ? type | MORE : type, java.util.Arrays.copyOfRange(all, from, to)));
    }
  }

  static void truncatePage() {
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      String page =
          maps.filter(line -> line.endsWith(".page"))
              .findFirst()
              .orElseThrow()
              .replaceAll(".* ", "");
      try (FileChannel channel = FileChannel.open(Path.of(page), StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
