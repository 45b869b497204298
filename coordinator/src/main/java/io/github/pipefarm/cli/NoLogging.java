package io.github.pipefarm.cli;

/**
 * A configuration of {@code java.util.logging} without handlers: what the library logs, the command
 * line tells in its own way. It is loaded by its name, and only if something is logged; whoever
 * gives a configuration of their own gets that.
 */
public final class NoLogging {
  private static final String CLASS = "java.util.logging.config.class";
  private static final String FILE = "java.util.logging.config.file";

  /** For {@code java.util.logging}. */
  public NoLogging() {}

  static void install() {
    if (System.getProperty(CLASS) == null && System.getProperty(FILE) == null) {
      System.setProperty(CLASS, NoLogging.class.getName());
    }
  }
}
