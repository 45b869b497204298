package io.github.pipefarm.it;

import static io.github.pipefarm.it.FarmContract.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.WorkerCrashedException;
import io.github.pipefarm.WorkerOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tiny tasks by the thousand, and workers killed at random moments among them. */
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class KillStormIT {
  /** A few in every build, more by {@code -Dpipefarm.storm.kills=400}. */
  private static final int KILLS = Integer.getInteger("pipefarm.storm.kills", 40);

  private static final int TASKS = 750 * KILLS;

  @TempDir Path folder;

  @Test
  void eachResultComesOnceAndEachTaskRunsOnceButThoseThatWereKilled() throws IOException {
    Counters runs = Counters.create(folder.resolve("runs"), TASKS);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Outcome<Integer, Long>> outcomes = new ArrayList<>();
    long killed = 0;
    try (Farm farm = Farm.processes(3).output(WorkerOutput.DISCARD).build();
        Stream<Outcome<Integer, Long>> stream =
            farm.job()
                .window(3000)
                .outcomes(
                    numbers(TASKS),
                    i -> {
                      assertThat(runs.increment(i)).isZero();
                      return Pids.own();
                    })) {
      var each = stream.iterator();
      while (each.hasNext()) {
        Outcome<Integer, Long> outcome = each.next();
        outcomes.add(outcome);
        boolean isTime = random.nextInt(TASKS / KILLS) == 0;
        if (isTime && outcome.isSuccess() && ProcessHandle.of(outcome.get()).isPresent()) {
          ProcessHandle.of(outcome.get()).ifPresent(ProcessHandle::destroyForcibly);
          killed++;
        }
      }
    }
    assertThat(killed).as("kills, seed %d", seed).isGreaterThan(KILLS / 8);
    assertThat(outcomes)
        .as("seed %d", seed)
        .extracting(Outcome::index)
        .containsExactlyElementsOf(Stream.iterate(0L, i -> i + 1).limit(TASKS).toList());
    for (Outcome<Integer, Long> outcome : outcomes) {
      int times = runs.get(outcome.item());
      if (outcome.isSuccess()) {
        assertThat(times).as("runs of %s, seed %d", outcome, seed).isEqualTo(1);
      } else {
        assertThat(times).as("runs of %s, seed %d", outcome, seed).isLessThanOrEqualTo(1);
        assertThat(((Outcome.Failure<Integer, Long>) outcome).exception())
            .isInstanceOf(WorkerCrashedException.class);
      }
    }
    assertThat(outcomes.stream().filter(outcome -> !outcome.isSuccess()).count())
        .as("only what was running when its worker was killed, seed %d", seed)
        .isLessThanOrEqualTo(killed);
  }

  /**
   * Its tasks come in wide slots, each of which has to be opened where one of its tasks is lost.
   */
  @Test
  void aMapHasAllResultsThoughTasksFailAndTakeTheirWorkersWithThem() throws IOException {
    Counters runs = Counters.create(folder.resolve("runs"), TASKS);
    List<Integer> items = numbers(TASKS);
    Set<Integer> fatal = someOf(items, KILLS / 5);
    Set<Integer> failing = someOf(items, KILLS);
    try (Farm farm = Farm.processes(3).output(WorkerOutput.DISCARD).build()) {
      List<Integer> results =
          farm.job()
              .retries(1)
              .crashRetries(1)
              .map(
                  items,
                  i -> {
                    boolean isFirst = runs.increment(i) == 0;
                    if (isFirst && fatal.contains(i)) {
                      Runtime.getRuntime().halt(1);
                    }
                    if (isFirst && failing.contains(i)) {
                      throw new IllegalStateException("the first time");
                    }
                    return -i;
                  });
      assertThat(results).isEqualTo(items.stream().map(i -> -i).toList());
    }
    for (int i : items) {
      int expected = fatal.contains(i) || failing.contains(i) ? 2 : 1;
      assertThat(runs.get(i)).as("runs of %d", i).isEqualTo(expected);
    }
  }

  private static Set<Integer> someOf(List<Integer> items, int count) {
    Set<Integer> some = new HashSet<>();
    Random random = new Random();
    while (some.size() < count) {
      some.add(items.get(random.nextInt(items.size())));
    }
    return some;
  }

  /** They are sent by the threads that call, where a worker has nothing to do. */
  @Test
  void eachCallOfManyThreadsComesBackThoughWorkersAreKilled() throws Exception {
    int threads = 4;
    AtomicInteger kills = new AtomicInteger();
    AtomicInteger crashes = new AtomicInteger();
    ExecutorService callers = Executors.newFixedThreadPool(threads);
    try (Farm farm = Farm.processes(3).output(WorkerOutput.DISCARD).build()) {
      List<Future<?>> all = new ArrayList<>();
      for (int n = 0; n < threads; n++) {
        Random random = new Random(n);
        all.add(
            callers.submit(
                () -> {
                  for (int i = 0; i < 25 * KILLS; i++) {
                    callOnce(farm, i, random, kills, crashes);
                  }
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      callers.shutdown();
    }
    assertThat(kills).hasValueGreaterThan(KILLS / 8);
    assertThat(crashes).hasValueLessThanOrEqualTo(kills.get());
  }

  private static void callOnce(
      Farm farm, int i, Random random, AtomicInteger kills, AtomicInteger crashes) {
    try {
      long[] numberAndPid = farm.call(() -> new long[] {i, Pids.own()});
      assertThat(numberAndPid[0]).isEqualTo(i);
      if (random.nextInt(250) == 0) {
        kills.incrementAndGet();
        ProcessHandle.of(numberAndPid[1]).ifPresent(ProcessHandle::destroyForcibly);
      }
    } catch (WorkerCrashedException e) {
      crashes.incrementAndGet();
    }
  }
}
