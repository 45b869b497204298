package io.github.pipefarm.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A running program whose lines of output and of errors are at hand while it runs. */
final class Program implements AutoCloseable {
  private final Process process;
  private final List<String> out = new CopyOnWriteArrayList<>();
  private final List<String> err = new CopyOnWriteArrayList<>();
  private final List<Thread> readers;

  private Program(Process process) {
    this.process = process;
    this.readers =
        List.of(collect(process.getInputStream(), out), collect(process.getErrorStream(), err));
  }

  /** Prepares a JVM that runs a main class of this module, with further options before it. */
  static ProcessBuilder java(List<String> jvmArgs, Class<?> main, String... args) {
    List<String> command = new ArrayList<>(List.of(javaBinary()));
    command.addAll(jvmArgs);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(args));
    return quiet(command);
  }

  /** Prepares a run of the command line by its launcher. */
  static ProcessBuilder pipefarm(String... args) {
    List<String> command = new ArrayList<>(List.of("/bin/sh"));
    command.add(System.getProperty("pipefarm.launcher"));
    command.addAll(List.of(args));
    ProcessBuilder builder = quiet(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  /** Prepares a run of the executable jar, with options of its JVM. */
  static ProcessBuilder pipefarm(List<String> jvmArgs, String... args) {
    List<String> command = new ArrayList<>(List.of(javaBinary()));
    // As the launcher does it; and most runs end before the second compiler has begun.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(jvmArgs);
    command.addAll(List.of("-jar", System.getProperty("pipefarm.jar")));
    command.addAll(List.of(args));
    return quiet(command);
  }

  static Program start(ProcessBuilder builder) {
    try {
      return new Program(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isRunning() {
    return process.isAlive();
  }

  List<String> out() {
    return out;
  }

  String err() {
    return String.join("\n", err);
  }

  List<String> errLines() {
    return err;
  }

  void send(String lines) {
    try {
      process.getOutputStream().write(lines.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the end of the program and of its output. */
  int exitCode() {
    return exitCode(Duration.ofMinutes(5));
  }

  int exitCode(Duration patience) {
    try {
      if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("still running; stdout: " + out + " stderr: " + err());
      }
      for (Thread reader : readers) {
        reader.join(10_000);
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stdout: " + out + " stderr: " + err(), e);
    }
  }

  /** Ends the program as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    List<ProcessHandle> descendants = process.descendants().toList();
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }

  private static String javaBinary() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Without the variables by which every JVM would write a line on stderr. */
  private static ProcessBuilder quiet(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    return builder;
  }

  private static Thread collect(InputStream stream, List<String> lines) {
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader text =
                  new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                text.lines().forEach(lines::add);
              } catch (IOException | UncheckedIOException e) {
                lines.add("(broken off: " + e + ")");
              }
            },
            "lines of a program");
    reader.setDaemon(true);
    reader.start();
    return reader;
  }
}
