package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.Job;
import io.github.pipefarm.TaskTimeoutException;
import io.github.pipefarm.function.TaskFunction;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What only the end of a process can stop: tasks that do not care, and workers that do not answer.
 */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class TimeoutIT {
  @TempDir Path folder;

  @Test
  void aTaskThatComputesForEverIsKilledAndSaysWhere() {
    try (Farm farm = Farm.processes(1).build()) {
      farm.map(List.of(1), i -> i); // or a busy machine might spend the time on loading classes
      assertThatExceptionOfType(TaskTimeoutException.class)
          .isThrownBy(() -> farm.job().timeout(Duration.ofMillis(500)).map(List.of(1), i -> spin()))
          .satisfies(
              timeout ->
                  assertThat(timeout.stuckAt())
                      .anyMatch(frame -> frame.getMethodName().equals("spin")))
          .withMessageContaining("stuck at");
    }
  }

  @Test
  void eachOfManyTasksHasATimeOfItsOwn() {
    try (Farm farm = Farm.processes(1).build()) {
      farm.map(FarmContract.numbers(1_000), i -> i); // what takes no time travels in great numbers
      assertThatExceptionOfType(TaskTimeoutException.class)
          .isThrownBy(
              () ->
                  farm.job()
                      .timeout(Duration.ofSeconds(3))
                      .map(FarmContract.numbers(1_000), i -> i == 777 ? stuck() : i))
          .satisfies(timeout -> assertThat(timeout.index()).isEqualTo(777));
    }
  }

  @Test
  void aStoppedWorkerIsKilledThoughItDoesNotAnswer() {
    Marks marks = new Marks(folder);
    try (Farm farm = Farm.processes(1).build()) {
      CompletableFuture<List<Integer>> job =
          farm.job()
              .timeout(Duration.ofSeconds(3))
              .mapAsync(
                  List.of(1),
                  i -> {
                    marks.add("pid", Pids.own());
                    Thread.sleep(600_000);
                    return i;
                  });
      await().until(() -> marks.pids("pid").size() == 1);
      Pids.stop(marks.pids("pid").get(0));
      assertThat(job)
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableThat()
          .havingCause()
          .isInstanceOfSatisfying(
              TaskTimeoutException.class, timeout -> assertThat(timeout.stuckAt()).isEmpty());
      Pids.awaitGone(marks.pids("pid"));
    }
  }

  @Test
  void aWorkerThatWasStoppedBetweenTwoTasksIsKilledAndItsTaskRunsElsewhere() {
    try (Farm farm = Farm.processes(1).build()) {
      long pid = farm.call(Pids::own);
      Pids.stop(pid);
      assertThat(farm.job().timeout(Duration.ofSeconds(3)).map(List.of(1, 2), i -> Pids.own()))
          .doesNotContain(pid);
      Pids.awaitGone(List.of(pid));
    }
  }

  @Test
  void aFunctionThatCantBeDecodedInTimeSaysWhere() {
    Stuck function = new Stuck();
    try (Farm farm = Farm.processes(1).build()) {
      farm.map(List.of(1), i -> i); // or the time might be spent on loading classes
      assertThatExceptionOfType(TaskTimeoutException.class)
          .isThrownBy(() -> farm.job().timeout(Duration.ofMillis(500)).map(List.of(1), function))
          .satisfies(
              timeout ->
                  assertThat(timeout.stuckAt())
                      .anyMatch(frame -> frame.getMethodName().equals("readObject")));
    }
  }

  private static final class Stuck implements TaskFunction<Integer, Integer> {
    @Override
    public Integer apply(Integer item) {
      return item;
    }

    private void readObject(ObjectInputStream in) {
      spin();
    }
  }

  @Test
  void aShortTimeoutExpiresInTimeThoughALongOneCameBefore() {
    try (Farm farm = Farm.processes(1).build()) {
      assertThat(farm.job().timeout(Duration.ofMinutes(10)).map(List.of(1), i -> i))
          .containsExactly(1);
      assertThatExceptionOfType(TaskTimeoutException.class)
          .isThrownBy(
              () -> farm.job().timeout(Duration.ofMillis(500)).map(List.of(1), i -> spin()));
    }
  }

  @Test
  void aJobThatIsCancelledBeforeItsTasksBeginLeavesTheWorkersFree() {
    Marks marks = new Marks(folder);
    try (Farm farm = Farm.processes(1).build()) {
      farm.call(() -> 1); // a worker is there, or nothing would be sent to any
      for (int i = 0; i < 200; i++) {
        CompletableFuture<List<Integer>> job =
            farm.mapAsync(
                List.of(1, 2, 3),
                n -> {
                  marks.holdUntil("never");
                  return n;
                });
        job.cancel(true);
      }
      assertThat(farm.map(List.of(1, 2, 3), n -> n)).containsExactly(1, 2, 3);
    }
  }

  @Test
  void oneTimeoutCostsNoOtherTask() {
    Marks marks = new Marks(folder);
    List<Integer> items = IntStream.range(0, 3000).boxed().toList();
    try (Farm farm = Farm.processes(2).build();
        var outcomes =
            farm.job()
                .timeout(Duration.ofSeconds(3))
                .outcomes(
                    items,
                    i -> {
                      marks.add("ran", i);
                      return i == 1500 ? stuck() : i;
                    })) {
      assertThat(outcomes.filter(outcome -> !outcome.isSuccess()).map(outcome -> outcome.item()))
          .containsExactly(1500);
    }
    assertThat(marks.lines("ran")).hasSize(3000).doesNotHaveDuplicates();
  }

  @Test
  void aCancelledTaskThatDoesNotCareIsKilledAfterAGrace() {
    Marks marks = new Marks(folder);
    cancelOnceStuck(marks, job -> job.mapAsync(List.of(1), item -> spin(marks)));
  }

  @Test
  void aCancelledTaskIsKilledThoughItsWorkerIsStopped() {
    Marks marks = new Marks(folder);
    cancelOnceStuck(
        marks, job -> job.mapAsync(List.of(1), item -> spin(marks)), pid -> Pids.stop(pid));
  }

  private static int spin(Marks marks) {
    marks.add("pid", Pids.own());
    return spin();
  }

  @Test
  void aCancelledTaskThatIsStuckInItsDecoderIsKilledAfterAGrace() {
    Marks marks = new Marks(folder);
    List<Object> items = List.of(new EndlessToDecode(marks));
    cancelOnceStuck(marks, job -> job.mapAsync(items, item -> 1));
  }

  @Test
  void aCancelledTaskThatIsStuckInItsEncoderIsKilledAfterAGrace() {
    Marks marks = new Marks(folder);
    cancelOnceStuck(marks, job -> job.mapAsync(List.of(1), item -> new EndlessToEncode(marks)));
  }

  @Test
  void aCancelledTaskWhoseFunctionIsStuckInItsDecoderIsKilledAfterAGrace() {
    Marks marks = new Marks(folder);
    Object captured = new EndlessToDecode(marks);
    cancelOnceStuck(marks, job -> job.mapAsync(List.of(1), item -> captured.hashCode()));
  }

  private static void cancelOnceStuck(Marks marks, Function<Job, CompletableFuture<?>> begin) {
    cancelOnceStuck(marks, begin, pid -> {});
  }

  private static void cancelOnceStuck(
      Marks marks, Function<Job, CompletableFuture<?>> begin, LongConsumer before) {
    try (Farm farm = Farm.processes(1).stopTimeout(Duration.ofMillis(500)).build()) {
      CompletableFuture<?> future = begin.apply(farm.job());
      await().until(() -> marks.pids("pid").size() == 1);
      before.accept(marks.pids("pid").get(0));
      future.cancel(true);
      Pids.awaitGone(marks.pids("pid"));
      assertThat(farm.call(Pids::own)).isNotIn(marks.pids("pid"));
    }
  }

  @Test
  @Timeout(value = 300, threadMode = SEPARATE_THREAD) // each worker is killed
  void aTaskThatBeginsWhileItsCancelIsOnItsWayIsKilledToo() {
    try (Farm farm = Farm.processes(1).stopTimeout(Duration.ofMillis(100)).build()) {
      for (int i = 0; i < 30; i++) {
        farm.call(() -> 1); // a worker is there
        CompletableFuture<List<Integer>> job = farm.mapAsync(List.of(1, 2, 3), n -> spin());
        LockSupport.parkNanos(i * 20_000L);
        job.cancel(true);
      }
      assertThat(farm.call(() -> "free again")).isEqualTo("free again");
    }
  }

  /** Never comes out of a worker's decoder. */
  private static final class EndlessToDecode implements Serializable {
    private final Marks marks;

    EndlessToDecode(Marks marks) {
      this.marks = marks;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      marks.add("pid", Pids.own());
      spin();
    }
  }

  /** Never comes out of a worker's encoder. */
  private static final class EndlessToEncode implements Serializable {
    private final Marks marks;

    EndlessToEncode(Marks marks) {
      this.marks = marks;
    }

    private void writeObject(ObjectOutputStream out) {
      marks.add("pid", Pids.own());
      spin();
    }
  }

  /** Takes no processor for the seconds until its time is up. */
  private static int stuck() {
    while (true) {
      LockSupport.park();
      Thread.interrupted();
    }
  }

  @SuppressWarnings("InfiniteLoopStatement")
  private static int spin() {
    long n = 0;
    while (n >= 0) {
      n = (n + 1) % 1_000_003;
    }
    return (int) n;
  }
}
