package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmClosedException;
import io.github.pipefarm.FarmInterruptedException;
import io.github.pipefarm.Job;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.TaskCancelledException;
import io.github.pipefarm.TaskFailedException;
import io.github.pipefarm.TaskTimeoutException;
import io.github.pipefarm.function.TaskFunction;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the engines promise whose tasks run beside their caller: all but the serial one. */
abstract class ParallelFarmContract extends FarmContract {
  @Test
  void tasksRunAtTheSameTime() {
    Marks met = marks;
    assertThat(
            farm.mapPairs(
                List.of("one", "other"),
                List.of("other", "one"),
                (own, others) -> {
                  met.leave(own);
                  met.holdUntil(others);
                  return own;
                }))
        .containsExactly("one", "other");
  }

  @Test
  void mapThrowsTheFirstFailureThatHappensAtOnce() {
    Marks gate = marks;
    try {
      assertThatExceptionOfType(TaskFailedException.class)
          .isThrownBy(
              () ->
                  farm.map(
                      numbers(2),
                      i -> {
                        if (i == 0) {
                          gate.holdUntil("open");
                        }
                        return refuse("item " + i);
                      }))
          .satisfies(failure -> assertThat(failure.index()).isEqualTo(1));
    } finally {
      gate.leave("open");
    }
  }

