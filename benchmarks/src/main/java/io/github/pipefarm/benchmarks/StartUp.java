package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atMost;
import static io.github.pipefarm.benchmarks.Contestant.asked;
import static io.github.pipefarm.benchmarks.Contestant.slow;

import io.github.pipefarm.Farm;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * From nothing to a first result, in a coordinator whose code is compiled, with the archive of
 * classes and without. The limit is a JVM with default flags that does nothing, from its start to
 * its end.
 */
final class StartUp implements Group {
  private static final String BARE = "a bare JVM";
  private static final String FARM = "a farm of 2 workers";
  private static final int SECONDS_FOR_ARCHIVE = 60;
  private static final int WARM_UP = 5;

  private final Python python = new Python();

  @Override
  public List<Question> questions() throws Exception {
    warmUp();
    return List.of(
        new Question(
            "First result, in a coordinator that is warm",
            "ms",
            List.of(
                asked(FARM, () -> firstResult(2)),
                asked(FARM + ", without the archive of classes", StartUp::withoutArchive),
                asked("a farm of 1 worker", () -> firstResult(1)),
                asked(BARE, () -> 1000 * Command.seconds(Jvm.nothing())),
                asked("Pool, fork", () -> 1000 * python.seconds("fork", "first", 1)),
                asked("Pool, spawn", () -> 1000 * python.seconds("spawn", "first", 1)),
                asked("ProcessPoolExecutor", () -> 1000 * python.seconds("executor", "first", 1)),
                slow("joblib", () -> 1000 * python.seconds("joblib", "first", 1))),
            List.of(atMost(FARM, 2, BARE))));
  }

  /** Has the archive made, if there is none, and the coordinator's code compiled. */
  static void warmUp() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_FOR_ARCHIVE);
    // The archive is made while a farm is open, and used by the farms that are opened afterwards.
    try (Farm maker = Farm.processes(1).build()) {
      maker.call(() -> 1);
      while (!usesArchive()) {
        if (System.nanoTime() > end) {
          throw new IOException("no archive of classes within " + SECONDS_FOR_ARCHIVE + " s");
        }
        Thread.sleep(500);
      }
    }
    for (int i = 0; i < WARM_UP; i++) {
      firstResult(2);
    }
  }

  private static boolean usesArchive() {
    try (Farm farm = Farm.processes(1).build()) {
      return farm.call(
          () ->
              ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                  .anyMatch(flag -> flag.matches("-XX:(SharedArchiveFile|AOTCache)=.*")));
    }
  }

  /** In milliseconds. */
  static double firstResult(int workers) {
    long start = System.nanoTime();
    try (Farm farm = Farm.processes(workers).build()) {
      farm.call(() -> 1);
      return (System.nanoTime() - start) / 1e6;
    }
  }

  private static double withoutArchive() {
    System.setProperty("pipefarm.archive", "off");
    try {
      return firstResult(2);
    } finally {
      System.clearProperty("pipefarm.archive");
    }
  }

  @Override
  public void close() throws Exception {
    python.close();
  }
}
