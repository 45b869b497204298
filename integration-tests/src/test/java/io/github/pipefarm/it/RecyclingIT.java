package io.github.pipefarm.it;

import static io.github.pipefarm.it.FarmContract.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.TaskFailedException;
import io.github.pipefarm.WorkerOutput;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are replaced though they have not died: spent, swollen, idle, out of memory. */
@Timeout(value = 90, threadMode = SEPARATE_THREAD)
class RecyclingIT {
  private static final List<ByteBuffer> LEAK = new ArrayList<>();

  @TempDir Path folder;

  @Test
  void noWorkerRunsMoreTasksThanItMay() {
    RecordedEvents events = new RecordedEvents();
    try (Farm farm = Farm.processes(2).maxTasksPerWorker(7).listener(events).build()) {
      Map<Long, Long> tasksByPid =
          farm.map(numbers(50), i -> Pids.own()).stream()
              .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
      assertThat(tasksByPid.values()).allMatch(tasks -> tasks <= 7);
      assertThat(farm.stats().workersCrashed()).isZero();
      assertThat(farm.stats().workersStarted()).isGreaterThanOrEqualTo(8);
    }
    assertThat(events.deaths).isEmpty();
    assertThat(events.stopped).hasSameSizeAs(events.ready);
  }

  @Test
  void aBacklogIsWorkedOffByWorkersOfOneTaskEach() {
    try (Farm farm = Farm.processes(3).maxTasksPerWorker(1).build()) {
      List<Long> pids = farm.map(numbers(12), i -> Pids.own());
      assertThat(pids).hasSize(12).doesNotHaveDuplicates();
      assertThat(farm.call(() -> "and then a single one")).isNotEmpty();
    }
  }

  @Test
  void aSlowLastTaskOfAWorkerIsNotCutShortByTheStopTimeout() {
    try (Farm farm =
        Farm.processes(1).maxTasksPerWorker(2).stopTimeout(Duration.ofMillis(100)).build()) {
      assertThat(
              farm.map(
                  numbers(6),
                  i -> {
                    Thread.sleep(400);
                    return i;
                  }))
          .isEqualTo(numbers(6));
      assertThat(farm.stats().workersCrashed()).isZero();
    }
  }

  @Test
  void anIdleWorkerEndsAndComesBackWhenItIsNeeded() {
    RecordedEvents events = new RecordedEvents();
    try (Farm farm =
        Farm.processes(2).idleTimeout(Duration.ofMillis(300)).listener(events).build()) {
      HashSet<Long> first = new HashSet<>(farm.map(numbers(20), i -> Pids.own()));
      Pids.awaitGone(first);
      await().until(() -> farm.stats().workers() == 0);
      assertThat(farm.map(numbers(20), i -> Pids.own())).doesNotContainAnyElementsOf(first);
      assertThat(farm.stats().workersCrashed()).isZero();
    }
    assertThat(events.deaths).isEmpty();
  }

  @Test
  void aBusyWorkerIsNotIdleHoweverLongItsTaskTakes() {
    try (Farm farm = Farm.processes(1).idleTimeout(Duration.ofMillis(100)).build()) {
      Marks marks = new Marks(folder);
      CompletableFuture<Long> first =
          farm.submit(
              () -> {
                marks.leave("running");
                marks.holdUntil("open");
                return Pids.own();
              });
      await().until(() -> marks.has("running"));
      await().during(Duration.ofMillis(300)).until(() -> !first.isDone());
      CompletableFuture<Long> second = farm.submit(Pids::own);
      marks.leave("open");
      assertThat(second.join()).isEqualTo(first.join());
      assertThat(farm.stats().workersStarted()).isEqualTo(1);
    }
  }

  @Test
  void aWorkerThatHasTakenUpTooMuchMemoryIsReplacedBetweenTwoTasks() {
    RecordedEvents events = new RecordedEvents();
    try (Farm farm =
        Farm.processes(1)
            .maxWorkerRss("170m")
            .jvmArgs("-XX:MaxDirectMemorySize=2g")
            .listener(events)
            .build()) {
      List<Long> pids = farm.map(numbers(12), i -> leak(32 << 20));
      assertThat(pids).hasSize(12);
      assertThat(new HashSet<>(pids)).hasSizeGreaterThan(2);
      assertThat(events.finished).extracting(Outcome::attempts).containsOnly(1);
    }
    assertThat(events.deaths).isEmpty();
  }

  /** Takes native memory, really, and never gives it back. */
  private static long leak(int bytes) throws InterruptedException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
    for (int i = 0; i < bytes; i += 4096) {
      buffer.put(i, (byte) 1);
    }
    LEAK.add(buffer);
    Thread.sleep(20); // longer than it takes until memory is looked at again
    return Pids.own();
  }

  @Test
  void aTaskThatRunsOutOfMemoryFailsAloneAndItsWorkerIsReplaced() {
    RecordedEvents events = new RecordedEvents();
    try (Farm farm =
            Farm.processes(1).maxHeap("48m").output(WorkerOutput.DISCARD).listener(events).build();
        Stream<Outcome<Integer, Long>> outcomes =
            farm.outcomes(numbers(20), i -> i == 7 ? devourHeap() : Pids.own())) {
      List<Outcome<Integer, Long>> all = outcomes.toList();
      assertThat(all)
          .filteredOn(outcome -> !outcome.isSuccess())
          .extracting(Outcome::index)
          .containsExactly(7L);
      assertThatExceptionOfType(TaskFailedException.class)
          .isThrownBy(() -> all.get(7).get())
          .withCauseInstanceOf(OutOfMemoryError.class)
          .withMessageContaining("maxHeap")
          .withMessageMatching("(?s).*limited to 4\\d MB.*");
      assertThat(all.get(8).get()).isNotEqualTo(all.get(6).get());
      assertThat(all).extracting(Outcome::attempts).containsOnly(1);
    }
    assertThat(events.deaths).isEmpty();
  }

  private static long devourHeap() {
    Collection<byte[]> food = new ArrayList<>();
    while (food.size() < Integer.MAX_VALUE) {
      food.add(new byte[1 << 20]);
    }
    return food.size();
  }

  @Test
  void limitsThatMakeNoSenseAreRefusedByName() {
    assertThatThrownBy(() -> Farm.processes(1).maxTasksPerWorker(0))
        .hasMessageContaining("maxTasksPerWorker");
    assertThatThrownBy(() -> Farm.processes(1).idleTimeout(Duration.ZERO))
        .hasMessageContaining("idleTimeout");
    assertThatThrownBy(() -> Farm.processes(1).maxWorkerRss("much"))
        .hasMessageContaining("maxWorkerRss")
        .hasMessageContaining("512m");
    assertThatThrownBy(() -> Farm.processes(1).maxWorkerRss("99999999999999g"))
        .hasMessageContaining("too large");
  }

  @Test
  void retiringWorkersLoseNoTaskThoughManyWait() {
    List<Integer> items = Collections.unmodifiableList(numbers(5000));
    try (Farm farm = Farm.processes(2).maxTasksPerWorker(500).build()) {
      assertThat(farm.map(items, i -> i)).isEqualTo(items);
    }
  }
}
