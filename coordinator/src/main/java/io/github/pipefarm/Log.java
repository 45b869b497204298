package io.github.pipefarm;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the library logs: to the {@link Logger} of the class that has something to say. The first
 * logger of a JVM takes 20 ms to come, so it is asked for only when there is something to say, and
 * nothing is said while a first result is waited for.
 */
final class Log {
  private Log() {}

  /** What happens in the life of farms and workers, for those who look for a cause. */
  static void debug(Class<?> of, Supplier<String> message) {
    System.getLogger(of.getName()).log(Level.DEBUG, message);
  }

  /** What the user should look at, and nothing else would tell. */
  static void warning(Class<?> of, Supplier<String> message, @Nullable Throwable thrown) {
    Logger logger = System.getLogger(of.getName());
    if (thrown == null) {
      logger.log(Level.WARNING, message);
    } else {
      logger.log(Level.WARNING, message, thrown);
    }
  }
}
