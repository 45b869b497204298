package io.github.pipefarm.it;

import static io.github.pipefarm.it.FarmContract.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.DeathReport;
import io.github.pipefarm.Farm;
import io.github.pipefarm.WorkerCrashedException;
import io.github.pipefarm.WorkerOutput;
import io.github.pipefarm.function.TaskContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a farm has to say of a worker that died. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class DeathReportIT {
  private final RecordedEvents events = new RecordedEvents();
  private Farm farm;

  @BeforeEach
  void openFarm() {
    farm = Farm.processes(1).output(WorkerOutput.DISCARD).listener(events).build();
  }

  @AfterEach
  @Timeout(value = 30, threadMode = SEPARATE_THREAD)
  void closeFarm() {
    farm.close();
  }

  @Test
  void theTaskIsNamedWithItsItemItsTryAndHowLongItRan() {
    WorkerCrashedException crash =
        catchThrowableOfType(
            WorkerCrashedException.class,
            () ->
                farm.job()
                    .crashRetries(1)
                    .map(
                        List.of("harmless", "poison"),
                        item -> {
                          if (item.equals("poison")) {
                            Thread.sleep(50);
                            Runtime.getRuntime().halt(9);
                          }
                          return item;
                        }));
    DeathReport report = crash.report();
    assertThat(report.index()).hasValue(1);
    assertThat(report.item()).hasValue("\"poison\"");
    assertThat(report.attempt()).isEqualTo(2);
    assertThat(report.ran()).isBetween(Duration.ofMillis(50), Duration.ofSeconds(30));
    assertThat(report.exitCode()).hasValue(9);
    assertThat(report.pid()).isPresent();
    assertThat(crash).hasMessageContaining("poison").hasMessageContaining("try 2");
    await().until(() -> events.deaths.size() == 2);
    assertThat(events.deaths).extracting(DeathReport::attempt).containsExactly(1, 2);
    assertThat(events.retried).hasSize(1);
    assertThat(farm.stats().workersCrashed()).isEqualTo(2);
  }

  @Test
  void aCrashWhoseTaskIsTriedAgainIsAllThatIsLogged() {
    Logger logger = Logger.getLogger("io.github.pipefarm");
    List<LogRecord> logged = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord message) {
            logged.add(message);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    try {
      farm.job()
          .crashRetries(1)
          .forEach(
              List.of("poison"),
              item -> {
                if (TaskContext.current().attempt() == 1) {
                  Runtime.getRuntime().halt(9);
                }
              });
      farm.close();
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(logged).hasSize(1);
    assertThat(logged.get(0).getLevel()).isEqualTo(Level.WARNING);
    assertThat(logged.get(0).getMessage()).contains("worker-1", "poison", "tried again");
  }

  @Test
  void aCodeOfSystemExitIsNotTakenForASignal() {
    WorkerCrashedException crash = crashByExit(137);
    assertThat(crash.exitCode()).hasValue(137);
    assertThat(crash.signal()).isEmpty();
  }

  @Test
  void aSegmentationFaultComesWithTheJvmsOwnReport() {
    WorkerCrashedException crash =
        catchThrowableOfType(
            WorkerCrashedException.class,
            () ->
                farm.call(
                    () -> {
                      Pids.signal("SEGV", Pids.own());
                      Thread.sleep(60_000);
                      return 1;
                    }));
    assertThat(crash.signal()).hasValueSatisfying(name -> assertThat(name).startsWith("SIG"));
    assertThat(crash.report().errorFile()).isPresent();
    assertThat(crash.report().errorHead()).contains("SIGSEGV");
    assertThat(crash).hasMessageContaining("the JVM's report is");
  }

  @Test
  void aWorkerThatIsKilledWhileIdleIsReportedWithoutATask() {
    long pid = farm.call(Pids::own);
    Pids.kill(pid);
    await().until(() -> !events.deaths.isEmpty());
    DeathReport report = events.deaths.get(0);
    assertThat(report.signal()).hasValue("SIGKILL");
    assertThat(report.pid()).hasValue(pid);
    assertThat(report.index()).isEmpty();
    assertThat(report.item()).isEmpty();
    assertThat(report.oomKilled()).isFalse();
    assertThat(report.toString()).contains("worker-1").contains("SIGKILL");
  }

  @Test
  void aWorkerThatEndsInOrderIsNotReported() {
    farm.map(numbers(5), i -> i);
    farm.close();
    assertThat(events.deaths).isEmpty();
    assertThat(events.stopped).hasSize(1);
    assertThat(events.all)
        .containsSubsequence("started worker-1", "ready worker-1", "stopped worker-1");
  }

  private WorkerCrashedException crashByExit(int code) {
    return catchThrowableOfType(
        WorkerCrashedException.class,
        () ->
            farm.call(
                () -> {
                  System.exit(code);
                  return 1;
                }));
  }
}
