package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmBuilder;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.TaskFailedException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract, kept by child JVMs. */
class ProcessFarmContractIT extends ParallelFarmContract {
  private static int touched;

  @Override
  FarmBuilder<?> builder(int workers) {
    return Farm.processes(workers);
  }

  @Test
  void tasksRunInOtherProcessesAndNoMoreThanAskedFor() {
    Set<Long> pids = new HashSet<>(farm.map(numbers(500), i -> Pids.own()));
    assertThat(pids).doesNotContain(Pids.own()).hasSizeBetween(1, 2);
  }

  @Test
  void staticsOfTheCallerAreNotThere() {
    touched = 7;
    assertThat(farm.call(() -> touched)).isZero();
  }

  @Test
  void oneItemStartsOneWorkerOnly() {
    try (Farm wide = Farm.processes(8).name("wide-one-item").build()) {
      assertThat(wide.map(List.of(1), i -> i + 1)).containsExactly(2);
      assertThat(Pids.workersOf("wide-one-item")).hasSize(1);
    }
  }

  @Test
  void eachWorkerRunsTheInitializerOnce() throws Exception {
    Marks seen = marks;
    try (Farm initialized =
        Farm.processes(2)
            .initializer(
                () -> {
                  seen.add("initialized", Pids.own());
                  System.setProperty("pipefarm.it.initialized", "yes");
                })
            .build()) {
      CompletableFuture<List<Long>> pids =
          initialized.mapAsync(
              numbers(2),
              i -> {
                seen.leave("met-" + i);
                seen.holdUntil("met-" + (1 - i));
                return Pids.own();
              });
      assertThat(pids.get(20, TimeUnit.SECONDS)).doesNotHaveDuplicates();
      assertThat(seen.pids("initialized")).containsExactlyInAnyOrderElementsOf(pids.get());
      assertThat(
              initialized.map(
                  numbers(20), i -> System.getProperty("pipefarm.it.initialized", "no")))
          .containsOnly("yes");
    }
    assertThat(System.getProperty("pipefarm.it.initialized")).isNull();
  }

  @Test
  void aFailureNamesTheWorkerAndItsProcess() {
    TaskFailedException failure =
        catchThrowableOfType(
            TaskFailedException.class, () -> farm.map(List.of(1), i -> refuse("in " + Pids.own())));
    assertThat(failure.worker()).startsWith("worker-");
    assertThat(failure.workerPid()).isPresent();
    assertThat(failure.getCause()).hasMessage("in " + failure.workerPid().getAsLong());
  }

  @Test
  void anOutcomeNamesItsWorker() {
    try (Stream<Outcome<Integer, Integer>> outcomes = farm.outcomes(numbers(20), i -> i)) {
      assertThat(outcomes)
          .allSatisfy(outcome -> assertThat(outcome.worker()).matches("worker-\\d+"));
    }
  }
}
