package io.github.pipefarm.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Where the threads of this JVM and of its workers are, for the message of a test that hangs. */
final class Stacks {
  private Stacks() {}

  static String ofThisAndAllWorkers() {
    StringBuilder all = new StringBuilder(of(Pids.own()));
    ProcessHandle.current().children().forEach(child -> all.append(of(child.pid())));
    return all.toString();
  }

  private static String of(long pid) {
    String jstack = Path.of(System.getProperty("java.home"), "bin", "jstack").toString();
    try {
      Process process =
          new ProcessBuilder("timeout", "10", jstack, "-l", Long.toString(pid))
              .redirectErrorStream(true)
              .start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return "\n==== process " + pid + "\n" + text;
    } catch (IOException e) {
      return "\n==== process " + pid + ": " + e;
    }
  }
}