  @Test
  void aFailureArrivesThoughTheInputOfMapAsyncBlocks() {
    CompletableFuture<Integer> never = new CompletableFuture<>();
    Iterable<Integer> items =
        () -> Stream.of(1, 2).map(i -> i == 1 ? Integer.valueOf(1) : never.join()).iterator();
    try {
      CompletableFuture<List<Integer>> job = farm.mapAsync(items, i -> refuse("it"));
      assertThatThrownBy(() -> job.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(TaskFailedException.class);
    } finally {
      never.complete(2);
    }
  }

  @Test
  void terminateEndsAMapAsyncWhoseInputBlocks() {
    CompletableFuture<Integer> never = new CompletableFuture<>();
    Iterable<Integer> items =
        () -> Stream.of(1, 2).map(i -> i == 1 ? Integer.valueOf(1) : never.join()).iterator();
    try {
      Farm terminated = builder(1).build();
      CompletableFuture<List<Integer>> job = terminated.mapAsync(items, i -> i);
      terminated.terminate();
      assertThatThrownBy(() -> job.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(FarmClosedException.class);
    } finally {
      never.complete(2);
    }
  }

  @Test
  void aCancelledTaskHoldsUpNoOtherJob() throws Exception {
    try (Farm single = builder(1).build()) {
      Marks begun = marks;
      CompletableFuture<List<Integer>> job =
          single.mapAsync(
              numbers(20),
              i -> {
                begun.leave("begun-" + i);
                Thread.sleep(20);
                return i;
              });
      for (int i = 0; i < 20; i += 2) {
        String next = "begun-" + i;
        // Each meets a worker that has just ended a task.
        await()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(2))
            .until(() -> begun.has(next));
        single.submit(() -> 1).cancel(true);
      }
      assertThat(job.get(20, TimeUnit.SECONDS)).isEqualTo(numbers(20));
    }
  }

  @Test
  void aFailureCancelsTheTasksBehindIt() {
    PulledNumbers items = PulledNumbers.endless();
    assertThatExceptionOfType(TaskFailedException.class)
        .isThrownBy(() -> farm.forEach(items, i -> failAt(i, 50)));
    int pulled = items.pulled();
    assertThat(farm.map(numbers(3), i -> i)).containsExactly(0, 1, 2);
    assertThat(items.pulled()).isEqualTo(pulled);
  }

  @Test
  void aSlowFirstTaskHoldsUpNothingThatTheWindowAdmits() {
    Marks gate = marks;
    PulledNumbers items = PulledNumbers.endless();
    try (Stream<Integer> stream =
        farm.job().window(500).stream(
            items,
            i -> {
              if (i == 0) {
                gate.holdUntil("open");
              }
              return i;
            })) {
      Iterator<Integer> results = stream.iterator();
      CompletableFuture<Integer> first = CompletableFuture.supplyAsync(results::next);
      await().atMost(Duration.ofSeconds(20)).until(() -> items.pulled() == 500);
      gate.leave("open");
      assertThat(first.join()).isZero();
    } finally {
      gate.leave("open");
    }
  }

  @Test
  void aSlowTaskHoldsUpNeitherTheTasksBehindItNorAnUnorderedResult() {
    Marks gate = marks;
    try (Stream<Integer> stream =
        farm.job().unordered().stream(
            numbers(100),
            i -> {
              if (i == 0) {
                gate.holdUntil("open");
              }
              return i;
            })) {
      Iterator<Integer> results = stream.iterator();
      List<Integer> before = new ArrayList<>();
      while (before.size() < 99) {
        before.add(results.next());
      }
      assertThat(before).doesNotContain(0).doesNotHaveDuplicates();
      gate.leave("open");
      assertThat(results.next()).isZero();
      assertThat(results.hasNext()).isFalse();
    }
  }

  @Test
  void aSlowHeadHoldsBackDeliveryButNotWorkUntilTheWindowIsFull() throws Exception {
    Marks seen = marks;
    int window = 16;
    PulledNumbers items = PulledNumbers.upTo(40);
    CompletableFuture<List<Integer>> results =
        CompletableFuture.supplyAsync(
            () -> {
              try (Stream<Integer> stream =
                  farm.job().window(window).stream(
                      items,
                      i -> {
                        if (i == 0) {
                          seen.holdUntil("open");
                        }
                        seen.leave("done-" + i);
                        return i;
                      })) {
                return stream.toList();
              }
            });
    try {
      await().until(() -> numbers(window).stream().skip(1).allMatch(i -> seen.has("done-" + i)));
      await()
          .during(Duration.ofMillis(200))
          .until(() -> items.pulled() == window && !results.isDone());
      assertThat(seen.has("done-" + window)).isFalse();
    } finally {
      seen.leave("open");
    }
    assertThat(results.get(20, TimeUnit.SECONDS)).isEqualTo(numbers(40));
  }

  @Test
  void aStreamWorksAheadOfASlowConsumer() {
    PulledNumbers items = PulledNumbers.endless();
    try (Stream<Integer> stream = farm.job().window(8).stream(items, i -> i)) {
      Iterator<Integer> results = stream.iterator();
      assertThat(results.next()).isZero();
      await().until(() -> items.pulled() >= 8);
      assertThat(items.pulled()).isLessThanOrEqualTo(9);
    }
  }

  @Test
  void closingAStreamStopsPulling() {
    PulledNumbers items = PulledNumbers.endless();
    try (Stream<Integer> stream = farm.stream(items, i -> i)) {
      assertThat(stream.iterator().next()).isZero();
    }
    awaitStandstill(items);
    assertThat(farm.map(numbers(3), i -> i)).containsExactly(0, 1, 2);
  }

  @Test
  void cancellingMapAsyncStopsPulling() {
    PulledNumbers items = PulledNumbers.endless();
    CompletableFuture<List<Integer>> results = farm.mapAsync(items, i -> i);
    await().until(() -> items.pulled() > 100);
    assertThat(results.cancel(true)).isTrue();
    awaitStandstill(items);
    assertThat(results).isCancelled();
    assertThat(farm.map(numbers(3), i -> i)).containsExactly(0, 1, 2);
  }

  @Test
  void aFutureThatTheCallerCompletesCancelsItsTask() throws Exception {
    Marks seen = marks;
    try {
      List<CompletableFuture<Integer>> holding = holdAllWorkers();
      List<CompletableFuture<Void>> waiting = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        waiting.add(farm.submit(() -> seen.add("ran", "")));
      }
      waiting.forEach(future -> future.cancel(false));
      seen.leave("open");
      for (CompletableFuture<Integer> held : holding) {
        assertThat(held.get(20, TimeUnit.SECONDS)).isEqualTo(1);
      }
      assertThat(farm.map(numbers(100), i -> i)).isEqualTo(numbers(100));
      assertThat(waiting).allMatch(CompletableFuture::isCancelled);
      assertThat(seen.lines("ran")).as("but what was about to start").hasSizeLessThan(50);
    } finally {
      seen.leave("open");
    }
  }

