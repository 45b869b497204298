package io.github.pipefarm;

/**
 * Why something failed, kept as facts until somebody asks: the exception is made in the thread that
 * it is thrown in, so that its stack says who asked.
 */
@FunctionalInterface
interface Failure {
  FarmException toException();
}
