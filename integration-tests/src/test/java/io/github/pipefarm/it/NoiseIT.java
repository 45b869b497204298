package io.github.pipefarm.it;

import static io.github.pipefarm.it.FarmContract.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmBuilder;
import io.github.pipefarm.WorkerOutput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks that write to, and read from, the streams that a lesser pool would talk through. */
@Timeout(value = 90, threadMode = SEPARATE_THREAD)
class NoiseIT extends FarmFixture {
  @Override
  FarmBuilder<?> builder(int workers) {
    return Farm.processes(workers).output(WorkerOutput.DISCARD);
  }

  @Test
  void printingFromJavaHarmsNoResult() {
    assertThat(
            farm.map(
                numbers(500),
                i -> {
                  System.out.println("out " + i);
                  System.err.print("err " + i);
                  System.out.write(new byte[] {0, 0, 0, 5, (byte) 0xff, 13, 10, 0});
                  System.out.flush();
                  return i + 1;
                }))
        .isEqualTo(numbers(501).subList(1, 501));
  }

  @Test
  void printingFromANativeProcessHarmsNoResult() {
    assertThat(
            farm.map(
                numbers(20),
                i ->
                    new ProcessBuilder("/bin/sh", "-c", "echo x; echo y >&2; exit " + i)
                        .inheritIO()
                        .start()
                        .waitFor()))
        .isEqualTo(numbers(20));
  }

  @Test
  void standardInputIsAtItsEnd() {
    assertThat(farm.map(numbers(4), i -> System.in.read())).containsOnly(-1);
    assertThat(
            farm.map(
                numbers(4),
                i ->
                    new ProcessBuilder("/bin/sh", "-c", "cat; exit 7")
                        .inheritIO()
                        .start()
                        .waitFor()))
        .containsOnly(7);
    assertThat(farm.map(numbers(100), i -> i)).isEqualTo(numbers(100));
  }

  @Test
  void closingTheStandardStreamsHarmsNoResult() {
    assertThat(
            farm.map(
                numbers(20),
                i -> {
                  System.out.close();
                  System.err.close();
                  System.in.close();
                  return i;
                }))
        .isEqualTo(numbers(20));
    farm.close(); // or nobody else would see what its workers print
  }

  @Test
  void aThreadDumpWhileResultsFlowHarmsNothing() {
    List<Long> pids = new ArrayList<>();
    try (Stream<Long> results = farm.job().window(50).stream(numbers(2000), i -> Pids.own())) {
      results.forEach(
          pid -> {
            pids.add(pid);
            if (pids.size() % 200 == 100) {
              Pids.signal("QUIT", pid);
            }
          });
    }
    assertThat(pids).hasSize(2000);
    assertThat(new HashSet<>(pids)).as("none was replaced").hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void aFloodOnBothStreamsNeitherBlocksNorCorrupts() {
    assertThat(
            farm.map(
                numbers(10),
                i -> {
                  String line = "x".repeat(1023) + "\n";
                  for (int n = 0; n < 512; n++) {
                    System.out.print(line);
                    System.err.print(line);
                  }
                  return line.length() + i;
                }))
        .containsExactly(1024, 1025, 1026, 1027, 1028, 1029, 1030, 1031, 1032, 1033);
  }

  @Test
  void aFloodWithoutLineBreaksNeitherBlocksNorCorrupts() {
    assertThat(
            farm.call(
                () -> {
                  String block = "x".repeat(1 << 20);
                  for (int n = 0; n < 10; n++) {
                    System.out.print(block);
                  }
                  System.out.flush();
                  return block.length();
                }))
        .isEqualTo(1 << 20);
  }

  @Test
  void outputIsRelayedToStderrLineByLineWithTheNameOfTheWorker() {
    try (Program coordinator =
        Program.start(
            Program.java(
                List.of(
                    "-Dfile.encoding=UTF-8",
                    "-Dstdout.encoding=UTF-8",
                    "-Dstderr.encoding=UTF-8",
                    "-Dsun.stdout.encoding=UTF-8",
                    "-Dsun.stderr.encoding=UTF-8"),
                NoisyCoordinator.class))) {
      assertThat(coordinator.exitCode()).isZero();
      assertThat(coordinator.out()).containsExactly("result 42");
      for (String text :
          List.of(
              "a line on stdout",
              "a line on stderr",
              "Grüße, 世界",
              "native stdout",
              "native stderr",
              "no line break at the end")) {
        assertThat(coordinator.errLines())
            .as(text)
            .filteredOn(line -> line.endsWith(text))
            .singleElement()
            .asString()
            .matches(".*\\bworker-1\\b.*");
      }
    }
  }
}
