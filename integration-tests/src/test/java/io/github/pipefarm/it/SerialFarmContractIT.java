package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmBuilder;
import io.github.pipefarm.FarmClosedException;
import io.github.pipefarm.FarmInterruptedException;
import io.github.pipefarm.TaskFailedException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract, kept by the calling thread alone. */
class SerialFarmContractIT extends FarmContract {
  @Override
  FarmBuilder<?> builder(int workers) {
    return Farm.serial();
  }

  @Override
  int workersOfAFarmOf(int asked) {
    return 1;
  }

  @Test
  @SuppressWarnings("ThreadId") // the only name of a thread that travels
  void tasksRunInTheCallingThread() {
    long own = Thread.currentThread().getId();
    assertThat(farm.map(numbers(10), i -> Thread.currentThread().getId())).containsOnly(own);
    assertThat(farm.call(() -> Thread.currentThread().getId())).isEqualTo(own);
    try (Stream<Long> threads = farm.stream(numbers(10), i -> Thread.currentThread().getId())) {
      assertThat(threads).containsOnly(own);
    }
  }

  @Test
  void closeReturnsHoweverManyCallsBeginAtTheSameMoment() throws Exception {
    for (int round = 0; round < 500; round++) {
      Farm closing = Farm.serial().build();
      Runnable caller =
          () -> {
            try {
              while (true) {
                closing.call(() -> 1);
              }
            } catch (FarmClosedException e) {
              return;
            }
          };
      List<Thread> callers = List.of(new Thread(caller), new Thread(caller), new Thread(caller));
      callers.forEach(Thread::start);
      LockSupport.parkNanos(200_000);
      closing.close();
      for (Thread each : callers) {
        each.join();
      }
    }
  }

  @Test
  void aStreamRunsATaskWhenItsResultIsAskedFor() {
    Marks seen = marks;
    try (Stream<Integer> stream =
        farm.stream(
            numbers(10),
            i -> {
              seen.leave("run-" + i);
              return i;
            })) {
      Iterator<Integer> results = stream.iterator();
      assertThat(results.next()).isZero();
      assertThat(seen.has("run-0")).isTrue();
      assertThat(seen.has("run-2")).isFalse();
    }
  }

  @Test
  void tasksBehindAFailureDoNotRun() {
    Marks seen = marks;
    assertThatExceptionOfType(TaskFailedException.class)
        .isThrownBy(
            () ->
                farm.map(
                    List.of(0, 1, 2),
                    i -> {
                      seen.leave("run-" + i);
                      return i == 1 ? refuse("one") : i;
                    }));
    assertThat(seen.has("run-1")).isTrue();
    assertThat(seen.has("run-2")).isFalse();
  }

  @Test
  void anInterruptOfTheCallerIsNotSwallowed() {
    assertThatThrownBy(
            () ->
                farm.map(
                    numbers(3),
                    i -> {
                      Thread.currentThread().interrupt();
                      return i;
                    }))
        .isInstanceOf(FarmInterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(farm.map(numbers(3), i -> i)).containsExactly(0, 1, 2);
  }
}