  @Test
  void whatDependsOnAFutureMayUseTheFarm() throws Exception {
    CompletableFuture<Integer> twice =
        farm.submit(20, i -> i + 1).thenApply(i -> farm.call(() -> i * 2));
    assertThat(twice.get(20, TimeUnit.SECONDS)).isEqualTo(42);
  }

  @Test
  void aShortJobFinishesWhileALongOneRuns() {
    CompletableFuture<List<Integer>> running =
        farm.mapAsync(
            numbers(60_000),
            i -> {
              Thread.sleep(5);
              return i;
            });
    try {
      Marks seen = marks;
      farm.forEach(numbers(10), i -> seen.leave("short-" + i));
      assertThat(farm.call(() -> "short")).isEqualTo("short");
      assertThat(running).isNotDone();
    } finally {
      running.cancel(true);
    }
  }

  @Test
  void submittedWorkIsCopiedThoughAllWorkersAreBusy() throws Exception {
    Marks gate = marks;
    try {
      holdAllWorkers();
      int[] item = {1, 2, 3};
      CompletableFuture<Integer> sum = farm.submit(item, a -> a[0] + a[1] + a[2]);
      item[0] = 100;
      gate.leave("open");
      assertThat(sum.get(20, TimeUnit.SECONDS)).isEqualTo(6);
    } finally {
      gate.leave("open");
    }
  }

  @Test
  void interruptingAMapThrowsWithTheFlagSetAndLeavesTheFarmUsable() throws Exception {
    Marks gate = marks;
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicBoolean flag = new AtomicBoolean();
    Thread caller =
        new Thread(
            () -> {
              thrown.set(catchThrowable(() -> farm.map(numbers(10), holding(gate))));
              flag.set(Thread.currentThread().isInterrupted());
            });
    try {
      caller.start();
      await().until(() -> gate.has("running"));
      caller.interrupt();
      caller.join(20_000);
      assertThat(caller.isAlive()).isFalse();
      assertThat(thrown.get()).isInstanceOf(FarmInterruptedException.class);
      assertThat(flag).isTrue();
    } finally {
      gate.leave("open");
    }
    assertThat(farm.map(numbers(3), i -> i)).containsExactly(0, 1, 2);
  }

  @Test
  void anInterruptedCallerIsToldSoByEveryMethodThatBlocks() throws Exception {
    Marks gate = marks;
    try {
      List<CompletableFuture<Integer>> holding = holdAllWorkers();
      List<Throwable> thrown = new ArrayList<>();
      Thread caller =
          new Thread(
              () -> {
                Thread.currentThread().interrupt();
                thrown.add(catchThrowable(() -> farm.call(() -> 1)));
                thrown.add(catchThrowable(() -> farm.forEach(numbers(3), i -> {})));
                try (Stream<Integer> results = farm.stream(numbers(3), i -> i)) {
                  thrown.add(catchThrowable(results::toList));
                }
              });
      caller.start();
      caller.join(20_000);
      assertThat(thrown).hasSize(3).hasOnlyElementsOfType(FarmInterruptedException.class);
      gate.leave("open");
      for (CompletableFuture<Integer> held : holding) {
        assertThat(held.get(20, TimeUnit.SECONDS)).isEqualTo(1);
      }
    } finally {
      gate.leave("open");
    }
  }

