package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atMost;
import static io.github.pipefarm.benchmarks.Contestant.slow;

import io.github.pipefarm.Farm;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a farm takes up that has nothing to do: a worker's resident memory after its first task, and
 * the processor time of worker and coordinator over the same seconds, in which nobody polls. The
 * coordinator is a JVM that does nothing else, so that it can be compared with a bare one.
 */
final class Footprint implements Group {
  private static final int SECONDS = 10;

  private final Process coordinator = Jvm.of(Coordinator.class).start();
  private final BufferedReader told = coordinator.inputReader();
  private final Process bare = Jvm.nothing("wait").start();

  Footprint() throws IOException {}

  /** Has a farm with one worker that has run a task, until its standard input ends. */
  static final class Coordinator {
    private Coordinator() {}

    /** Prints the worker's process id. */
    public static void main(String[] args) throws IOException {
      try (Farm farm = Farm.processes(1).build()) {
        System.out.println(farm.call(() -> ProcessHandle.current().pid()));
        System.in.read();
      }
    }
  }

  @Override
  public List<Question> questions() throws IOException {
    String pid = told.readLine();
    if (pid == null) {
      throw new EOFException("the coordinator has ended");
    }
    long worker = Long.parseLong(pid);
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
                        () -> perMinute(worker, coordinator.pid(), bare.pid()))
                    .atMost(3)),
            List.of()));
  }

  /** Of all at once. */
  private static double[] perMinute(long... pids) throws IOException, InterruptedException {
    List<Map<Path, Long>> before = new ArrayList<>();
    for (long pid : pids) {
      before.add(ProcFile.threads(pid));
    }
    Thread.sleep(SECONDS * 1000L);
    double[] taken = new double[pids.length];
    for (int i = 0; i < pids.length; i++) {
      taken[i] = 1000 * ProcFile.cpuSeconds(pids[i], before.get(i)) * 60 / SECONDS;
    }
    return taken;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    bare.destroy();
    try (told) {
      coordinator.getOutputStream().close();
      Command.end(coordinator, 30);
    }
  }
}
