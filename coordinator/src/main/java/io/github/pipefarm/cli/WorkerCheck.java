package io.github.pipefarm.cli;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmException;
import io.github.pipefarm.WorkerOutput;
import io.github.pipefarm.function.TaskCallable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Starts workers, to see how long that takes and that noise does them no harm. */
final class WorkerCheck {
  private static final int STARTS = 5;

  /** What a worker answers. */
  private static final int ANSWER = 42;

  /** Answers at once. */
  private record Prompt() implements TaskCallable<Integer> {
    @Override
    public Integer call() {
      return ANSWER;
    }
  }

  /** Answers after some noise on standard output, also by a process of its own. */
  private record Noisy() implements TaskCallable<Integer> {
    @Override
    public Integer call() throws IOException, InterruptedException {
      System.out.println("noise that looks like anything, \0\1\2\3");
      new ProcessBuilder("/bin/sh", "-c", "echo more of it; echo and more >&2")
          .inheritIO()
          .start()
          .waitFor();
      return ANSWER;
    }
  }

  List<Finding> findings() throws IOException, InterruptedException {
    List<Finding> findings = new ArrayList<>();
    try {
      double[] starts = new double[STARTS];
      double[] bare = new double[STARTS];
      for (int i = 0; i < STARTS; i++) {
        starts[i] = firstResult(new Prompt());
        bare[i] = bareStart();
      }
      Arrays.sort(starts);
      Arrays.sort(bare);
      double start = starts[STARTS / 2];
      double floor = bare[STARTS / 2];
      findings.add(
          Finding.ok(
              "worker start",
              "first result after %.0f ms; a bare JVM takes %.0f ms to start and end"
                  .formatted(start, floor)));
      firstResult(new Noisy());
      findings.add(Finding.ok("noise", "what tasks print does not reach the pipe"));
    } catch (FarmException e) {
      findings.add(
          Finding.bad("worker start", FailureReport.oneLine(String.valueOf(e.getMessage()))));
    }
    findings.add(archives(System.getenv()));
    return findings;
  }

  private static double firstResult(TaskCallable<Integer> task) {
    long start = System.nanoTime();
    try (Farm farm = Farm.processes(1).name("doctor").output(WorkerOutput.DISCARD).build()) {
      int answer = farm.call(task);
      if (answer != ANSWER) {
        throw new IllegalStateException("a worker has answered " + answer);
      }
      return (System.nanoTime() - start) / 1e6;
    }
  }

  private static double bareStart() throws IOException, InterruptedException {
    long start = System.nanoTime();
    new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    return (System.nanoTime() - start) / 1e6;
  }

  /** The archives of classes that make workers start sooner. */
  static Finding archives(Map<String, String> environment) {
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path folder =
        (cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache))
            .resolve("pipefarm");
    if (!Files.isDirectory(folder)) {
      return Finding.ok(
          "class archive",
          "none in " + folder + " yet; a program whose farm lives a while makes it");
    }
    try (Stream<Path> files = Files.list(folder)) {
      long count = files.filter(file -> file.toString().endsWith(".jsa")).count();
      return Finding.ok("class archive", count + " in " + folder);
    } catch (IOException e) {
      return Finding.note("class archive", folder + " can't be read: " + e);
    }
  }
}
