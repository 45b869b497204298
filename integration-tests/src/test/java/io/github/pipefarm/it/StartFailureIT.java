package io.github.pipefarm.it;

import static io.github.pipefarm.it.FarmContract.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmException;
import io.github.pipefarm.ProcessFarmBuilder;
import io.github.pipefarm.WorkerStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers that can't be started: the first job says why, soon, and nothing goes round in circles.
 */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class StartFailureIT {
  @TempDir Path folder;

  @Test
  void aJavaHomeThatDoesNotExistIsNamed() {
    Path missing = folder.resolve("no-such-java");
    WorkerStartException failure = failureOf(Farm.processes(2).javaHome(missing));
    assertThat(String.join(" ", failure.command())).contains(missing.toString());
    assertThat(failure).hasMessageContaining("no-such-java");
  }

  @Test
  void aVariableThatNoProcessCanHaveIsRefusedAtOnce() {
    assertThatThrownBy(() -> Farm.processes(1).environment(Map.of("a=b", "c")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a=b");
  }

  @Test
  void timeoutsMayBeForEver() {
    Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
    Farm farm = Farm.processes(1).startTimeout(forEver).stopTimeout(forEver).build();
    assertThat(farm.call(() -> 1)).isEqualTo(1);
    farm.close();
    farm.close();
  }

  @Test
  void anOptionThatTheJvmRefusesIsShownWithWhatItSaid() {
    WorkerStartException failure = failureOf(Farm.processes(2).jvmArgs("-XX:+NoSuchOptionAtAll"));
    assertThat(failure.command()).isNotEmpty();
    assertThat(failure.exitCode()).hasValue(1);
    assertThat(failure.stderrTail()).contains("NoSuchOptionAtAll");
    assertThat(failure).hasMessageContaining("NoSuchOptionAtAll");
  }

  @Test
  void aWorkerThatDiesAtItsStartIsNotStartedForEver() throws IOException {
    Path starts = folder.resolve("starts");
    Path java = fakeJava("echo started >>'" + starts + "'; echo 'this java is broken' >&2; exit 7");
    WorkerStartException failure = failureOf(Farm.processes(2).javaHome(java));
    assertThat(failure.exitCode()).hasValue(7);
    assertThat(failure.stderrTail()).contains("this java is broken");
    assertThat(Files.readAllLines(starts)).hasSizeBetween(1, 12);
  }

  @Test
  void aWorkerThatIsNotReadyInTimeIsGivenUp() throws IOException {
    Path pids = folder.resolve("pids");
    Path java = fakeJava("echo $$ >>'" + pids + "'; exec sleep 600");
    WorkerStartException failure =
        failureOf(Farm.processes(1).javaHome(java).startTimeout(Duration.ofMillis(500)));
    assertThat(failure).hasMessageContaining("startTimeout");
    assertThat(Files.readAllLines(pids)).isNotEmpty();
    Pids.awaitGone(Files.readAllLines(pids).stream().map(Long::valueOf).toList());
  }

  @Test
  void anInitializerThatTakesTooLongIsGivenUp() {
    Marks marks = new Marks(folder);
    WorkerStartException failure =
        failureOf(
            Farm.processes(1)
                .startTimeout(Duration.ofSeconds(4))
                .initializer(
                    () -> {
                      marks.leave("begun");
                      Thread.sleep(600_000);
                    }));
    assertThat(failure).hasMessageContaining("startTimeout");
    assertThat(marks.has("begun")).isTrue();
  }

  @Test
  void anInitializerThatThrowsIsTheCause() {
    WorkerStartException failure =
        failureOf(Farm.processes(2).initializer(() -> FarmContract.refuse("no database")));
    assertThat(failure).hasStackTraceContaining("no database");
    assertThat(failure.getCause()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anInitializerThatKillsItsWorkerIsGivenUp() {
    Marks marks = new Marks(folder);
    WorkerStartException failure =
        failureOf(
            Farm.processes(2)
                .initializer(
                    () -> {
                      marks.add("starts", Pids.own());
                      Runtime.getRuntime().halt(8);
                    }));
    assertThat(failure.exitCode()).hasValue(8);
    assertThat(marks.lines("starts")).hasSizeBetween(1, 12);
  }

  @Test
  void everyFormOfWorkFailsWhenNoWorkerStarts() throws IOException {
    Path java = fakeJava("exit 7");
    try (Farm farm = Farm.processes(1).javaHome(java).build()) {
      assertFarmFailure(() -> farm.submit(() -> 1).get(30, TimeUnit.SECONDS));
      assertFarmFailure(() -> farm.mapAsync(numbers(10), i -> i).get(30, TimeUnit.SECONDS));
      assertFarmFailure(() -> farm.forEach(numbers(10), i -> {}));
      assertFarmFailure(
          () -> {
            try (Stream<Integer> results = farm.stream(PulledNumbers.endless(), i -> i)) {
              results.forEach(x -> {});
            }
          });
      assertThatThrownBy(() -> farm.map(PulledNumbers.endless(), i -> i))
          .isInstanceOf(FarmException.class);
    }
  }

  /** By the call itself or by the future it gave. */
  private static void assertFarmFailure(ThrowingCallable work) {
    assertThatThrownBy(work)
        .satisfiesAnyOf(
            thrown -> assertThat(thrown).isInstanceOf(FarmException.class),
            thrown -> assertThat(thrown.getCause()).isInstanceOf(FarmException.class));
  }

  private static WorkerStartException failureOf(ProcessFarmBuilder builder) {
    try (Farm farm = builder.build()) {
      WorkerStartException failure =
          catchThrowableOfType(WorkerStartException.class, () -> farm.map(numbers(10), i -> i + 1));
      assertThat(failure).isNotNull();
      assertThatThrownBy(() -> farm.call(() -> 1))
          .as("the farm is at its end")
          .isInstanceOf(FarmException.class);
      return failure;
    }
  }

  /** A Java installation whose {@code java} is a shell script. */
  private Path fakeJava(String script) throws IOException {
    Path home = folder.resolve("fake-java");
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\n" + script + "\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return home;
  }
}