  @Test
  void closeFinishesAMapOfAnotherThread() throws Exception {
    Marks seen = marks;
    CompletableFuture<List<Integer>> results =
        CompletableFuture.supplyAsync(
            () ->
                farm.job()
                    .window(4)
                    .map(
                        numbers(100),
                        i -> {
                          seen.leave("running");
                          seen.holdUntil("open");
                          return i;
                        }));
    await().until(() -> seen.has("running"));
    // In a thread of its own: the common pool may have one alone, which maps.
    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(farm::close, task -> new Thread(task).start());
    await().during(Duration.ofMillis(300)).until(() -> !closing.isDone());
    seen.leave("open");
    assertThat(results.get(20, TimeUnit.SECONDS)).isEqualTo(numbers(100));
  }

  @Test
  void closeWaitsForWhatRuns() throws Exception {
    Marks gate = marks;
    CompletableFuture<Integer> held = farm.submit(7, holding(gate));
    await().until(() -> gate.has("running"));
    CompletableFuture<Void> closing = CompletableFuture.runAsync(farm::close);
    await().during(Duration.ofMillis(300)).until(() -> !closing.isDone());
    assertThat(held).isNotDone();
    gate.leave("open");
    closing.get(20, TimeUnit.SECONDS);
    assertThat(held).isCompletedWithValue(7);
  }

  @Test
  void terminateFailsWhatWasNotFinished() throws Exception {
    Marks gate = marks;
    try {
      List<CompletableFuture<Integer>> futures = holdAllWorkers();
      for (int i = 0; i < 10; i++) {
        futures.add(farm.submit(() -> 1));
      }
      futures.add(farm.mapAsync(numbers(10), i -> i).thenApply(List::size));
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread caller =
          new Thread(
              () -> thrown.set(catchThrowable(() -> farm.map(PulledNumbers.endless(), i -> i))));
      caller.start();
      await().until(() -> caller.getState() != Thread.State.RUNNABLE);
      farm.terminate();
      for (CompletableFuture<Integer> future : futures) {
        assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(FarmClosedException.class);
      }
      caller.join(20_000);
      assertThat(thrown.get()).isInstanceOf(FarmClosedException.class);
      assertThatThrownBy(() -> farm.call(() -> 1)).isInstanceOf(FarmClosedException.class);
    } finally {
      gate.leave("open");
    }
  }

