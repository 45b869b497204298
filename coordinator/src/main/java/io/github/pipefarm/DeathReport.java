package io.github.pipefarm;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a worker process ended, as far as can be told.
 *
 * @param exitCode the code it ended with; null if a signal ended it or it is not known
 * @param signal the name of the signal that ended it; null otherwise
 * @param stderrTail the last lines it wrote
 * @param errorFile the file in which HotSpot describes a crash; null if there is none
 */
record DeathReport(
    @Nullable Integer exitCode,
    @Nullable String signal,
    String stderrTail,
    @Nullable String errorFile) {
  /** Java reports a process that a signal ended with this plus the signal's number. */
  private static final int SIGNALLED = 128;

  private static final Map<Integer, String> SIGNALS =
      Map.ofEntries(
          Map.entry(1, "SIGHUP"),
          Map.entry(2, "SIGINT"),
          Map.entry(3, "SIGQUIT"),
          Map.entry(4, "SIGILL"),
          Map.entry(6, "SIGABRT"),
          Map.entry(7, "SIGBUS"),
          Map.entry(8, "SIGFPE"),
          Map.entry(9, "SIGKILL"),
          Map.entry(11, "SIGSEGV"),
          Map.entry(13, "SIGPIPE"),
          Map.entry(15, "SIGTERM"));

  static DeathReport of(
      @Nullable Integer exitStatus, String stderrTail, @Nullable String errorFile) {
    String signal =
        exitStatus != null && exitStatus > SIGNALLED ? SIGNALS.get(exitStatus - SIGNALLED) : null;
    return new DeathReport(signal == null ? exitStatus : null, signal, stderrTail, errorFile);
  }

  /** What happened and what is likely behind it, for the end of a message. */
  String describe() {
    StringBuilder text = new StringBuilder(how());
    if (errorFile != null) {
      text.append("; the JVM's report was ").append(errorFile);
    }
    if (!stderrTail.isBlank()) {
      text.append("; the last it wrote:\n").append(stderrTail.stripTrailing().indent(2));
    }
    return text.toString().stripTrailing();
  }

  private String how() {
    if (signal != null) {
      return switch (signal) {
        case "SIGKILL" -> "killed by SIGKILL (by someone, or by the kernel for want of memory)";
        case "SIGSEGV", "SIGBUS", "SIGILL", "SIGFPE" -> "killed by " + signal + " (native code)";
        case "SIGABRT" -> "killed by SIGABRT (the JVM gave up, most often after native code)";
        default -> "killed by " + signal;
      };
    }
    if (exitCode != null) {
      return "ended with exit code " + exitCode + " (the task called System.exit or halt?)";
    }
    return "it closed its pipe and did not end";
  }
}
