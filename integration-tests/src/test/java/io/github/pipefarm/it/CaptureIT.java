package io.github.pipefarm.it;

import static io.github.pipefarm.it.FarmContract.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmBuilder;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.WorkerOutput;
import io.github.pipefarm.function.TaskFunction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What tasks print comes with their outcomes. */
class CaptureIT extends FarmFixture {
  @Override
  FarmBuilder<?> builder(int workers) {
    return Farm.processes(workers).output(WorkerOutput.CAPTURE);
  }

  private static List<Outcome<Integer, Integer>> outcomes(
      Farm of, int tasks, TaskFunction<Integer, Integer> function) {
    try (Stream<Outcome<Integer, Integer>> all =
        of.job().timeout(Duration.ofSeconds(20)).outcomes(numbers(tasks), function)) {
      return all.toList();
    }
  }

  @Test
  void eachOutcomeHasExactlyWhatItsTaskPrintedInTheOrderInWhichItDid() {
    List<Outcome<Integer, Integer>> all =
        outcomes(
            farm,
            300,
            i -> {
              System.out.print("out " + i);
              System.err.println(" err " + i);
              System.out.println("last " + i);
              return i;
            });
    assertThat(all)
        .allSatisfy(
            outcome ->
                assertThat(outcome.output())
                    .isEqualTo("out %1$d err %1$d\nlast %1$d\n".formatted(outcome.item())));
  }

  @Test
  void aTaskThatPrintsNothingHasNoOutput() {
    assertThat(outcomes(farm, 20, i -> i)).extracting(Outcome::output).containsOnly("");
  }

  @Test
  void aFailureHasItsOutputToo() {
    List<Outcome<Integer, Integer>> all =
        outcomes(
            farm,
            3,
            i -> {
              System.out.println("before " + i);
              throw new IllegalStateException("thrown");
            });
    assertThat(all)
        .extracting(Outcome::output)
        .containsExactly("before 0\n", "before 1\n", "before 2\n");
  }

  @Test
  void whatATaskPrintedBeforeItCrashedItsWorkerIsNotLost() {
    List<Outcome<Integer, Integer>> all =
        outcomes(
            farm,
            6,
            i -> {
              System.out.println("task " + i);
              if (i == 2) {
                Runtime.getRuntime().halt(3);
              }
              return i;
            });
    assertThat(all)
        .allSatisfy(
            outcome -> assertThat(outcome.output()).isEqualTo("task " + outcome.item() + "\n"));
    assertThat(all.get(2).isSuccess()).isFalse();
  }

  @Test
  void theOutputOfProcessesThatATaskStartsAndWaitsForIsItsOwn() {
    List<Outcome<Integer, Integer>> all =
        outcomes(
            farm,
            6,
            i ->
                new ProcessBuilder("/bin/sh", "-c", "echo native " + i)
                    .inheritIO()
                    .start()
                    .waitFor());
    assertThat(all)
        .allSatisfy(
            outcome -> assertThat(outcome.output()).isEqualTo("native " + outcome.item() + "\n"));
  }

  @Test
  void aFloodIsCutInTheMiddle() {
    List<Outcome<Integer, Integer>> all =
        outcomes(
            farm,
            1,
            i -> {
              String line = "x".repeat(1023) + "\n";
              System.out.println("first");
              for (int n = 0; n < 20_000; n++) {
                System.out.print(line);
              }
              System.out.println("last");
              return i;
            });
    assertThat(all.get(0).output())
        .startsWith("first\n")
        .contains("bytes left out")
        .endsWith("last\n")
        .hasSizeBetween(16_000_000, 17_000_000);
  }

  @Test
  void whatTasksOfAMapPrintIsNotKeptWhenTheyHaveSucceeded() {
    long before = liveHeap();
    farm.map(
        numbers(100),
        i -> {
          System.out.print("x".repeat(1 << 20));
          return i;
        });
    await().untilAsserted(() -> assertThat(liveHeap() - before).isLessThan(50L << 20));
  }

  private static long liveHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void bytesThatLookLikeAMarkAreOutputLikeAnyOther() {
    List<Outcome<Integer, Integer>> all =
        outcomes(
            farm,
            2,
            i -> {
              System.out.print("\0\0000123456789abcdef0123456789abcdef:1\n\0");
              return i;
            });
    assertThat(all)
        .extracting(Outcome::output)
        .containsOnly("\0\0000123456789abcdef0123456789abcdef:1\n\0");
  }

  @Test
  void whatTheInitializerPrintsBelongsToNoTask() {
    try (Farm initialized =
        Farm.processes(1)
            .output(WorkerOutput.CAPTURE)
            .initializer(() -> System.out.println("from the initializer"))
            .build()) {
      assertThat(outcomes(initialized, 2, i -> i)).extracting(Outcome::output).containsOnly("");
    }
  }

  @Test
  void outputIsCapturedWhereNoShellCouldMoveTheStreams() {
    try (Farm plain =
        Farm.processes(1)
            .environment(Map.of("no.identifier", "x"))
            .output(WorkerOutput.CAPTURE)
            .build()) {
      assertThat(
              outcomes(
                  plain,
                  3,
                  i -> {
                    System.out.println("task " + i);
                    return i;
                  }))
          .extracting(Outcome::output)
          .containsExactly("task 0\n", "task 1\n", "task 2\n");
    }
  }
}
