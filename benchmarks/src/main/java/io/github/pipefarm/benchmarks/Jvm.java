package io.github.pipefarm.benchmarks;

import java.io.IOException;
import java.nio.file.Path;

/** Bare JVMs, by the java that runs the benchmarks. */
final class Jvm {
  private Jvm() {}

  /** Does nothing, so that there is only the start of a JVM to measure. */
  static final class Nothing {
    private Nothing() {}

    /** Waits for its standard input to end, if it is told to. */
    public static void main(String[] args) throws IOException {
      if (args.length > 0) {
        System.in.read();
      }
    }
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Starts a JVM that does nothing, with default flags, from a class path of its own alone. */
  static ProcessBuilder nothing(String... arguments) {
    ProcessBuilder builder =
        new ProcessBuilder(
            java(),
            "-cp",
            Machine.home().resolve("target/classes").toString(),
            Nothing.class.getName());
    builder.command().addAll(java.util.List.of(arguments));
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  /** How many seconds a command takes from start to end. */
  static double seconds(ProcessBuilder command) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process = command.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException(command.command().get(0) + " ended with " + code);
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
