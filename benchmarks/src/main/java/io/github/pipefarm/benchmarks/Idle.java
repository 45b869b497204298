package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atMost;
import static io.github.pipefarm.benchmarks.Contestant.slow;

import io.github.pipefarm.Farm;
import java.io.IOException;
import java.util.List;

/** What a farm takes up that has nothing to do. */
final class Idle implements Group {
  private static final int SECONDS = 20;

  private final Farm farm = Farm.processes(1).build();
  private final Process bare = Jvm.nothing("wait").start();

  Idle() throws IOException {}

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
                slow("a worker", () -> perMinute(worker)),
                slow("the coordinator", () -> perMinute(self)),
                slow("a bare JVM", () -> perMinute(bare.pid()))),
            List.of()));
  }

  private static double perMinute(long pid) throws InterruptedException {
    double before = ProcFile.cpuSeconds(pid);
    Thread.sleep(SECONDS * 1000L);
    return 1000 * (ProcFile.cpuSeconds(pid) - before) * 60 / SECONDS;
  }

  @Override
  public void close() throws Exception {
    farm.close();
    bare.destroy();
  }
}
