package io.github.pipefarm;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The worker died while it ran the task: the task ended the JVM, crashed it in native code, or
 * something killed the process from outside. Only this task fails; other workers are not affected
 * and another worker takes the dead one's place.
 */
public final class WorkerCrashedException extends TaskException {
  private static final long serialVersionUID = 1;
  private final DeathReport report;

  WorkerCrashedException(Facts task, DeathReport report) {
    super(task, "crashed " + task.where() + ranFor(report) + ": " + report.describe(), null);
    this.report = report;
  }

  private static String ranFor(DeathReport report) {
    Duration ran = report.ran();
    return ran.isZero() ? "" : " after " + ran.toMillis() / 1000.0 + " s";
  }

  /**
   * Returns all that is known of the worker's death.
   *
   * @return the report
   */
  public DeathReport report() {
    return report;
  }

  /**
   * Returns the exit code of the worker.
   *
   * @return the code that it ended with; empty if a signal ended it, or if the code is not known
   */
  public OptionalInt exitCode() {
    return report.exitCode();
  }

  /**
   * Returns the signal that ended the worker.
   *
   * @return its name, as {@code SIGKILL}; empty if it ended with an exit code
   */
  public Optional<String> signal() {
    return report.signal();
  }

  /**
   * Returns the last lines that the worker wrote on standard error or output.
   *
   * @return the text, at most 8 KB; may be empty
   */
  public String stderrTail() {
    return report.stderrTail();
  }
}
