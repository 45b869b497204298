package io.github.pipefarm.it;

import static io.github.pipefarm.it.FarmContract.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmClosedException;
import io.github.pipefarm.FarmException;
import io.github.pipefarm.WorkerOutput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The end of a farm, however it comes: nothing is left behind. */
@Timeout(value = 180, threadMode = SEPARATE_THREAD)
class CloseIT {
  @TempDir Path folder;

  @Test
  void closeLeavesNoProcessAndNoThread() {
    String name = "closed-in-order";
    Farm farm = Farm.processes(2).name(name).build();
    assertThat(farm.map(numbers(100), i -> i)).isEqualTo(numbers(100));
    assertThat(Pids.workersOf(name)).isNotEmpty();
    assertThat(FarmThreads.of(name)).isNotEmpty().allMatch(Thread::isDaemon);
    farm.close();
    assertThat(Pids.workersOf(name)).as("close waits for the workers' end").isEmpty();
    assertNothingIsLeftOf(name);
  }

  @Test
  void closeEndsWorkersInOrderSoThatTheirShutdownHooksRun() {
    Marks marks = new Marks(folder);
    try (Farm farm =
        Farm.processes(1)
            .initializer(
                () ->
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> marks.leave("hook ran"))))
            .build()) {
      assertThat(farm.call(() -> 1)).isEqualTo(1);
    }
    assertThat(marks.has("hook ran")).isTrue();
  }

  @Test
  void aWorkerThatDoesNotEndIsKilledAfterTheStopTimeout() {
    String name = "does-not-end";
    Farm farm =
        Farm.processes(1)
            .name(name)
            .stopTimeout(Duration.ofMillis(300))
            .initializer(
                () ->
                    Runtime.getRuntime()
                        .addShutdownHook(new Thread(() -> hold(Duration.ofMinutes(10)))))
            .build();
    long pid = farm.call(() -> Pids.own());
    farm.close();
    assertThat(Pids.isGone(pid)).isTrue();
    assertNothingIsLeftOf(name);
  }

  @Test
  void aThreadThatATaskLeftBehindDoesNotHoldUpClose() {
    String name = "thread-left-behind";
    Farm farm = Farm.processes(1).name(name).build();
    farm.forEach(List.of(1), i -> new Thread(() -> hold(Duration.ofMinutes(10))).start());
    farm.close();
    assertNothingIsLeftOf(name);
  }

  @Test
  void anAbandonedStreamLeavesNothingAfterClose() {
    String name = "abandoned-stream";
    Farm farm = Farm.processes(2).name(name).build();
    PulledNumbers items = PulledNumbers.endless();
    @SuppressWarnings("resource") // that it is never closed is the point
    Iterator<Integer> abandoned = farm.stream(items, i -> i).iterator();
    assertThat(abandoned.next()).isZero();
    farm.close();
    assertNothingIsLeftOf(name);
    ParallelFarmContract.awaitStandstill(items);
  }

  @Test
  void aStreamWhoseInputBlocksDoesNotHoldUpClose() {
    String name = "blocked-input";
    Farm farm = Farm.processes(2).name(name).build();
    CompletableFuture<Integer> never = new CompletableFuture<>();
    Iterable<Integer> items =
        () -> Stream.of(1, 2).map(i -> i == 1 ? Integer.valueOf(1) : never.join()).iterator();
    try (Stream<Integer> stream = farm.stream(items, i -> i)) {
      assertThat(stream.iterator().next()).isEqualTo(1);
      farm.close();
      assertThat(Pids.workersOf(name)).isEmpty();
    } finally {
      never.complete(2);
    }
    assertNothingIsLeftOf(name);
  }

  @Test
  void terminateKillsBusyWorkersAtOnce() {
    String name = "terminated";
    Marks marks = new Marks(folder);
    Farm farm = Farm.processes(2).name(name).stopTimeout(Duration.ofMinutes(10)).build();
    CompletableFuture<Integer> endless =
        farm.submit(
            () -> {
              marks.leave("running");
              marks.holdUntil("never");
              return 1;
            });
    await().atMost(Duration.ofSeconds(20)).until(() -> marks.has("running"));
    farm.terminate();
    assertThatThrownBy(() -> endless.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(FarmClosedException.class);
    assertNothingIsLeftOf(name);
    farm.close();
  }

  @Test
  void aProcessThatATaskStartedGoesWithItsTerminatedWorker() {
    Marks marks = new Marks(folder);
    Farm farm = Farm.processes(1).build();
    CompletableFuture<Integer> endless =
        farm.submit(
            () -> {
              Process process = new ProcessBuilder("sleep", "600").inheritIO().start();
              marks.add("process", process.pid());
              return process.waitFor();
            });
    await().atMost(Duration.ofSeconds(20)).until(() -> marks.pids("process").size() == 1);
    farm.terminate();
    Pids.awaitGone(marks.pids("process"));
    assertThatThrownBy(() -> endless.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(FarmClosedException.class);
  }

  @Test
  void interruptingCloseTerminates() throws Exception {
    String name = "interrupted-close";
    Marks marks = new Marks(folder);
    Farm farm = Farm.processes(1).name(name).build();
    CompletableFuture<Integer> endless =
        farm.submit(
            () -> {
              marks.leave("running");
              marks.holdUntil("never");
              return 1;
            });
    await().atMost(Duration.ofSeconds(20)).until(() -> marks.has("running"));
    AtomicBoolean flag = new AtomicBoolean();
    Thread closer =
        new Thread(
            () -> {
              farm.close();
              flag.set(Thread.currentThread().isInterrupted());
            });
    closer.start();
    await().until(() -> closer.getState() != Thread.State.RUNNABLE);
    closer.interrupt();
    closer.join(20_000);
    assertThat(closer.isAlive()).isFalse();
    assertThat(flag).isTrue();
    assertThatThrownBy(() -> endless.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(FarmClosedException.class);
    assertNothingIsLeftOf(name);
  }

  @Test
  void closeUnderLoadFinishesWhatWasTakenAndRefusesTheRest() throws Exception {
    endUnderLoad("closed-under-load", List.of(Farm::close, Farm::close));
  }

  @Test
  void terminateUnderLoadEndsEveryCall() throws Exception {
    endUnderLoad("terminated-under-load", List.of(Farm::terminate, Farm::terminate));
  }

  @Test
  void closeAndTerminateUnderLoadEndEveryCall() throws Exception {
    for (int round = 0; round < 4; round++) {
      endUnderLoad("ended-under-load-" + round, List.of(Farm::close, Farm::terminate, Farm::close));
    }
  }

  private interface End {
    void of(Farm farm);
  }

  private static void endUnderLoad(String name, List<End> ends) throws Exception {
    Farm farm = Farm.processes(2).name(name).output(WorkerOutput.DISCARD).build();
    AtomicInteger done = new AtomicInteger();
    Queue<CompletableFuture<Integer>> submitted = new ConcurrentLinkedQueue<>();
    List<CompletableFuture<Void>> callers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int way = i % 3;
      callers.add(CompletableFuture.runAsync(() -> load(farm, way, done, submitted), CALLERS));
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> done.get() > 50);
    List<CompletableFuture<Void>> enders =
        ends.stream().map(end -> CompletableFuture.runAsync(() -> end.of(farm), CALLERS)).toList();
    for (CompletableFuture<Void> thread : enders) {
      thread.get(30, TimeUnit.SECONDS);
    }
    for (CompletableFuture<Void> thread : callers) {
      thread.get(30, TimeUnit.SECONDS);
    }
    for (CompletableFuture<Integer> future : submitted) {
      await().until(future::isDone);
    }
    assertThat(submitted)
        .allSatisfy(
            future -> {
              if (future.isCompletedExceptionally()) {
                assertThatThrownBy(future::join).hasCauseInstanceOf(FarmClosedException.class);
              }
            });
    assertNothingIsLeftOf(name);
  }

  private static final Executor CALLERS =
      caller -> {
        Thread thread = new Thread(caller, "caller");
        thread.setDaemon(true);
        thread.start();
      };

  /** Calls until the farm is closed; anything but right results and that is a failure. */
  private static void load(
      Farm farm, int way, AtomicInteger done, Queue<CompletableFuture<Integer>> submitted) {
    try {
      while (true) {
        switch (way) {
          case 0 -> assertThat(farm.map(numbers(20), i -> i + 1)).endsWith(20);
          case 1 -> {
            try (Stream<Integer> stream = farm.stream(PulledNumbers.endless(), i -> i)) {
              assertThat(stream.limit(20)).isEqualTo(numbers(20));
            }
          }
          default -> {
            CompletableFuture<Integer> future = farm.submit(() -> 1);
            submitted.add(future);
            assertThat(future.join()).isEqualTo(1);
          }
        }
        done.incrementAndGet();
      }
    } catch (FarmClosedException e) {
      return;
    } catch (CompletionException e) {
      assertThat(e).hasCauseInstanceOf(FarmClosedException.class);
    } catch (FarmException e) {
      throw new AssertionError("after the farm was closed", e);
    }
  }

  private static void hold(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void assertNothingIsLeftOf(String farm) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              assertThat(Pids.workersOf(farm)).isEmpty();
              assertThat(FarmThreads.of(farm)).isEmpty();
            });
  }
}
