package io.github.pipefarm.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Processes, named by their ids: whether they are gone, and signals for them. */
final class Pids {
  private Pids() {}

  /** Returns the id of the process that asks. */
  static long own() {
    return ProcessHandle.current().pid();
  }

  /** Returns the workers of a farm of this JVM, which carry its name on their command lines. */
  static List<Long> workersOf(String farm) {
    return ProcessHandle.current()
        .descendants()
        .filter(
            process ->
                process
                    .info()
                    .commandLine()
                    .filter(line -> line.contains(farm) && line.contains("worker-"))
                    .isPresent())
        .map(ProcessHandle::pid)
        .filter(pid -> !isGone(pid))
        .toList();
  }

  /**
   * Whether a process has ended. An orphan that nobody has waited for is a zombie, which {@code
   * ProcessHandle} calls alive.
   */
  static boolean isGone(long pid) {
    if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
      return true;
    }
    try {
      char state = state(Path.of("/proc/" + pid));
      return state == 'Z' || state == 'X';
    } catch (IOException e) {
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
    }
  }

  /** The letter by which the kernel calls the state of a process, or of one of its threads. */
  private static char state(Path process) throws IOException {
    String stat = Files.readString(process.resolve("stat"));
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }

  /** Stops a process of another's, and waits until none of its threads runs any more. */
  static void stop(long pid) {
    signal("STOP", pid);
    await().atMost(Duration.ofSeconds(5)).until(() -> isStopped(pid));
  }

  private static boolean isStopped(long pid) throws IOException {
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads) {
        if (state(thread) != 'T') {
          return false;
        }
      }
      return true;
    }
  }

  static void awaitGone(Collection<Long> pids) {
    await().atMost(Duration.ofSeconds(5)).until(() -> pids.stream().allMatch(Pids::isGone));
  }

  static void kill(long pid) {
    signal("KILL", pid);
  }

  /** Sends a signal to a process, or to a process group when the id is negative. */
  static void signal(String name, long pid) {
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -s " + name + " -- " + pid)
          .redirectErrorStream(true)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
