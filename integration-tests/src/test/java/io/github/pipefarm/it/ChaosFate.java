package io.github.pipefarm.it;

import io.github.pipefarm.FarmClosedException;
import io.github.pipefarm.FarmInterruptedException;
import io.github.pipefarm.NotTransferableException;
import io.github.pipefarm.TaskCancelledException;
import io.github.pipefarm.TaskFailedException;
import io.github.pipefarm.TaskTimeoutException;
import io.github.pipefarm.WorkerCrashedException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** What may become of a task of the chaos, or of a job. */
enum ChaosFate {
  VALUE,
  THROWN,
  NOT_TRANSFERABLE,
  CRASH,
  TIMEOUT,
  /** By whoever asked for it, or by a deadline. */
  CANCELLED,
  CLOSED,
  INTERRUPTED,
  /** Nothing in the chaos excuses it. */
  BROKEN;

  static ChaosFate of(Throwable failure) {
    if (failure instanceof TaskFailedException) {
      return THROWN;
    } else if (failure instanceof NotTransferableException) {
      return NOT_TRANSFERABLE;
    } else if (failure instanceof WorkerCrashedException) {
      return CRASH;
    } else if (failure instanceof TaskTimeoutException) {
      return TIMEOUT;
    } else if (failure instanceof TaskCancelledException
        || failure instanceof CancellationException
        || failure instanceof TimeoutException) {
      return CANCELLED;
    } else if (failure instanceof FarmClosedException) {
      return CLOSED;
    } else if (failure instanceof FarmInterruptedException) {
      return INTERRUPTED;
    }
    return BROKEN;
  }

  /** What stands behind the exceptions that futures wrap around it. */
  static Throwable unwrapped(Throwable failure) {
    boolean isWrapper =
        failure instanceof ExecutionException || failure instanceof CompletionException;
    return isWrapper && failure.getCause() != null ? failure.getCause() : failure;
  }
}