  @Test
  void terminateEndsAnOpenStream() {
    try (Stream<Integer> stream = farm.stream(PulledNumbers.endless(), i -> i)) {
      Iterator<Integer> results = stream.iterator();
      assertThat(results.next()).isZero();
      farm.terminate();
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  results.next();
                }
              })
          .isInstanceOf(FarmClosedException.class);
    }
  }

  /** Gives each of the two workers a task that runs until the mark "open" is left, and waits. */
  List<CompletableFuture<Integer>> holdAllWorkers() {
    Marks gate = marks;
    List<CompletableFuture<Integer>> held = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int number = i;
      held.add(
          farm.submit(
              () -> {
                gate.leave("held-" + number);
                gate.holdUntil("open");
                return 1;
              }));
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> gate.has("held-0") && gate.has("held-1"));
    return held;
  }

  static TaskFunction<Integer, Integer> holding(Marks gate) {
    return i -> {
      gate.leave("running");
      gate.holdUntil("open");
      return i;
    };
  }

  private static void failAt(int item, int last) {
    if (item == last) {
      throw new IllegalStateException("item " + item);
    }
  }

  static void awaitStandstill(PulledNumbers items) {
    AtomicInteger before = new AtomicInteger(-1);
    await()
        .during(Duration.ofMillis(300))
        .until(() -> before.getAndSet(items.pulled()) == items.pulled());
  }

  @Test
  void aTaskThatTakesTooLongFailsAlone() {
    List<Outcome<Integer, Integer>> outcomes;
    try (Stream<Outcome<Integer, Integer>> stream =
        farm.job()
            .timeout(Duration.ofSeconds(2))
            .outcomes(
                numbers(40),
                i -> {
                  if (i == 7) {
                    Thread.sleep(600_000);
                  }
                  return i;
                })) {
      outcomes = stream.toList();
    }
    assertThat(outcomes)
        .filteredOn(outcome -> !outcome.isSuccess())
        .singleElement()
        .isInstanceOfSatisfying(
            Outcome.Failure.class,
            failure ->
                assertThat(failure.exception())
                    .isInstanceOfSatisfying(
                        TaskTimeoutException.class,
                        timeout -> {
                          assertThat(timeout.index()).isEqualTo(7);
                          assertThat(timeout.timeout()).isEqualTo(Duration.ofSeconds(2));
                          assertThat(timeout.stuckAt())
                              .anyMatch(frame -> frame.getMethodName().equals("sleep"));
                        }));
    assertThat(farm.map(numbers(3), i -> i)).containsExactly(0, 1, 2);
  }

  @Test
  void aTaskThatTookTooLongIsTriedAgain() {
    Marks tries = marks;
    assertThat(
            farm.job()
                .timeout(Duration.ofSeconds(2))
                .retries(1)
                .retryOn(TaskTimeoutException.class)
                .map(
                    numbers(3),
                    i -> {
                      tries.add("tried-" + i, "");
                      if (i == 1 && tries.lines("tried-1").size() == 1) {
                        Thread.sleep(600_000);
                      }
                      return i;
                    }))
        .containsExactly(0, 1, 2);
    assertThat(tries.lines("tried-1")).hasSize(2);
  }

  /** Decodes when it is interrupted. */
  private static final class SlowItem implements Serializable {
    private static final long serialVersionUID = 1;

    private void readObject(ObjectInputStream in) throws IOException {
      try {
        Thread.sleep(600_000);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  @Test
  void aTaskWhoseItemIsNotDecodedInTimeHasTimedOutAsWell() {
    Job job = farm.job().timeout(Duration.ofMillis(300));
    assertThatThrownBy(() -> job.map(List.of(new SlowItem()), item -> 1))
        .isInstanceOf(TaskTimeoutException.class);
  }

  @Test
  void aTasksTimeDoesNotRunBeforeItBegins() {
    // Each takes less than the limit, and the last waits for longer than that.
    assertThat(
            farm.job()
                .timeout(Duration.ofSeconds(2))
                .map(
                    numbers(12),
                    i -> {
                      Thread.sleep(400);
                      return i;
                    }))
        .isEqualTo(numbers(12));
  }

  @Test
  void aJobThatMissesItsDeadlineIsCancelled() {
    Marks gate = marks;
    try {
      assertThatThrownBy(
              () ->
                  farm.job()
                      .deadline(Duration.ofMillis(500))
                      .forEach(PulledNumbers.endless(), i -> gate.holdUntil("open")))
          .isInstanceOf(TaskCancelledException.class)
          .hasMessageContaining("deadline");
      assertThat(farm.call(() -> 1)).isEqualTo(1);
    } finally {
      gate.leave("open");
    }
  }

  @Test
  void aRunningTaskThatIsCancelledIsInterruptedAndTheNextOneIsNot() {
    Marks seen = marks;
    CompletableFuture<Integer> running =
        farm.submit(
            () -> {
              seen.leave("running");
              try {
                Thread.sleep(600_000);
              } catch (InterruptedException e) {
                seen.leave("interrupted");
              }
              return 1;
            });
    await().until(() -> seen.has("running"));
    running.cancel(true);
    await().until(() -> seen.has("interrupted"));
    assertThat(farm.map(numbers(50), i -> Thread.currentThread().isInterrupted()))
        .containsOnly(false);
  }
}
