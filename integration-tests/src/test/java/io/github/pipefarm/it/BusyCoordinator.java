package io.github.pipefarm.it;

import io.github.pipefarm.Farm;
import java.nio.file.Path;
import java.util.List;

/**
 * A coordinator for tests to kill: its workers compute, sleep and run a process without end, and
 * leave their process ids as marks.
 */
final class BusyCoordinator {
  private BusyCoordinator() {}

  @SuppressWarnings("FutureReturnValueIgnored") // the tasks never end
  public static void main(String[] args) throws Exception {
    Marks marks = new Marks(Path.of(args[0]));
    Farm farm = Farm.processes(3).build();
    switch (args[1]) {
      case "busy" -> {
        farm.submit(() -> compute(marks));
        farm.submit(() -> sleep(marks));
        farm.submit(() -> runProcess(marks));
        Thread.currentThread().join();
      }
      case "idle" -> {
        farm.forEach(List.of(1), i -> marks.add("workers", Pids.own()));
        Thread.currentThread().join();
      }
      case "exit" -> {
        farm.submit(() -> sleep(marks));
        marks.holdUntil("workers");
        System.exit(5);
      }
      case "return" -> farm.forEach(List.of(1), i -> marks.add("workers", Pids.own()));
      default -> throw new IllegalArgumentException(args[1]);
    }
  }

  private static void compute(Marks marks) {
    marks.add("workers", Pids.own());
    while (true) {
      Thread.onSpinWait();
    }
  }

  private static void sleep(Marks marks) throws InterruptedException {
    marks.add("workers", Pids.own());
    Thread.currentThread().join();
  }

  private static void runProcess(Marks marks) throws Exception {
    Process process = new ProcessBuilder("sleep", "600").inheritIO().start();
    marks.add("processes", process.pid());
    marks.add("workers", Pids.own());
    process.waitFor();
  }
}
