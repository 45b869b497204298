package io.github.pipefarm.it;

import static io.github.pipefarm.it.FarmContract.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmException;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.WorkerCrashedException;
import io.github.pipefarm.WorkerOutput;
import io.github.pipefarm.function.TaskFunction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that die while they run a task, or while they don't. */
@Timeout(value = 90, threadMode = SEPARATE_THREAD)
class KilledWorkerIT {
  private static Object[] leak;

  @TempDir Path folder;
  private Marks marks;
  private Farm farm;

  @BeforeEach
  void openFarm() {
    marks = new Marks(folder);
    farm = Farm.processes(2).output(WorkerOutput.DISCARD).build();
  }

  @AfterEach
  @Timeout(value = 30, threadMode = SEPARATE_THREAD)
  void closeFarm() {
    farm.close();
  }

  @Test
  void aWorkerWhoseHeapIsFullDiesThoughAThreadWasLeftBehindInIt() {
    try (Farm small = Farm.processes(1).maxHeap("24m").output(WorkerOutput.DISCARD).build()) {
      assertThatExceptionOfType(FarmException.class)
          .isThrownBy(() -> small.map(numbers(400), i -> fillTheHeap()));
    }
  }

  private static byte[] fillTheHeap() {
    if (leak == null) {
      new Thread(
              () -> {
                while (true) {
                  LockSupport.park();
                }
              })
          .start();
    }
    try {
      while (true) {
        leak = new Object[] {leak}; // the smallest pieces, so that nothing is left
      }
    } catch (OutOfMemoryError e) {
      return new byte[3000];
    }
  }

  @Test
  void aWorkerKilledInTheMiddleOfATaskFailsThatTaskAlone() throws Exception {
    Marks seen = marks;
    CompletableFuture<List<Outcome<Integer, Integer>>> outcomes =
        CompletableFuture.supplyAsync(
            () ->
                outcomesOf(
                    40,
                    i -> {
                      if (i == 7) {
                        seen.add("pid", Pids.own());
                        seen.holdUntil("never");
                      }
                      return i * 2;
                    }));
    await().atMost(Duration.ofSeconds(20)).until(() -> seen.pids("pid").size() == 1);
    Pids.kill(seen.pids("pid").get(0));
    WorkerCrashedException crash = theOnlyFailure(outcomes.get(30, TimeUnit.SECONDS), 7);
    assertThat(crash.signal()).contains("SIGKILL");
    assertThat(crash.exitCode()).isEmpty();
    assertThat(crash).hasMessageContaining("SIGKILL").hasMessageContaining(crash.worker());
    assertThat(seen.pids("pid")).as("not tried again unasked").hasSize(1);
    assertThat(farm.map(numbers(20), i -> i + 1)).hasSize(20);
  }

  @Test
  void aTaskThatExitsTheJvmFailsAlone() {
    WorkerCrashedException crash =
        theOnlyFailure(
            outcomesOf(
                40,
                i -> {
                  if (i == 11) {
                    System.exit(3);
                  }
                  return i * 2;
                }),
            11);
    assertThat(crash.exitCode()).hasValue(3);
    assertThat(crash.signal()).isEmpty();
  }

  @Test
  void aTaskThatHaltsTheJvmFailsAlone() {
    WorkerCrashedException crash =
        theOnlyFailure(
            outcomesOf(
                40,
                i -> {
                  if (i == 0) {
                    System.err.println("last words");
                    System.err.flush();
                    Runtime.getRuntime().halt(4);
                  }
                  return i * 2;
                }),
            0);
    assertThat(crash.exitCode()).hasValue(4);
    assertThat(crash.stderrTail()).contains("last words");
    assertThat(crash.attempts()).isEqualTo(1);
  }

  @Test
  void mapThrowsTheCrashAndTheFarmGoesOn() {
    assertThatExceptionOfType(WorkerCrashedException.class)
        .isThrownBy(() -> farm.map(numbers(10), i -> i == 4 ? halt(5) : i))
        .satisfies(
            crash -> {
              assertThat(crash.index()).isEqualTo(4);
              assertThat(crash.item()).contains("4");
              assertThat(crash.exitCode()).hasValue(5);
            });
    assertThatExceptionOfType(WorkerCrashedException.class)
        .isThrownBy(() -> farm.call(() -> halt(6)))
        .satisfies(crash -> assertThat(crash.exitCode()).hasValue(6));
    assertThat(farm.map(numbers(10), i -> i)).isEqualTo(numbers(10));
  }

  @Test
  void aTaskIsTriedAgainAfterACrashWhereAskedFor() {
    Marks seen = marks;
    List<Outcome<Integer, Integer>> outcomes;
    try (Stream<Outcome<Integer, Integer>> stream =
        farm.job()
            .crashRetries(1)
            .outcomes(
                numbers(20),
                i -> {
                  seen.add("runs-" + i, Pids.own());
                  if (i == 5 && !seen.has("crashed")) {
                    seen.leave("crashed");
                    Pids.kill(Pids.own());
                    seen.holdUntil("never");
                  }
                  return i * 2;
                })) {
      outcomes = stream.toList();
    }
    assertThat(outcomes).allSatisfy(o -> assertThat(o.get()).isEqualTo(o.item() * 2));
    assertThat(outcomes)
        .allSatisfy(o -> assertThat(o.attempts()).isEqualTo(o.index() == 5 ? 2 : 1));
    assertThat(numbers(20))
        .allSatisfy(i -> assertThat(seen.lines("runs-" + i)).hasSize(i == 5 ? 2 : 1));
    assertThat(seen.pids("runs-5")).doesNotHaveDuplicates();
  }

