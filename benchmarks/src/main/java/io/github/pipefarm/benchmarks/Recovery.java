package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atMost;
import static io.github.pipefarm.benchmarks.Contestant.asked;

import io.github.pipefarm.Farm;
import io.github.pipefarm.WorkerCrashedException;
import java.util.List;
import java.util.OptionalLong;

/**
 * How long it takes after a {@code kill -9} of the only worker until its slot gives a result again,
 * beside what it takes to start a worker. There is no peer: {@code Pool} hangs for ever, and {@code
 * ProcessPoolExecutor} is broken for good.
 */
final class Recovery implements Group {
  private static final String START = "a worker's start to its first result";

  @Override
  public List<Question> questions() throws Exception {
    StartUp.warmUp();
    return List.of(
        new Question(
            "Next result after the only worker was killed",
            "ms",
            List.of(
                asked("after kill -9", Recovery::afterKill),
                asked(START, () -> StartUp.firstResult(1))),
            List.of(atMost("after kill -9", 2, START))));
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
}
