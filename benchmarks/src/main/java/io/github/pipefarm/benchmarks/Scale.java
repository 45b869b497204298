package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atMost;
import static io.github.pipefarm.benchmarks.Contestant.slow;

import io.github.pipefarm.Farm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Many workers on one machine, many items, many futures. */
final class Scale implements Group {
  private static final int TASKS = 40_000;

  @Override
  public List<Question> questions() {
    List<Contestant> cpu = new ArrayList<>();
    List<Contestant> threads = new ArrayList<>();
    List<Contestant> descriptors = new ArrayList<>();
    List<Budget> budgets = new ArrayList<>();
    for (int workers : new int[] {2, 8, 32, 64}) {
      String name = workers + " workers";
      cpu.add(slow(name, () -> cpuPerTask(workers)));
      threads.add(new Contestant(name, 1, () -> ownPerWorker(workers, "task")));
      descriptors.add(new Contestant(name, 1, () -> ownPerWorker(workers, "fd")));
      budgets.add(atMost(name, 1.5, "2 workers"));
    }
    return List.of(
        new Question("The coordinator's processor time for a task of 0.1 ms", "µs", cpu, budgets),
        new Question("The coordinator's threads per worker", "threads", threads, List.of()),
        new Question("The coordinator's descriptors per worker", "files", descriptors, List.of()),
        new Question(
            "Live heap while items are streamed",
            "MB",
            List.of(
                new Contestant("after 10 million items", 1, () -> heapAfter(10_000_000)),
                new Contestant("after 1 million items", 1, () -> heapAfter(1_000_000))),
            List.of(atMost("after 10 million items", 1.2, "after 1 million items"))),
        new Question(
            "1,000,000 futures, all submitted before the first is asked",
            "s",
            List.of(new Contestant("Farm.submit", 1, Scale::futures)),
            List.of()));
  }

  private static double cpuPerTask(int workers) {
    long self = ProcessHandle.current().pid();
    try (Farm farm = Farm.processes(workers).maxHeap("64m").build()) {
      List<Integer> items = IntStream.range(0, TASKS).boxed().toList();
      farm.map(items, Scale::work); // all workers are started, and the code is compiled
      double before = ProcFile.cpuSeconds(self);
      farm.map(items, Scale::work);
      return 1e6 * (ProcFile.cpuSeconds(self) - before) / TASKS;
    }
  }

  private static int work(int item) throws InterruptedException {
    Thread.sleep(0, 100_000);
    return item;
  }

  private static double ownPerWorker(int workers, String folder) throws Exception {
    long before = ProcFile.countOwn(folder);
    try (Farm farm = Farm.processes(workers).maxHeap("64m").build()) {
      farm.map(IntStream.range(0, TASKS / 10).boxed().toList(), Scale::work);
      return (double) (ProcFile.countOwn(folder) - before) / farm.stats().workers();
    }
  }

  private static double heapAfter(long items) {
    try (Farm farm = Farm.processes(2).build();
        Stream<Long> results = farm.stream(LongStream.range(0, items + 1).boxed(), n -> n + 1)) {
      double[] heap = new double[1];
      results.forEach(
          n -> {
            if (n == items) {
              heap[0] = liveMegabytes();
            }
          });
      return heap[0];
    }
  }

  private static double liveMegabytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / 1e6;
  }

  private static double futures() throws Exception {
    try (Farm farm = Farm.processes(2).build()) {
      return Clock.seconds(
          () -> {
            List<CompletableFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 1_000_000; i++) {
              futures.add(farm.submit(i, n -> n + 1));
            }
            for (CompletableFuture<Integer> future : futures) {
              future.get();
            }
          });
    }
  }
}
