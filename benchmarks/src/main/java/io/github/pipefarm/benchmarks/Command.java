package io.github.pipefarm.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Other programs, timed from start to end; none may take longer than five minutes. */
final class Command {
  private static final int MINUTES = 5;

  private Command() {}

  /** How many seconds a command takes. */
  static double seconds(ProcessBuilder command) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process = command.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    end(process, MINUTES * 60);
    if (process.exitValue() != 0) {
      throw new IOException(command.command() + " ended with " + process.exitValue());
    }
    return (System.nanoTime() - start) / 1e9;
  }

  /**
   * How many seconds a line of shell takes.
   *
   * @param needs the program that must be there
   */
  static double shellSeconds(String needs, String line) throws IOException, InterruptedException {
    if (!isInstalled(needs)) {
      throw new IOException(needs + " is not installed");
    }
    return seconds(
        new ProcessBuilder("/bin/sh", "-c", line).redirectError(ProcessBuilder.Redirect.DISCARD));
  }

  private static boolean isInstalled(String program) {
    String path = System.getenv("PATH");
    return Stream.of((path == null ? "" : path).split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(program)));
  }

  /** Waits for a process to end, and kills it if it does not. */
  static void end(Process process, long seconds) throws IOException, InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IOException("it took longer than " + seconds + " s and was killed");
    }
  }

  /** The first line of what a short command prints, on either stream; {@code none} if it fails. */
  static String firstLine(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      end(process, 10);
      return process.exitValue() == 0 ? text.strip().lines().findFirst().orElse("") : "none";
    } catch (IOException e) {
      return "none";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "none";
    }
  }
}
