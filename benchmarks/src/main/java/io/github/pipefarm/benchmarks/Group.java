package io.github.pipefarm.benchmarks;

import java.util.List;

/** Questions that belong together, and share what has to be running for them. */
interface Group extends AutoCloseable {
  /** The questions, in the order in which they are to be asked. */
  List<Question> questions() throws Exception;

  /** Ends what was started for the questions. */
  @Override
  default void close() throws Exception {}
}
