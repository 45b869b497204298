package io.github.pipefarm.cli;

/** What a record is in the input. */
enum RecordFormat {
  LINES("--lines", '\n'),
  CSV("--csv", ','),
  TSV("--tsv", '\t');

  private final String option;
  private final char separator;

  RecordFormat(String option, char separator) {
    this.option = option;
    this.separator = separator;
  }

  String option() {
    return option;
  }

  boolean hasColumns() {
    return this != LINES;
  }

  /** What stands between two columns. */
  char separator() {
    return separator;
  }
}
