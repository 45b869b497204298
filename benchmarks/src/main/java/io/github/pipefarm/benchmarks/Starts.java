package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atMost;
import static io.github.pipefarm.benchmarks.Contestant.asked;
import static io.github.pipefarm.benchmarks.Contestant.slow;

import io.github.pipefarm.Farm;
import io.github.pipefarm.WorkerCrashedException;
import java.util.List;
import java.util.OptionalLong;

/** How long it takes until something happens: a first result, or another one after a kill. */
final class Starts implements Group {
  private static final String BARE = "a bare JVM";
  private static final String FARM = "a farm of 2 workers";

  private final Python python = new Python();

  @Override
  public List<Question> questions() throws InterruptedException {
    warmUp();
    return List.of(
        new Question(
            "First result, in a coordinator that is warm",
            "ms",
            List.of(
                asked(FARM, Starts::firstResult),
                asked(FARM + ", without the archive of classes", Starts::withoutArchive),
                asked(BARE, () -> 1000 * Jvm.seconds(Jvm.nothing())),
                asked("Pool (fork)", () -> 1000 * python.seconds("fork", "first", 1)),
                asked("Pool (spawn)", () -> 1000 * python.seconds("spawn", "first", 1)),
                slow("joblib", () -> 1000 * python.seconds("joblib", "first", 1))),
            List.of(atMost(FARM, 2, BARE))),
        new Question(
            "Next result of the only worker's slot after kill -9",
            "ms",
            List.of(
                asked("after a kill", Starts::afterKill),
                asked("a farm's first result", Starts::ofOne)),
            List.of(atMost("after a kill", 2, "a farm's first result"))));
  }

  /** Has the archive made, and the coordinator's code compiled. */
  private static void warmUp() throws InterruptedException {
    try (Farm farm = Farm.processes(2).build()) {
      farm.call(() -> 1);
      Thread.sleep(6000);
    }
    for (int i = 0; i < 5; i++) {
      firstResult();
    }
  }

  private static double firstResult() {
    return firstResult(2);
  }

  private static double ofOne() {
    return firstResult(1);
  }

  private static double firstResult(int workers) {
    long start = System.nanoTime();
    try (Farm farm = Farm.processes(workers).build()) {
      farm.call(() -> 1);
      return (System.nanoTime() - start) / 1e6;
    }
  }

  private static double withoutArchive() {
    System.setProperty("pipefarm.archive", "off");
    try {
      return firstResult();
    } finally {
      System.clearProperty("pipefarm.archive");
    }
  }

  private static double afterKill() {
    try (Farm farm = Farm.processes(1).build()) {
      long pid = farm.call(() -> ProcessHandle.current().pid());
      long start = System.nanoTime();
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      long next = pid;
      while (next == pid) {
        next = nextPid(farm).orElse(pid);
      }
      return (System.nanoTime() - start) / 1e6;
    }
  }

  /** Where the next call is run; empty if it was sent before the worker was dead. */
  private static OptionalLong nextPid(Farm farm) {
    try {
      return OptionalLong.of(farm.call(() -> ProcessHandle.current().pid()));
    } catch (WorkerCrashedException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public void close() throws Exception {
    python.close();
  }
}
