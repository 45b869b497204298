package io.github.pipefarm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Asks what the standard streams are, each for itself; the JDK only knows of all at once. */
final class Terminal {
  static final int STDIN = 0;
  static final int STDOUT = 1;
  static final int STDERR = 2;

  private Terminal() {}

  static boolean isTerminal(int descriptor) {
    Path link = Path.of("/proc/self/fd/" + descriptor);
    try {
      if (Files.isSymbolicLink(link)) {
        String target = Files.readSymbolicLink(link).toString();
        return target.startsWith("/dev/pts/")
            || target.startsWith("/dev/tty")
            || target.equals("/dev/console");
      }
      return ask(descriptor);
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether a stream may get colours. */
  static boolean hasColours(int descriptor, Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "dumb").equals("dumb")
        && isTerminal(descriptor);
  }

  private static boolean ask(int descriptor) throws IOException, InterruptedException {
    return new ProcessBuilder("/bin/sh", "-c", "test -t " + descriptor)
            .inheritIO()
            .start()
            .waitFor()
        == 0;
  }
}
