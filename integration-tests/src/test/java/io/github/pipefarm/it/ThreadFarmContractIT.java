package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmBuilder;
import io.github.pipefarm.TaskFailedException;
import io.github.pipefarm.function.TaskCallable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract, kept by threads. */
class ThreadFarmContractIT extends ParallelFarmContract {
  private static volatile Farm reachable;

  @Override
  FarmBuilder<?> builder(int workers) {
    return Farm.threads(workers);
  }

  @Test
  void tasksRunInDaemonThreadsOfTheFarmInThisProcess() {
    try (Farm named = Farm.threads(2).name("kept-by-threads").build()) {
      List<String> threads =
          named.map(
              numbers(50),
              i ->
                  Pids.own()
                      + " "
                      + Thread.currentThread().isDaemon()
                      + " "
                      + Thread.currentThread().getName());
      assertThat(threads)
          .allSatisfy(
              text -> assertThat(text).startsWith(Pids.own() + " true pipefarm-kept-by-threads-"));
    }
    await().until(() -> FarmThreads.of("kept-by-threads").isEmpty());
  }

  @Test
  void aFailureNamesNoProcess() {
    assertThatExceptionOfType(TaskFailedException.class)
        .isThrownBy(() -> farm.map(List.of(1), i -> refuse("no")))
        .satisfies(failure -> assertThat(failure.workerPid()).isEmpty());
  }

  @Test
  void aTaskCannotCloseItsOwnFarm() {
    reachable = farm;
    TaskCallable<Integer> closing =
        () -> {
          reachable.close();
          return 1;
        };
    assertThatExceptionOfType(TaskFailedException.class)
        .isThrownBy(() -> farm.call(closing))
        .withCauseInstanceOf(IllegalStateException.class);
    assertThat(farm.call(() -> 2)).isEqualTo(2);
  }
}
