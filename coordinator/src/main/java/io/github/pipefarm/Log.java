package io.github.pipefarm;

import java.lang.System.Logger;

/**
 * How the library logs: under the name of the class that has something to say. At WARNING what the
 * user should look at and nothing else would tell, at DEBUG what happens in the life of farms and
 * workers; in between nothing. The first logger of a JVM takes 20 ms to come, so it is asked for
 * only then, and nothing is said while a first result is waited for.
 */
final class Log {
  private Log() {}

  static Logger of(Class<?> type) {
    return System.getLogger(type.getName());
  }
}
