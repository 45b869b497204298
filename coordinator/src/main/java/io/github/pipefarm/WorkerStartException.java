package io.github.pipefarm;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Workers can't be started: the command fails, no worker answers in time, or the initializer threw
 * (then that is the {@linkplain #getCause() cause}). It ends the farm.
 */
public final class WorkerStartException extends FarmException {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // List.copyOf makes serializable lists
  private final List<String> command;

  private final @Nullable DeathReport report;

  WorkerStartException(
      String message,
      List<String> command,
      @Nullable DeathReport report,
      @Nullable Throwable cause) {
    super(message, cause);
    this.command = List.copyOf(command);
    this.report = report;
  }

  /**
   * Returns the command line that was run.
   *
   * @return program and arguments; empty where the worker is no process
   */
  public List<String> command() {
    return command;
  }

  /**
   * Returns the exit code of the last worker that was tried.
   *
   * @return the code; empty if it did not end by itself
   */
  public OptionalInt exitCode() {
    return report == null ? OptionalInt.empty() : report.exitCode();
  }

  /**
   * Returns what the last worker that was tried wrote on standard error.
   *
   * @return the last lines, at most 8 KB; may be empty
   */
  public String stderrTail() {
    return report == null ? "" : report.stderrTail();
  }
}
