package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atLeast;
import static io.github.pipefarm.benchmarks.Budget.atMost;
import static io.github.pipefarm.benchmarks.Contestant.asked;
import static io.github.pipefarm.benchmarks.Contestant.several;

import io.github.pipefarm.Farm;
import io.github.pipefarm.function.TaskFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How well the workers are kept busy by tasks that compute until a moment: 1 would be as if each
 * processor were at tasks all the time, and nothing else took any. Of skewed durations, one of a
 * hundred tasks takes a thousand times longer than the others; the worst order has all of these at
 * the end, when the workers have been handed many at a time because they were short.
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

  private static final long SHORT = 50_000;
  private static final long LONG = 1000 * SHORT;
  private static final int SHORT_JOBS = 21;

  /**
   * After so many turns of a second the compilers take the processors from tasks no more: what is
   * called a thousand times a second is not found hot before that.
   */
  private static final int WARM_UPS = 20;

  private final int workers = Runtime.getRuntime().availableProcessors();
  private final Farm farm = Farm.processes(workers).build();
  private final ExecutorService threads = Executors.newFixedThreadPool(workers);
  private final Python python = new Python();

  @Override
  public List<Question> questions() {
    String reached = ": share of the ideal";
    List<Long> milliseconds = Collections.nCopies(1000 * workers, 1_000_000L);
    List<Long> tens = Collections.nCopies(50_000 * workers, 10_000L);
    Question many = efficiency("1,000 tasks of 1 ms a worker" + reached, milliseconds, "1ms");
    Question tiny = efficiency("50,000 tasks of 10 µs a worker" + reached, tens, "10us");
    Question even =
        efficiency("Skewed 1:1000, every hundredth is long" + reached, skewed(false), "skewed");
    Question worst =
        efficiency("Skewed 1:1000, the long ones last" + reached, skewed(true), "worst");
    return List.of(
        with(many, atLeast("Farm.map", 0.97)),
        with(even, atLeast("Farm.map", 0.95)),
        with(worst, atLeast("Farm.map", 0.95)),
        // No loss: a pool of threads in the caller's own JVM ships nothing.
        with(tiny, atLeast("Farm.map", 0.97, "a thread pool")),
        new Question(
            "A job of one task of 1 µs beside one of thousands of 1 ms: until its result",
            "ms",
            List.of(
                several(List.of("Farm.map", "Farm.map, slowest of 21"), this::besideALongJob),
                asked(
                    "Pool.apply, once, beside 1,000",
                    () -> 1000 * python.seconds("fork", "beside", 500 * workers))),
            List.of(atMost("Farm.map", 10))));
  }

  private List<Long> skewed(boolean isLongLast) {
    List<Long> tasks = new ArrayList<>();
    for (int i = 0; i < 1000 * workers; i++) {
      tasks.add(i % 100 == 99 ? LONG : SHORT);
    }
    if (isLongLast) {
      Collections.sort(tasks);
    }
    return tasks;
  }

  private Question efficiency(String title, List<Long> tasks, String inPython) {
    double ideal = tasks.stream().mapToLong(Long::longValue).sum() / 1e9 / workers;
    return new Question(
        title,
        "of 1",
        List.of(
            asked("Farm.map", () -> ideal / Clock.seconds(() -> farm.map(tasks, BUSY)))
                .warmedUp(WARM_UPS),
            asked("a thread pool", () -> ideal / Clock.seconds(() -> inThreads(tasks))),
            asked("a parallel stream", () -> ideal / Clock.seconds(() -> inParallel(tasks))),
            asked("Pool.map", () -> ideal / python.seconds("fork", inPython, tasks.size())),
            Contestant.slow(
                "Pool.imap_unordered",
                () -> ideal / python.seconds("fork", inPython + "-unordered", tasks.size())),
            Contestant.slow(
                "ProcessPoolExecutor.map",
                () -> ideal / python.seconds("executor", inPython, tasks.size()))),
        List.of());
  }

  private static Question with(Question question, Budget budget) {
    return new Question(question.title(), question.unit(), question.contestants(), List.of(budget));
  }

  private void inThreads(List<Long> items) throws Exception {
    List<Callable<Long>> tasks = new ArrayList<>(items.size());
    items.forEach(nanos -> tasks.add(() -> BUSY.apply(nanos)));
    for (Future<Long> result : threads.invokeAll(tasks)) {
      result.get();
    }
  }

  private static void inParallel(List<Long> items) {
    items.parallelStream().forEach(nanos -> ofStream(BUSY, nanos));
  }

  /** A parallel stream runs what throws nothing. */
  static <T, R> R ofStream(TaskFunction<T, R> function, T item) {
    try {
      return function.apply(item);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Median and maximum of how long jobs of one task take while another job has thousands. */
  private double[] besideALongJob() throws Exception {
    List<Long> thousands = Collections.nCopies(2000 * workers, 1_000_000L);
    CompletableFuture<List<Long>> many = farm.mapAsync(thousands, BUSY);
    double[] taken = new double[SHORT_JOBS];
    try {
      for (int i = 0; i < SHORT_JOBS; i++) {
        Thread.sleep(50);
        taken[i] = 1000 * Clock.seconds(() -> farm.map(List.of(1000L), BUSY));
      }
      if (many.isDone()) {
        throw new IllegalStateException("the long job has ended too early");
      }
    } finally {
      many.cancel(true);
    }
    Arrays.sort(taken);
    return new double[] {taken[SHORT_JOBS / 2], taken[SHORT_JOBS - 1]};
  }

  @Override
  public void close() throws Exception {
    farm.close();
    threads.shutdown();
    python.close();
  }
}