  @Test
  void aTaskThatCrashesEveryWorkerFailsAfterItsTries() {
    Marks seen = marks;
    assertThatExceptionOfType(WorkerCrashedException.class)
        .isThrownBy(
            () ->
                farm.job()
                    .crashRetries(2)
                    .forEach(
                        List.of("poison"),
                        item -> {
                          seen.add("runs", Pids.own());
                          halt(9);
                        }))
        .satisfies(crash -> assertThat(crash.attempts()).isEqualTo(3));
    assertThat(seen.pids("runs")).hasSize(3).doesNotHaveDuplicates();
    assertThat(farm.map(numbers(5), i -> i)).isEqualTo(numbers(5));
  }

  @Test
  void aFarmOutlivesAnyNumberOfCrashes() {
    List<Outcome<Integer, Integer>> outcomes = outcomesOf(12, i -> i % 2 == 0 ? halt(1) : i);
    for (Outcome<Integer, Integer> outcome : outcomes) {
      if (outcome.index() % 2 == 0) {
        assertThat(failureOf(outcome)).isInstanceOf(WorkerCrashedException.class);
      } else {
        assertThat(outcome.get()).isEqualTo(outcome.item());
      }
    }
    assertThat(farm.call(() -> "still here")).isEqualTo("still here");
  }

  @Test
  void workersKilledWhileIdleAreReplaced() {
    for (int round = 0; round < 3; round++) {
      Set<Long> before = new HashSet<>(farm.map(numbers(50), i -> Pids.own()));
      before.forEach(Pids::kill);
      Pids.awaitGone(before);
      assertThat(farm.map(numbers(50), i -> Pids.own())).doesNotContainAnyElementsOf(before);
    }
  }

  @Test
  void aTaskThatHasFinishedIsNeverRunAgain() {
    int tasks = 3000;
    int kills = 6;
    Random random = new Random(42);
    Set<Integer> killAfter = new HashSet<>();
    while (killAfter.size() < kills) {
      killAfter.add(100 + random.nextInt(tasks - 500));
    }
    Marks seen = marks;
    List<Outcome<Integer, Long>> outcomes = new ArrayList<>();
    try (Stream<Outcome<Integer, Long>> stream =
        farm.job()
            .window(200)
            .outcomes(
                numbers(tasks),
                i -> {
                  seen.add("run-" + i, "");
                  return Pids.own();
                })) {
      stream.forEach(
          outcome -> {
            outcomes.add(outcome);
            if (killAfter.contains(outcomes.size())) {
              lastSuccess(outcomes).ifPresent(Pids::kill);
            }
          });
    }
    assertThat(outcomes).extracting(Outcome::index).isSorted().hasSize(tasks);
    List<Outcome<Integer, Long>> failures =
        outcomes.stream().filter(outcome -> !outcome.isSuccess()).toList();
    assertThat(failures).hasSizeLessThanOrEqualTo(kills);
    assertThat(failures)
        .allSatisfy(
            outcome -> {
              assertThat(failureOf(outcome)).isInstanceOf(WorkerCrashedException.class);
              assertThat(seen.lines("run-" + outcome.index())).hasSizeLessThanOrEqualTo(1);
            });
    assertThat(outcomes.stream().filter(Outcome::isSuccess))
        .allSatisfy(outcome -> assertThat(seen.lines("run-" + outcome.index())).hasSize(1));
    assertThat(outcomes.stream().filter(Outcome::isSuccess).map(Outcome::get).distinct())
        .as("workers were replaced")
        .hasSizeGreaterThan(2);
  }

  /** The worker that ran the last task that succeeded: it may run another one by now. */
  private static Optional<Long> lastSuccess(List<Outcome<Integer, Long>> outcomes) {
    for (int i = outcomes.size() - 1; i >= 0; i--) {
      if (outcomes.get(i).isSuccess()) {
        return Optional.of(outcomes.get(i).get());
      }
    }
    return Optional.empty();
  }

  private List<Outcome<Integer, Integer>> outcomesOf(
      int tasks, TaskFunction<Integer, Integer> function) {
    try (Stream<Outcome<Integer, Integer>> outcomes = farm.outcomes(numbers(tasks), function)) {
      return outcomes.toList();
    }
  }

  private static WorkerCrashedException theOnlyFailure(
      List<Outcome<Integer, Integer>> outcomes, int failed) {
    assertThat(outcomes).hasSize(40);
    for (Outcome<Integer, Integer> outcome : outcomes) {
      if (outcome.index() != failed) {
        assertThat(outcome.get()).isEqualTo(outcome.item() * 2);
      }
    }
    WorkerCrashedException crash = (WorkerCrashedException) failureOf(outcomes.get(failed));
    assertThat(crash.index()).isEqualTo(failed);
    assertThat(crash.worker()).startsWith("worker-");
    return crash;
  }

  private static FarmException failureOf(Outcome<?, ?> outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Failure.class);
    return ((Outcome.Failure<?, ?>) outcome).exception();
  }

  private static int halt(int code) {
    Runtime.getRuntime().halt(code);
    return code;
  }
}
