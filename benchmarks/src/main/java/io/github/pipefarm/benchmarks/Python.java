package io.github.pipefarm.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Python's pools, in a Python that is kept; started when it is first asked. */
final class Python implements AutoCloseable {
  private Process process;
  private PrintStream commands;
  private BufferedReader answers;

  /** Asks for a figure in seconds. */
  double seconds(String pool, String what, int count) throws IOException {
    return Double.parseDouble(ask(pool, what, count));
  }

  /** Asks for the median and the 99th percentile of single calls, in seconds. */
  double[] latencies(String pool, int count) throws IOException {
    String[] both = ask(pool, "latencies", count).split(" ", 2);
    return new double[] {Double.parseDouble(both[0]), Double.parseDouble(both[1])};
  }

  private String ask(String pool, String what, int count) throws IOException {
    if (process == null) {
      start();
    }
    commands.println(pool + " " + what + " " + count);
    commands.flush();
    String answer = answers.readLine();
    if (answer == null || !answer.matches("[0-9.e -]+")) {
      throw new IOException(answer == null ? "Python has ended" : answer);
    }
    return answer;
  }

  private void start() throws IOException {
    String script = Machine.home().resolve("src/main/python/peers.py").toString();
    process =
        new ProcessBuilder("python3", script)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    commands = new PrintStream(process.getOutputStream(), false, StandardCharsets.UTF_8);
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws InterruptedException {
    if (process != null) {
      commands.close();
      process.waitFor();
    }
  }
}
