package io.github.pipefarm.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks what the standard streams are, each for itself; the JDK only knows of all at once. */
final class Terminal {
  private static final int USUAL_COLUMNS = 80;

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

  /** How many columns the terminal of this process has; 80 if nobody knows. */
  static int columns() {
    try {
      Process stty =
          new ProcessBuilder("/bin/sh", "-c", "stty size </dev/tty")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      // Rows and columns. Not a constant, as most runs need no pattern, and these take time to
      // load.
      Matcher columns = Pattern.compile("\\d+ ([1-9]\\d{0,4})").matcher(size.strip());
      return columns.matches() ? Integer.parseInt(columns.group(1)) : USUAL_COLUMNS;
    } catch (IOException e) {
      return USUAL_COLUMNS;
    }
  }

  private static boolean ask(int descriptor) throws IOException, InterruptedException {
    return new ProcessBuilder("/bin/sh", "-c", "test -t " + descriptor)
            .inheritIO()
            .start()
            .waitFor()
        == 0;
  }
}
