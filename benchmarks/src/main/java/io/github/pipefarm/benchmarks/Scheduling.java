package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atLeast;
import static io.github.pipefarm.benchmarks.Budget.atMost;
import static io.github.pipefarm.benchmarks.Contestant.asked;

import io.github.pipefarm.Farm;
import io.github.pipefarm.function.TaskFunction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How well the workers are kept busy by tasks that run until a moment: 1 would be as if all of them
 * were at tasks all the time.
 */
final class Scheduling implements Group {
  private static final TaskFunction<Long, Long> BUSY =
      nanos -> {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
          Thread.onSpinWait();
        }
        return nanos;
      };

  private final int workers = Runtime.getRuntime().availableProcessors();
  private final Farm farm = Farm.processes(workers).build();
  private final ExecutorService threads = Executors.newFixedThreadPool(workers);
  private final Python python = new Python();

  @Override
  public List<Question> questions() {
    return List.of(
        efficiency(
            "2,000 tasks of 1 ms", Collections.nCopies(2000, 1_000_000L), "milliseconds", 0.97),
        efficiency(
            "2,000 tasks of 50 µs, but the last of each hundred takes 50 ms", skewed(), "", 0.95),
        efficiency(
            "2,000 tasks, the last 20 a thousand times longer", longAtTheEnd(), "skewed", 0.95),
        efficiency(
            "100,000 tasks of 10 µs",
            Collections.nCopies(100_000, 10_000L),
            "tens-of-microseconds",
            0.9),
        new Question(
            "A job of one task beside a job of many",
            "ms",
            List.of(asked("Farm.map", this::besideALongJob)),
            List.of(atMost("Farm.map", 10))));
  }

  private static List<Long> skewed() {
    List<Long> tasks = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      tasks.add(i % 100 == 99 ? 50_000_000L : 50_000L);
    }
    return tasks;
  }

  private static List<Long> longAtTheEnd() {
    List<Long> tasks = new ArrayList<>(Collections.nCopies(1980, 50_000L));
    tasks.addAll(Collections.nCopies(20, 50_000_000L));
    return tasks;
  }

  private Question efficiency(String title, List<Long> tasks, String inPython, double least) {
    double ideal = tasks.stream().mapToLong(Long::longValue).sum() / 1e9 / workers;
    List<Contestant> contestants = new ArrayList<>();
    contestants.add(asked("Farm.map", () -> ideal / Clock.seconds(() -> farm.map(tasks, BUSY))));
    contestants.add(asked("a thread pool", () -> ideal / Clock.seconds(() -> inThreads(tasks))));
    if (!inPython.isEmpty()) {
      contestants.add(
          asked("Pool.map", () -> ideal / python.seconds("fork", inPython, tasks.size())));
    }
    if (inPython.equals("skewed")) {
      contestants.add(
          asked(
              "Pool.imap_unordered",
              () -> ideal / python.seconds("fork", "skewed-unordered", tasks.size())));
    }
    return new Question(
        title + ": share of the ideal", "of 1", contestants, List.of(atLeast("Farm.map", least)));
  }

  private void inThreads(List<Long> items) throws Exception {
    List<Callable<Long>> tasks = new ArrayList<>(items.size());
    items.forEach(nanos -> tasks.add(() -> BUSY.apply(nanos)));
    for (Future<Long> result : threads.invokeAll(tasks)) {
      result.get();
    }
  }

  /** How long a job of one task takes while another one has thousands of tasks of 1 ms. */
  private double besideALongJob() throws Exception {
    CompletableFuture<List<Long>> many = farm.mapAsync(Collections.nCopies(4000, 1_000_000L), BUSY);
    Thread.sleep(200);
    double seconds = Clock.seconds(() -> farm.map(List.of(1000L), BUSY));
    many.cancel(true);
    return 1000 * seconds;
  }

  @Override
  public void close() throws Exception {
    farm.close();
    threads.shutdown();
    python.close();
  }
}
