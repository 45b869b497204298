package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmBuilder;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.WorkerCrashedException;
import io.github.pipefarm.function.Shared;
import io.github.pipefarm.function.TaskContext;
import io.github.pipefarm.function.WorkerLocal;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** State, in processes; and what only they can lose. */
class ProcessStateIT extends ParallelStateContract {
  @Override
  FarmBuilder<?> builder(int workers) {
    return Farm.processes(workers);
  }

  @Test
  void aWorkerThatStartsLaterHasTheSharedValueToo() {
    try (Farm single = Farm.processes(1).build();
        Shared<Traced> shared = single.share(new Traced(marks))) {
      long before = single.call(() -> pidAfterUsing(shared.get()));
      assertThatThrownBy(
              () ->
                  single.forEach(
                      numbers(1),
                      i -> {
                        Runtime.getRuntime().halt(shared.get().number);
                      }))
          .isInstanceOf(WorkerCrashedException.class);
      long after = single.call(() -> pidAfterUsing(shared.get()));
      assertThat(after).isNotEqualTo(before);
      assertThat(marks.lines("encoded")).hasSize(1);
      assertThat(marks.lines("decoded")).hasSize(2);
    }
  }

  @Test
  void theTaskThatIsTriedAgainAfterACrashHasItsStateAndDrawsItsNumbersAgain() {
    Marks seen = marks;
    WorkerLocal<Resource> local = WorkerLocal.of(() -> new Resource("one", seen));
    try (Shared<String> shared = farm.share("text")) {
      List<List<Integer>> drawn = farm.job().seed(7).map(numbers(20), i -> draw());
      List<List<Integer>> again =
          farm.job()
              .seed(7)
              .crashRetries(1)
              .map(
                  numbers(20),
                  i -> {
                    List<Integer> numbers = draw();
                    assertThat(shared.get() + local.get().name).isEqualTo("textone");
                    if (i % 5 == 0 && TaskContext.current().attempt() == 1) {
                      Runtime.getRuntime().halt(1);
                    }
                    return numbers;
                  });
      assertThat(again).isEqualTo(drawn);
    }
  }

  @Test
  void aLargeSharedValueGoesOnceToEachWorker() {
    byte[] large = new byte[30_000_000];
    large[29_999_999] = 5;
    try (Shared<byte[]> shared = farm.share(large)) {
      long before = farm.stats().bytesSent();
      for (int job = 0; job < 30; job++) {
        assertThat(farm.map(numbers(20), i -> shared.get()[29_999_999])).containsOnly((byte) 5);
      }
      assertThat(farm.stats().bytesSent() - before).isBetween(30_000_000L, 65_000_000L);
    }
  }

  @Test
  void tenThousandCallsLeaveNoMemoryBehind() {
    try (Farm single = Farm.processes(1).maxHeap("32m").build()) {
      byte[] captured = new byte[20_000];
      for (int i = 0; i < 10_000; i++) { // 200 MB in all
        assertThat(single.call(() -> captured.length)).isEqualTo(20_000);
      }
      assertThat(single.stats().workersStarted()).isEqualTo(1);
    }
  }

  @Test
  void jobsThatHaveEndedLeaveNoMemoryBehind() {
    try (Farm single = Farm.processes(1).maxHeap("32m").build()) {
      byte[] captured = new byte[200_000];
      for (int i = 0; i < 500; i++) { // 100 MB in all
        assertThat(single.map(numbers(2), n -> captured.length)).containsOnly(200_000);
        try (Stream<Outcome<Integer, Integer>> abandoned =
            single.outcomes(numbers(100), n -> captured.length)) {
          assertThat(abandoned.iterator().next().get()).isEqualTo(200_000);
        }
      }
      assertThat(single.stats().workersStarted()).isEqualTo(1);
    }
  }

  @Test
  void sharedValuesThatWereClosedLeaveNoMemoryBehind() {
    try (Farm single = Farm.processes(1).maxHeap("32m").build()) {
      for (int i = 0; i < 200; i++) { // 200 MB in all
        try (Shared<byte[]> shared = single.share(new byte[1_000_000])) {
          assertThat(single.call(() -> shared.get().length)).isEqualTo(1_000_000);
        }
      }
      assertThat(single.stats().workersStarted()).isEqualTo(1);
    }
  }

  /** A static of the user's, which each worker initializes by itself. */
  static final class Holder {
    static final WorkerLocal<Long> PID = WorkerLocal.of(Pids::own);

    private Holder() {}
  }

  @Test
  void aStaticWorkerLocalIsOneOfEachWorker() {
    assertThat(farm.map(numbers(50), i -> Holder.PID.get() == Pids.own())).containsOnly(true);
  }

  @Test
  void threadsThatATaskLeavesBehindStillFindTheWorkersValue() {
    Marks seen = marks;
    WorkerLocal<Resource> local = WorkerLocal.of(() -> new Resource("one", seen));
    farm.call(
        () -> {
          Thread later =
              new Thread(
                  () -> {
                    try {
                      seen.holdUntil("over");
                      seen.add("found", local.get().name);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
          later.setDaemon(true);
          later.start();
          return 1;
        });
    marks.leave("over");
    await().until(() -> marks.has("found"));
    assertThat(marks.lines("found")).containsExactly("one");
  }

  @Test
  void aRecycledWorkerClosesItsValues() {
    Marks seen = marks;
    WorkerLocal<Resource> local = WorkerLocal.of(() -> new Resource("one", seen));
    try (Farm recycling = Farm.processes(1).maxTasksPerWorker(2).build()) {
      HashSet<Long> pids = new HashSet<>();
      for (int i = 0; i < 6; i++) {
        pids.add(recycling.call(() -> pidAfterUsing(local.get())));
      }
      assertThat(pids).hasSizeGreaterThan(1);
    }
    assertThat(marks.lines("closed")).hasSameSizeAs(marks.lines("made"));
  }
}
