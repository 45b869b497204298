package io.github.pipefarm.cli;

import io.github.pipefarm.function.TaskCallable;
import org.jspecify.annotations.Nullable;

/**
 * Resolves FUNCTION in a worker before any record is read. What is wrong comes back as a value, a
 * sentence: an exception could be of a class that only the worker can load.
 */
final class ResolutionCheck implements TaskCallable<@Nullable String> {
  private static final long serialVersionUID = 1;
  private final RecordTask task;

  ResolutionCheck(RecordTask task) {
    this.task = task;
  }

  @Override
  public @Nullable String call() {
    try {
      task.resolve();
      return null;
    } catch (ResolutionException e) {
      return e.getMessage();
    }
  }
}
