package io.github.pipefarm;

import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a process ended.
 *
 * @param code the code it ended with; null if a signal ended it or it is not known
 * @param signal the name of the signal that ended it; null otherwise
 */
record ExitStatus(@Nullable Integer code, @Nullable String signal) implements Serializable {
  static final ExitStatus UNKNOWN = new ExitStatus(null, null);

  /** Java reports a process that a signal ended with this plus the signal's number. */
  private static final int SIGNALLED = 128;

  private static final Map<Integer, String> SIGNALS =
      Map.ofEntries(
          Map.entry(1, "SIGHUP"),
          Map.entry(2, "SIGINT"),
          Map.entry(3, "SIGQUIT"),
          Map.entry(4, "SIGILL"),
          Map.entry(5, "SIGTRAP"),
          Map.entry(6, "SIGABRT"),
          Map.entry(7, "SIGBUS"),
          Map.entry(8, "SIGFPE"),
          Map.entry(9, "SIGKILL"),
          Map.entry(10, "SIGUSR1"),
          Map.entry(11, "SIGSEGV"),
          Map.entry(12, "SIGUSR2"),
          Map.entry(13, "SIGPIPE"),
          Map.entry(14, "SIGALRM"),
          Map.entry(15, "SIGTERM"),
          Map.entry(24, "SIGXCPU"),
          Map.entry(25, "SIGXFSZ"),
          Map.entry(31, "SIGSYS"));

  /**
   * Reads what Java reports.
   *
   * @param reported null if the process never was one, or can't be waited for
   * @param byItself whether the JVM is known to have ended by {@code System.exit}, so that a large
   *     number is a code all the same
   */
  static ExitStatus of(@Nullable Integer reported, boolean byItself) {
    if (reported == null) {
      return UNKNOWN;
    }
    String signal = byItself ? null : SIGNALS.get(reported - SIGNALLED);
    return new ExitStatus(signal == null ? reported : null, signal);
  }

  boolean isKill() {
    return "SIGKILL".equals(signal);
  }

  String describe() {
    if (signal != null) {
      return switch (signal) {
        case "SIGKILL" -> "killed by SIGKILL (by someone, or by the kernel for want of memory)";
        case "SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE" -> "killed by " + signal + " (native code)";
        case "SIGABRT" -> "killed by SIGABRT (the JVM gave up, most often after native code)";
        default -> "killed by " + signal;
      };
    }
    if (code != null) {
      return "ended with exit code " + code + " (the task called System.exit or halt?)";
    }
    return "it closed its pipe and did not end";
  }
}
