package io.github.pipefarm.cli;

import io.github.pipefarm.function.TaskCallable;
import org.jspecify.annotations.Nullable;

/**
 * Resolves FUNCTION in a worker before any record is read. What is wrong comes back as a value, a
 * sentence: an exception could be of a class that only the worker can load.
 */
final class ResolutionCheck implements TaskCallable<ResolutionCheck.Result> {
  private static final long serialVersionUID = 1;
  private final RecordTask task;

  ResolutionCheck(RecordTask task) {
    this.task = task;
  }

  @Override
  public Result call() {
    try {
      task.resolve();
      return new Result(null, task.canBeStopped());
    } catch (ResolutionException e) {
      return new Result(e.getMessage(), task.canBeStopped());
    }
  }

  /**
   * What there is to know before the first record.
   *
   * @param problem what is wrong with FUNCTION; null if nothing is
   * @param canBeStopped whether the worker can be told to let no record begin
   */
  record Result(@Nullable String problem, boolean canBeStopped) {}
}
