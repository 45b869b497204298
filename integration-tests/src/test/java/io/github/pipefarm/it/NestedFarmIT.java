package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmException;
import io.github.pipefarm.WorkerOutput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Farms that tasks open. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class NestedFarmIT {
  @TempDir Path folder;

  @Test
  void aFarmWithinAFarmWithinAFarmWorksAndAFurtherOneIsRefused() {
    assertThat(openAndGoDeeper(1))
        .satisfies(
            deepest ->
                assertThat(deepest)
                    .startsWith("3 farms deep, then ")
                    .contains("no further farm")
                    .contains("PIPEFARM_DEPTH=3"));
  }

  private static String openAndGoDeeper(int depth) {
    try (Farm farm = Farm.processes(1).output(WorkerOutput.DISCARD).build()) {
      return farm.call(() -> openAndGoDeeper(depth + 1));
    } catch (FarmException e) {
      return (depth - 1) + " farms deep, then " + e.getMessage();
    }
  }

  @Test
  void farmsOfThreadsMayStandAnywhere() {
    try (Farm farm = Farm.processes(1).build()) {
      int sum =
          farm.call(
              () -> {
                try (Farm threads = Farm.threads(2).build()) {
                  return threads.map(List.of(1, 2, 3), i -> i * 2).stream()
                      .mapToInt(Integer::intValue)
                      .sum();
                }
              });
      assertThat(sum).isEqualTo(12);
    }
  }

  @Test
  void workersOfWorkersGoWithTheFirstFarm() {
    Marks marks = new Marks(folder);
    Farm farm = Farm.processes(1).output(WorkerOutput.DISCARD).build();
    var unused =
        farm.submit(
            () -> {
              try (Farm inner = Farm.processes(1).build()) {
                return inner.call(
                    () -> {
                      marks.add("pid", Pids.own());
                      marks.holdUntil("never");
                      return 1;
                    });
              }
            });
    await().atMost(Duration.ofSeconds(30)).until(() -> marks.pids("pid").size() == 1);
    farm.terminate();
    Pids.awaitGone(marks.pids("pid"));
  }
}
