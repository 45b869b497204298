package io.github.pipefarm.cli;

/**
 * Where a record stood.
 *
 * @param input what messages call the input
 * @param line the line, from 1, on which the record begins
 */
record Origin(String input, long line) {
  @Override
  public String toString() {
    return input + ":" + line;
  }
}
