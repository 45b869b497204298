package io.github.pipefarm;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The worker died while it ran the task: the task ended the JVM, crashed it in native code, or
 * something killed the process from outside. Only this task fails; other workers are not affected
 * and another worker takes the dead one's place.
 */
public final class WorkerCrashedException extends TaskException {
  private static final long serialVersionUID = 1;
  private final @Nullable Integer exitCode;
  private final @Nullable String signal;
  private final String stderrTail;

  WorkerCrashedException(Facts task, DeathReport report) {
    super(task, "crashed " + task.where() + ": " + report.describe(), null);
    this.exitCode = report.exitCode();
    this.signal = report.signal();
    this.stderrTail = report.stderrTail();
  }

  /**
   * Returns the exit code of the worker.
   *
   * @return the code that it ended with; empty if a signal ended it, or if the code is not known
   */
  public OptionalInt exitCode() {
    return exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode);
  }

  /**
   * Returns the signal that ended the worker.
   *
   * @return its name, as {@code SIGKILL}; empty if it ended with an exit code
   */
  public Optional<String> signal() {
    return Optional.ofNullable(signal);
  }

  /**
   * Returns the last lines that the worker wrote on standard error or output.
   *
   * @return the text, at most 8 KB; may be empty
   */
  public String stderrTail() {
    return stderrTail;
  }
}
