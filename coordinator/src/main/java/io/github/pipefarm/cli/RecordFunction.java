package io.github.pipefarm.cli;

import org.jspecify.annotations.Nullable;

/** FUNCTION, resolved and bound: from the text of a record to a line of output. */
@FunctionalInterface
interface RecordFunction {
  /**
   * Runs FUNCTION on one record.
   *
   * @return the line; null if nothing is to be printed
   * @throws Throwable what the function threw, or {@link RecordException}
   */
  @Nullable String apply(String record) throws Throwable;
}
