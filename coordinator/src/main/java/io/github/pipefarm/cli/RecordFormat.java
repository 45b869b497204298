package io.github.pipefarm.cli;

/** What a record is in the input. */
enum RecordFormat {
  LINES("--lines"),
  NUL("-0"),
  CSV("--csv"),
  TSV("--tsv"),
  JSONL("--jsonl");

  private final String option;

  RecordFormat(String option) {
    this.option = option;
  }

  String option() {
    return option;
  }

  /** Whether a record is a row of a table. */
  boolean hasColumns() {
    return this == CSV || this == TSV;
  }

  /** Whether a record can give several values. */
  boolean hasParts() {
    return hasColumns() || this == JSONL;
  }

  /** What stands between two columns. */
  char separator() {
    return this == TSV ? '\t' : ',';
  }

  /** What ends a record. */
  byte terminator() {
    return this == NUL ? 0 : (byte) '\n';
  }

  /** Whether there is nothing in such a text but space between two records. */
  boolean isGap(String text) {
    return switch (this) {
      case LINES, NUL -> false;
      case CSV, TSV -> text.isEmpty();
      case JSONL -> text.isBlank();
    };
  }
}
