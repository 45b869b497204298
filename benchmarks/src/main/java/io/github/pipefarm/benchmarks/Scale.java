package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atMost;
import static io.github.pipefarm.benchmarks.Contestant.slow;

import io.github.pipefarm.Farm;
import io.github.pipefarm.function.TaskContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Many workers on one machine, many items, many futures. The tasks of many workers wait instead of
 * computing, so that the workers do not need the processors that the coordinator is measured on;
 * what it takes for a task is its processor time, once each worker has given results. They wait for
 * so long that each is sent and answered on its own: shorter ones travel in groups, which are the
 * smaller the more the workers have to wait for a processor, and that would be measured instead.
 *
 * <p>Threads are counted by their names; besides these, the JDK has one of its own for each
 * process.
 */
final class Scale implements Group {
  private static final int[] WORKERS = {2, 4, 8, 16, 32, 64};
  private static final int TASKS_PER_WORKER = 600;
  private static final long WAIT_NANOS = 5_000_000;
  private static final int SECONDS_TO_START = 120;
  private static final int MILLION = 1_000_000;

  /** What the coordinator had more than before while a farm was at work, by its workers. */
  private final Map<Integer, Census> censuses = new HashMap<>();

  private record Census(double threads, double descriptors) {}

  @Override
  public List<Question> questions() {
    List<Contestant> cpu = new ArrayList<>();
    List<Contestant> threads = new ArrayList<>();
    List<Contestant> descriptors = new ArrayList<>();
    List<Budget> cpuBudgets = new ArrayList<>();
    List<Budget> linear = new ArrayList<>();
    for (int workers : WORKERS) {
      String name = workers + " workers";
      cpu.add(slow(name, () -> cpuPerTask(workers)));
      threads.add(slow(name, () -> census(workers).threads() / workers).atMost(1));
      descriptors.add(slow(name, () -> census(workers).descriptors() / workers).atMost(1));
      if (workers > WORKERS[0]) {
        cpuBudgets.add(atMost(name, 1.5, WORKERS[0] + " workers"));
        linear.add(atMost(name, 1.1, WORKERS[0] + " workers"));
      }
    }
    return List.of(
        new Question(
            "The coordinator's processor time for a task that waits 5 ms", "µs", cpu, cpuBudgets),
        new Question("The coordinator's threads per worker", "threads", threads, linear),
        new Question("The coordinator's descriptors per worker", "files", descriptors, linear),
        new Question(
            "Live heap while 10 million items are streamed",
            "MB",
            List.of(
                Contestant.several(
                        List.of("after 10 million items", "after 1 million items"),
                        Scale::heapOfStream)
                    .atMost(2)),
            List.of(atMost("after 10 million items", 1.1, "after 1 million items"))),
        new Question(
            "1,000,000 futures, all submitted before the first is asked",
            "s",
            List.of(slow("Farm.submit", Scale::futures).atMost(2)),
            List.of()));
  }

  private double cpuPerTask(int workers) throws Exception {
    List<Integer> items = IntStream.range(0, workers * TASKS_PER_WORKER).boxed().toList();
    long descriptors = ProcFile.countOwn("fd");
    try (Farm farm = Farm.processes(workers).maxHeap("64m").build()) {
      warmUp(farm, workers, items);
      long self = ProcessHandle.current().pid();
      Map<Path, Long> before = ProcFile.threads(self);
      farm.map(items, Scale::work);
      double taken = ProcFile.cpuSeconds(self, before);
      censuses.put(workers, new Census(threads(), ProcFile.countOwn("fd") - descriptors));
      return 1e6 * taken / items.size();
    }
  }

  /** Until every worker has given results. */
  private static void warmUp(Farm farm, int workers, List<Integer> items) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_START);
    Set<String> seen = new HashSet<>();
    do {
      seen.addAll(farm.map(items.subList(0, items.size() / 6), Scale::workerAt));
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "only " + seen.size() + " workers were there after " + SECONDS_TO_START + " s");
      }
    } while (seen.size() < workers);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("pipefarm-"))
        .count();
  }

  private Census census(int workers) {
    Census census = censuses.get(workers);
    if (census == null) {
      throw new IllegalStateException("they could not be counted while it worked");
    }
    return census;
  }

  private static String workerAt(int item) {
    work(item);
    return TaskContext.current().worker();
  }

  private static int work(int item) {
    LockSupport.parkNanos(WAIT_NANOS);
    return item;
  }

  private static double[] heapOfStream() {
    double[] heap = new double[2];
    try (Farm farm = Farm.processes(2).build();
        Stream<Long> results =
            farm.stream(LongStream.rangeClosed(1, 10L * MILLION + 1).boxed(), n -> n)) {
      results.forEach(
          n -> {
            if (n == 10L * MILLION) {
              heap[0] = liveMegabytes();
            } else if (n == MILLION) {
              heap[1] = liveMegabytes();
            }
          });
    }
    return heap;
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
            for (int i = 0; i < MILLION; i++) {
              futures.add(farm.submit(i, n -> n + 1));
            }
            for (int i = 0; i < MILLION; i++) {
              if (futures.get(i).get() != i + 1) {
                throw new IllegalStateException("a wrong result");
              }
            }
          });
    }
  }
}
