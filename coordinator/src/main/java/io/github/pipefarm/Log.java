package io.github.pipefarm;

import java.lang.System.Logger;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * How the library logs: under the name of the class that has something to say. At WARNING what the
 * user should look at and nothing else would tell, at DEBUG what happens in the life of farms and
 * workers; in between nothing. The first logger of a JVM takes 20 ms to come, so it is asked for
 * only then, and nothing is said while a first result is waited for. The property {@code
 * pipefarm.log=off} is for a JVM where nobody listens, as that of the command line.
 */
final class Log {
  private static final boolean IS_OFF = "off".equals(System.getProperty("pipefarm.log"));

  private Log() {}

  static Logger of(Class<?> type) {
    return IS_OFF ? Nobody.NOBODY : System.getLogger(type.getName());
  }

  /** Listens to nothing. */
  private enum Nobody implements Logger {
    NOBODY;

    @Override
    public String getName() {
      return "nobody";
    }

    @Override
    public boolean isLoggable(Level level) {
      return false;
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, @Nullable String message, Throwable thrown) {}

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Object @Nullable ... values) {}
  }
}
