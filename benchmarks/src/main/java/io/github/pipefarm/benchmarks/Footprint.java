package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atMost;
import static io.github.pipefarm.benchmarks.Contestant.slow;

import io.github.pipefarm.Farm;
import java.io.IOException;
import java.util.List;

/**
 * What a farm takes up that has nothing to do: a worker's resident memory after its first task, and
 * the processor time of worker and coordinator over the same seconds, in which nobody polls.
 */
final class Footprint implements Group {
  private static final int SECONDS = 10;

  private final Farm farm = Farm.processes(1).build();
  private final Process bare = Jvm.nothing("wait").start();

  Footprint() throws IOException {}

  @Override
  public List<Question> questions() {
    long worker = farm.call(() -> ProcessHandle.current().pid());
    long self = ProcessHandle.current().pid();
    return List.of(
        new Question(
            "Resident memory of a worker that has run one task",
            "MB",
            List.of(
                slow("a worker", () -> ProcFile.residentMegabytes(worker)),
                slow("a bare JVM", () -> ProcFile.residentMegabytes(bare.pid()))),
            List.of(atMost("a worker", 60))),
        new Question(
            "Processor time in an idle minute",
            "ms",
            List.of(
                Contestant.several(
                        List.of("a worker", "the coordinator", "a bare JVM"),
                        () -> perMinute(worker, self, bare.pid()))
                    .atMost(3)),
            List.of()));
  }

  /** Of all at once. */
  private static double[] perMinute(long... pids) throws InterruptedException {
    double[] taken = new double[pids.length];
    for (int i = 0; i < pids.length; i++) {
      taken[i] = -ProcFile.cpuSeconds(pids[i]);
    }
    Thread.sleep(SECONDS * 1000L);
    for (int i = 0; i < pids.length; i++) {
      taken[i] = 1000 * (taken[i] + ProcFile.cpuSeconds(pids[i])) * 60 / SECONDS;
    }
    return taken;
  }

  @Override
  public void close() throws Exception {
    farm.close();
    bare.destroy();
  }
}
