package io.github.pipefarm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GracefulStopTest {
  private static final Duration EVER = Duration.ofDays(1);

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private GracefulStop stop = stopping(EVER);

  @AfterEach
  void end() {
    stop.close();
  }

  @Test
  void theFirstSignalAsksAndSaysSo() {
    stop.signalled(StopSignal.INT, 0);
    assertThat(stop.asked()).contains(StopSignal.INT);
    assertThat(events).containsExactly("asked");
    assertThat(err.toString(UTF_8))
        .contains("pipefarm: interrupted, gently; Ctrl-C again ends all at once");
  }

  @Test
  void whatItPromisesIsTrueWhenItIsSaid() {
    stop.whenAsked(
        ", gently",
        () -> events.add("before: '" + err.toString(UTF_8) + "'"),
        () -> events.add("after: " + err.toString(UTF_8).strip()));
    stop.signalled(StopSignal.TERM, 0);
    assertThat(events).containsExactly("before: ''", "after: pipefarm: SIGTERM, gently");
  }

  @Test
  void aRunHearsOfTheSignalAfterItWasSaid() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    stop.whenAsked(
        ", gently", () -> assertThatCode(goOn::await).doesNotThrowAnyException(), () -> {});
    Thread signal = new Thread(() -> stop.signalled(StopSignal.TERM, 0));
    List<String> said = new CopyOnWriteArrayList<>();
    Thread run = new Thread(() -> said.add(stop.asked() + ": " + err.toString(UTF_8).strip()));
    signal.start();
    await().until(() -> signal.getState() == Thread.State.WAITING);
    run.start();
    await().until(() -> run.getState() == Thread.State.WAITING);
    goOn.countDown();
    run.join();
    assertThat(said).containsExactly("Optional[TERM]: pipefarm: SIGTERM, gently");
  }

  @Test
  void theSecondSignalKillsAndEndsTheJvmWithTheCodeOfTheFirst() {
    stop.signalled(StopSignal.TERM, 0);
    stop.signalled(StopSignal.INT, Duration.ofSeconds(1).toNanos());
    await().until(() -> events.size() == 4);
    assertThat(events).containsExactly("asked", "killed", "left", "halted 143");
  }

  @Test
  void aTerminalThatHangsDoesNotKeepTheSecondSignalFromKilling() {
    CountDownLatch never = new CountDownLatch(1);
    OutputStream stuck =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            try {
              never.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          }
        };
    GracefulStop hanging =
        new GracefulStop(
            EVER, new PrintStream(stuck, true, UTF_8), () -> true, code -> events.add("halted"));
    Thread first = new Thread(() -> hanging.signalled(StopSignal.INT, 0));
    first.start();
    await().until(() -> first.getState() == Thread.State.WAITING);
    Thread second =
        new Thread(() -> hanging.signalled(StopSignal.INT, Duration.ofSeconds(1).toNanos()));
    second.start();
    await().until(() -> events.contains("halted"));
    never.countDown();
  }

  @Test
  void theSameSignalToTheProcessAndToItsGroupIsOneRequest() {
    stop.signalled(StopSignal.TERM, 0);
    stop.signalled(StopSignal.TERM, Duration.ofMillis(20).toNanos());
    stop.signalled(StopSignal.HUP, Duration.ofMillis(30).toNanos());
    // If these had counted, this one would come too late to kill.
    assertThat(events).containsExactly("asked");
    stop.signalled(StopSignal.TERM, Duration.ofSeconds(2).toNanos());
    await().until(() -> events.contains("halted 143"));
    assertThat(events).containsExactly("asked", "killed", "left", "halted 143");
  }

  @Test
  void whatIsSetAfterTheSignalIsDoneAtOnce() {
    stop = new GracefulStop(EVER, print(), () -> false, code -> {});
    stop.signalled(StopSignal.HUP, 0);
    stop.whenAsked(() -> events.add("late"));
    assertThat(events).containsExactly("late");
  }

  @Test
  void aRunThatOutlastsItsGraceIsKilled() {
    stop = stopping(Duration.ofMillis(1));
    stop.signalled(StopSignal.INT, 0);
    await().until(() -> events.contains("killed"));
    stop.close();
    assertThat(events).contains("asked").doesNotContain("left");
  }

  @Test
  void aRunThatDoesNotEvenEndWhenKilledEndsWithTheJvm() {
    stop = stopping(Duration.ofMillis(1));
    stop.signalled(StopSignal.HUP, 0);
    await().until(() -> events.contains("halted 129"));
    // Whether it was asked first is open, with so short a grace.
    assertThat(events).contains("asked", "killed").endsWith("left", "halted 129");
  }

  @Test
  void anEndIsNotWaitedForWhenThereIsNothingLeftToEnd() {
    stop.close();
    stop.signalled(StopSignal.INT, 0);
    assertThat(events).containsExactly("halted 130");
  }

  private GracefulStop stopping(Duration grace) {
    GracefulStop made =
        new GracefulStop(grace, print(), () -> false, code -> events.add("halted " + code));
    made.whenAsked(", gently", () -> {}, () -> events.add("asked"));
    made.toKill(() -> events.add("killed"));
    made.beforeHalt(() -> events.add("left"));
    return made;
  }

  private PrintStream print() {
    return new PrintStream(err, true, UTF_8);
  }
}
