package io.github.pipefarm.it;

import static io.github.pipefarm.it.FarmContract.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmBuilder;
import io.github.pipefarm.Job;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.StateScope;
import io.github.pipefarm.function.Shared;
import io.github.pipefarm.function.TaskContext;
import io.github.pipefarm.function.TaskFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Items, results and constants of all sizes, those around the bounds of buffers above all. */
@Timeout(value = 90, threadMode = SEPARATE_THREAD)
class LargePayloadIT extends FarmFixture {
  @Override
  FarmBuilder<?> builder(int workers) {
    return Farm.processes(workers);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 1 << 20, 40_000_000})
  void bytesOfAnySizeArriveAndComeBack(int size) {
    byte[] item = bytes(size, 1);
    List<byte[]> results = farm.map(List.of(item, new byte[] {7}), LargePayloadIT::inverted);
    assertThat(results).hasSize(2);
    assertThat(Arrays.equals(results.get(0), inverted(item))).isTrue();
    assertThat(results.get(1)).containsExactly(~7);
    assertThat(Arrays.equals(item, bytes(size, 1))).as("the caller's array").isTrue();
  }

  @Test
  void smallItemsThatTravelWithALargeOneRunOnceThoughTheyAreRecalledMeanwhile() {
    List<byte[]> items = List.of(new byte[1], new byte[2], new byte[3], new byte[40_000_000]);
    for (int round = 0; round < 6; round++) {
      farm.forEach(numbers(4), i -> Thread.sleep(20)); // both workers are up, and then idle
      assertThat(farm.job().batch(4).map(items, item -> item.length))
          .containsExactly(1, 2, 3, 40_000_000);
    }
  }

  @Test
  void allSizesAroundTheBoundsOfBuffersArrive() {
    List<byte[]> items = new ArrayList<>();
    for (int power = 10; power <= 18; power++) {
      for (int off = -20; off <= 20; off++) {
        items.add(bytes((1 << power) + off, off));
      }
    }
    try (Stream<byte[]> results = farm.stream(items, LargePayloadIT::inverted)) {
      List<byte[]> all = results.toList();
      assertThat(all).hasSameSizeAs(items);
      for (int i = 0; i < items.size(); i++) {
        assertThat(Arrays.equals(all.get(i), inverted(items.get(i))))
            .as("%d bytes", items.get(i).length)
            .isTrue();
      }
    }
  }

  @Test
  void manyLargeItemsPassThroughASmallWindow() {
    int size = 1 << 20;
    List<Integer> hashes;
    try (Stream<byte[]> results =
        farm.job().window(4).stream(
            numbers(200).stream().map(i -> bytes(size, i)), LargePayloadIT::inverted)) {
      hashes = results.map(Arrays::hashCode).toList();
    }
    assertThat(hashes)
        .isEqualTo(
            numbers(200).stream().map(i -> Arrays.hashCode(inverted(bytes(size, i)))).toList());
  }

  @Test
  void theConstantsOfJobsThatHaveEndedDoNotPileUpInTheHeap() {
    try (Farm one = Farm.processes(1).maxHeap("3g").build()) {
      byte[] constant = bytes(200_000_000, 1);
      for (int job = 0; job < 6; job++) {
        one.map(List.of(job), constant, (i, bytes) -> bytes[i]);
      }
      assertThat(one.call(() -> Runtime.getRuntime().totalMemory())).isLessThan(900L << 20);
    }
  }

  @Test
  void aLargeResultOfASmallItemComesBack() {
    assertThat(farm.map(numbers(8), i -> bytes(5_000_000 + i, i)))
        .allSatisfy(bytes -> assertThat(bytes.length).isGreaterThanOrEqualTo(5_000_000))
        .satisfies(
            all ->
                assertThat(Arrays.equals(all.get(7), bytes(5_000_007, 7)))
                    .as("the bytes of the last one")
                    .isTrue());
  }

  /** Large items and results stand in memory that both sides see, which must not run out. */
  @Test
  void theSharedMemoryOfLargeItemsIsUsedAgainWhateverBecomesOfTheirTasks() throws Exception {
    TaskFunction<byte[], byte[]> task =
        item -> {
          switch (item[0]) {
            case 1 -> throw new IllegalStateException("as it should");
            case 2 -> Runtime.getRuntime().halt(3);
            case 3 -> Thread.sleep(600_000);
            default -> {}
          }
          return item;
        };
    // Whatever other tests have left to a farm, this one begins without blocks.
    farm.close();
    farm = builder(2).build();
    byte[] large = bytes(3 << 20, 5);
    for (int round = 0; round < 3; round++) {
      for (byte fate = 0; fate < 4; fate++) {
        large[0] = fate;
        byte[] item = large.clone();
        Duration timeout = fate == 3 ? Duration.ofMillis(300) : Duration.ofMinutes(1);
        try (Stream<Outcome<byte[], byte[]>> outcomes =
            farm.job().timeout(timeout).outcomes(List.of(item), task)) {
          assertThat(outcomes.allMatch(Outcome::isSuccess)).isEqualTo(fate == 0);
        }
        CompletableFuture<byte[]> submitted =
            farm.job().timeout(Duration.ofMinutes(1)).submit(item, task);
        if (fate == 3) {
          submitted.cancel(true);
        } else {
          assertThat(submitted.handle((result, thrown) -> thrown == null).get())
              .isEqualTo(fate == 0);
        }
      }
    }
    assertThat(filesOf("items-")).as("blocks for items").isBetween(3L, 12L);
    assertThat(filesOf("worker-")).as("blocks for results, of two workers").isLessThanOrEqualTo(12);
  }

  private static long filesOf(String prefix) throws IOException {
    long count = 0;
    for (Path each : Leaks.folders()) {
      try (Stream<Path> files = Files.list(each)) {
        count +=
            files
                .map(file -> file.getFileName().toString())
                .filter(name -> name.startsWith(prefix) && name.matches(".*-\\d+"))
                .count();
      }
    }
    return count;
  }

  /** Their blocks are others' as soon as nobody reads them, and not before. */
  @Test
  void tasksThatAreCancelledWhileTheyAreReadNeverSeeTheItemsOfOthers() throws Exception {
    String seen = folder.resolve("mixed").toString();
    TaskFunction<byte[], Integer> task =
        item -> {
          for (byte each : item) {
            if (each != item[0]) {
              Files.writeString(Path.of(seen), "");
              break;
            }
          }
          return (int) item[0];
        };
    long crashesBefore = farm.stats().workersCrashed();
    Random random = new Random(1);
    byte[] item = new byte[3 << 20];
    List<CompletableFuture<Integer>> kept = new ArrayList<>();
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      Arrays.fill(item, (byte) (i % 100));
      CompletableFuture<Integer> future = farm.submit(item, task);
      if (random.nextInt(3) > 0) {
        LockSupport.parkNanos(random.nextInt(3_000_000)); // until it is at any point of its way
        future.cancel(true);
      } else {
        kept.add(future);
        expected.add(i % 100);
      }
    }
    assertThat(kept.stream().map(CompletableFuture::join).toList()).isEqualTo(expected);
    assertThat(farm.stats().workersCrashed()).isEqualTo(crashesBefore);
    farm.close();
    assertThat(Path.of(seen)).doesNotExist();
  }

  /** A task that its worker did not survive is read once more, by another one. */
  @Test
  void aLargeTaskIsSentAgainAsItWas() {
    long crashesBefore = farm.stats().workersCrashed();
    CompletableFuture<byte[]> again =
        farm.job()
            .crashRetries(1)
            .submit(
                bytes(3 << 20, 2),
                item -> {
                  if (TaskContext.current().attempt() == 1) {
                    Runtime.getRuntime().halt(3);
                  }
                  return item;
                });
    List<CompletableFuture<byte[]>> others =
        numbers(4).stream().map(i -> farm.submit(bytes(3 << 20, i), item -> item)).toList();
    assertThat(Arrays.equals(again.join(), bytes(3 << 20, 2))).isTrue();
    assertThat(farm.stats().workersCrashed()).isEqualTo(crashesBefore + 1);
    for (int i = 0; i < 4; i++) {
      assertThat(Arrays.equals(others.get(i).join(), bytes(3 << 20, i))).as("task %d", i).isTrue();
    }
  }

  @Test
  void aLargeResultThatWasSentOutlivesItsWorker() {
    try (Farm one = Farm.processes(1).build();
        Stream<Outcome<Integer, byte[]>> outcomes =
            one.job()
                .batch(2)
                .outcomes(
                    numbers(2),
                    i -> {
                      if (i == 1) {
                        Runtime.getRuntime().halt(3);
                      }
                      return bytes(5_000_000, 9);
                    })) {
      List<Outcome<Integer, byte[]>> both = outcomes.toList();
      assertThat(Arrays.equals(both.get(0).get(), bytes(5_000_000, 9))).isTrue();
      assertThat(both.get(1).isSuccess()).isFalse();
    }
  }

  @Test
  void aLargeConstantReachesEveryTaskAndIsGoneWithItsJob() throws Exception {
    byte[] constant = bytes(20_000_000, 3);
    int hash = Arrays.hashCode(constant);
    assertThat(farm.map(numbers(20), constant, (i, bytes) -> Arrays.hashCode(bytes) + i))
        .isEqualTo(numbers(20).stream().map(i -> hash + i).toList());
    TaskFunction<Integer, Integer> capturing = i -> constant[i] + i;
    Job perTask = farm.job().scope(StateScope.PER_TASK);
    List<Integer> expected = numbers(20).stream().map(i -> constant[i] + i).toList();
    assertThat(perTask.map(numbers(20), capturing)).isEqualTo(expected);
    Stream<Integer> endless = Stream.iterate(0, i -> (i + 1) % 20);
    try (Stream<Integer> results = farm.stream(endless, capturing)) {
      Iterator<Integer> first = results.iterator();
      assertThat(first.next()).isEqualTo(expected.get(0));
      assertThat(filesOf("payload-")).as("files of a job under way").isEqualTo(1);
    }
    assertThat(filesOf("payload-")).as("files of jobs that have ended").isZero();
  }

  @Test
  void aLargeSharedValueReachesWorkersThatStartLaterUntilItIsClosed() throws Exception {
    byte[] value = bytes(3_000_000, 3);
    try (Shared<byte[]> shared = farm.share(value)) {
      TaskFunction<Integer, Integer> task =
          i -> {
            if (i == 1 && TaskContext.current().attempt() == 1) {
              Runtime.getRuntime().halt(3);
            }
            return shared.get()[i] + i;
          };
      assertThat(farm.job().crashRetries(1).map(numbers(20), task))
          .isEqualTo(numbers(20).stream().map(i -> value[i] + i).toList());
      assertThat(filesOf("payload-")).isEqualTo(1);
    }
    assertThat(filesOf("payload-")).isZero();
  }

  @Test
  void longTextsArrive() {
    String text = "añ€😀".repeat(500_000);
    assertThat(farm.map(List.of(text, ""), s -> s + "!").equals(List.of(text + "!", "!"))).isTrue();
  }

  private static byte[] bytes(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] inverted(byte[] bytes) {
    byte[] inverted = bytes.clone();
    for (int i = 0; i < inverted.length; i++) {
      inverted[i] = (byte) ~inverted[i];
    }
    return inverted;
  }
}
