package io.github.pipefarm.cli;

/**
 * A configuration of {@code java.util.logging} without handlers, which is loaded by its name, and
 * only if something is logged. What the library logs is not, since the command line tells it in its
 * own way. Whoever gives a configuration of their own gets that, with all that is logged.
 */
public final class NoLogging {
  private static final String CLASS = "java.util.logging.config.class";
  private static final String FILE = "java.util.logging.config.file";

  /** For {@code java.util.logging}. */
  public NoLogging() {}

  static void install() {
    if (System.getProperty(CLASS) == null && System.getProperty(FILE) == null) {
      System.setProperty(CLASS, NoLogging.class.getName());
      System.setProperty("pipefarm.log", "off");
    }
  }
}
