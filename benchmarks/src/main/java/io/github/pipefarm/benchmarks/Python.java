package io.github.pipefarm.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Python's pools, in a Python that is kept and keeps its pools; started when it is first asked. It
 * measures itself, so that the way to it is not counted.
 */
final class Python implements AutoCloseable {
  private static final int MINUTES = 5;

  private Process process;
  private PrintStream commands;
  private BufferedReader answers;

  /** The interpreter itself, and not a script that looks for it. */
  static String executable() {
    return Command.firstLine("python3", "-c", "import sys; print(sys.executable)");
  }

  static String script(String name) {
    return Machine.home().resolve("src/main/python").resolve(name).toString();
  }

  /** Asks for a figure in seconds. */
  double seconds(String pool, String what, int count) throws IOException, InterruptedException {
    return Double.parseDouble(ask(pool, what, count));
  }

  /** Asks for the median and the 99th percentile of single calls, in seconds. */
  double[] latencies(String pool, int count) throws IOException, InterruptedException {
    String[] both = ask(pool, "latencies", count).split(" ", 2);
    return new double[] {Double.parseDouble(both[0]), Double.parseDouble(both[1])};
  }

  private String ask(String pool, String what, int count) throws IOException, InterruptedException {
    if (process == null) {
      start();
    }
    commands.println(pool + " " + what + " " + count);
    commands.flush();
    String answer = readLine();
    if (answer == null || !answer.matches("[0-9.e -]+")) {
      throw new IOException(answer == null ? "Python has ended" : answer);
    }
    return answer;
  }

  /** Null at the end. */
  private String readLine() throws IOException, InterruptedException {
    CompletableFuture<String> line =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return answers.readLine();
              } catch (IOException e) {
                return null; // it was killed
              }
            });
    try {
      return line.get(MINUTES, TimeUnit.MINUTES);
    } catch (TimeoutException e) {
      kill();
      throw new IOException("it took longer than " + MINUTES + " minutes and was killed", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private void start() throws IOException {
    process =
        new ProcessBuilder(executable(), script("peers.py"))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    commands = new PrintStream(process.getOutputStream(), false, StandardCharsets.UTF_8);
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() throws InterruptedException {
    if (process != null) {
      commands.close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        kill();
      }
    }
  }
}
