package io.github.pipefarm.it;

import static io.github.pipefarm.it.FarmContract.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmClosedException;
import io.github.pipefarm.FarmException;
import io.github.pipefarm.NotTransferableException;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.WorkerCrashedException;
import io.github.pipefarm.WorkerOutput;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What users of other process pools suffer from, and what no other test here is about: each of
 * these has hung or leaked somewhere.
 */
@Timeout(value = 90, threadMode = SEPARATE_THREAD)
class OtherPoolsIT {
  @TempDir Path folder;

  @Test
  void aResultThatCantBeDecodedFailsItsTaskAndNobodyElse() {
    try (Farm farm = Farm.processes(2).build();
        Stream<Outcome<Integer, Object>> outcomes =
            farm.outcomes(numbers(300), i -> i % 100 == 50 ? new Undecodable() : i)) {
      List<Outcome<Integer, Object>> all = outcomes.toList();
      for (Outcome<Integer, Object> outcome : all) {
        if (outcome.item() % 100 == 50) {
          assertThatThrownBy(outcome::get).isInstanceOf(NotTransferableException.class);
        } else {
          assertThat(outcome.get()).isEqualTo(outcome.item());
        }
      }
      assertThat(farm.stats().workersCrashed()).isZero();
    }
  }

  private static final class Undecodable implements Serializable {
    private void readObject(ObjectInputStream in) throws IOException {
      throw new IOException("it can't be decoded");
    }
  }

  @Test
  void aWorkerThatDiesWhileALargeItemIsOnItsWayDoesNotHangTheFarm() {
    byte[] large = new byte[200 << 20];
    try (Farm farm = Farm.processes(1).maxHeap("1g").output(WorkerOutput.DISCARD).build()) {
      long pid = farm.call(Pids::own);
      // A worker that does not read holds the writer of a large item in the middle of it.
      Pids.stop(pid);
      long before = farm.stats().bytesSent();
      CompletableFuture<Integer> length = farm.submit(large, bytes -> bytes.length);
      await().until(() -> farm.stats().bytesSent() > before);
      Pids.kill(pid);
      assertThat(length).succeedsWithin(Duration.ofSeconds(60)).isEqualTo(large.length);
    }
  }

  @Test
  void aWorkerThatDiesWhileALargeResultIsOnItsWayDoesNotHangTheFarm() {
    try (Farm farm = Farm.processes(1).maxHeap("1g").output(WorkerOutput.DISCARD).build()) {
      for (int i = 0; i < 2; i++) {
        long pid = farm.call(Pids::own);
        long before = farm.stats().bytesReceived();
        CompletableFuture<byte[]> result = farm.submit(() -> new byte[200 << 20]);
        await().until(() -> farm.stats().bytesReceived() > before + 1000 || result.isDone());
        Pids.kill(pid);
        await().until(result::isDone);
        assertThat(farm.call(() -> 1)).isEqualTo(1);
      }
    }
  }

  @Test
  void anItemThatCantBeEncodedDoesNotHoldUpTheEndOfTheFarm() throws Exception {
    for (int round = 0; round < 6; round++) {
      Farm farm = Farm.processes(1).build();
      farm.call(() -> 1);
      Thread user =
          new Thread(
              () -> {
                List<Object> items = new ArrayList<>();
                for (int i = 0; i < 100_000; i++) {
                  items.add(i % 2 == 0 ? new Thread("can't be sent") : i);
                }
                try (Stream<Outcome<Object, Object>> outcomes = farm.outcomes(items, i -> i)) {
                  outcomes.forEach(outcome -> {});
                } catch (FarmException e) {
                  assertThat(e).isInstanceOf(FarmClosedException.class);
                }
              });
      user.start();
      await().until(() -> farm.stats().tasksSubmitted() > 10);
      if (round % 2 == 0) {
        farm.close();
      } else {
        farm.terminate();
      }
      user.join(20_000);
      assertThat(user.isAlive()).isFalse();
    }
  }

  @Test
  void terminateSettlesTenThousandTasksThatWait() {
    Farm farm = Farm.processes(2).build();
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      int number = i;
      futures.add(
          farm.submit(
              () -> {
                Thread.sleep(10_000);
                return number;
              }));
    }
    farm.terminate();
    await().until(() -> futures.stream().allMatch(CompletableFuture::isDone));
    assertThat(futures).allMatch(CompletableFuture::isCompletedExceptionally);
  }

  @Test
  void terminateEndsWithAHundredMegabytesOnTheirWay() {
    byte[] large = new byte[100 << 20];
    Farm farm = Farm.processes(1).maxHeap("1g").stopTimeout(Duration.ofMinutes(5)).build();
    long pid = farm.call(Pids::own);
    Pids.stop(pid);
    long before = farm.stats().bytesSent();
    CompletableFuture<Integer> length = farm.submit(large, bytes -> bytes.length);
    await().until(() -> farm.stats().bytesSent() > before);
    farm.terminate();
    assertThat(length)
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(FarmClosedException.class);
    Pids.awaitGone(List.of(pid));
  }

  @Test
  void workersThatCameInOthersPlaceGoWithAnInterruptedClose() throws Exception {
    Marks marks = new Marks(folder);
    Farm farm = Farm.processes(2).maxTasksPerWorker(3).build();
    farm.map(
        numbers(20),
        i -> {
          marks.add("pids", Pids.own());
          return i;
        });
    CompletableFuture<Integer> held =
        farm.submit(
            () -> {
              marks.add("pids", Pids.own());
              marks.leave("held");
              marks.holdUntil("never");
              return 1;
            });
    await().until(() -> marks.has("held"));
    Thread closer = new Thread(farm::close);
    closer.start();
    await().until(() -> closer.getState() == Thread.State.WAITING);
    closer.interrupt();
    closer.join(20_000);
    assertThat(closer.isAlive()).isFalse();
    Pids.awaitGone(marks.pids("pids"));
    assertThat(held).isCompletedExceptionally();
  }

  @Test
  void whatDependsOnAFutureMayBlockAndStopsNoWorker() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    List<CompletableFuture<Void>> dependents = new ArrayList<>();
    Farm farm = Farm.processes(2).build();
    try {
      for (int i = 0; i < 20; i++) {
        int number = i;
        dependents.add(farm.submit(() -> number).thenAccept(result -> awaitEnd(end)));
      }
      assertThat(farm.map(numbers(500), i -> i)).isEqualTo(numbers(500));
      assertThat(farm.submit(() -> 5).get(20, TimeUnit.SECONDS)).isEqualTo(5);
      assertThat(dependents).noneMatch(CompletableFuture::isDone);
    } finally {
      end.countDown();
      farm.close();
    }
  }

  private static void awaitEnd(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aCulpritIsNamedWhereManyTasksWaitedBehindIt() {
    try (Farm farm = Farm.processes(1).output(WorkerOutput.DISCARD).build();
        Stream<Outcome<Integer, Integer>> outcomes =
            farm.job()
                .batch(50)
                .outcomes(
                    numbers(100),
                    i -> {
                      if (i == 31) {
                        Runtime.getRuntime().halt(9);
                      }
                      return i;
                    })) {
      List<Outcome<Integer, Integer>> failures =
          outcomes.filter(outcome -> !outcome.isSuccess()).toList();
      assertThat(failures).extracting(Outcome::index).containsExactly(31L);
      assertThatThrownBy(failures.get(0)::get)
          .isInstanceOf(WorkerCrashedException.class)
          .hasMessageContaining("task 31");
    }
  }
}
