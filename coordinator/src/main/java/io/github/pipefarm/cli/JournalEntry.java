package io.github.pipefarm.cli;

/**
 * What a journal says of one record.
 *
 * @param number of the record, from 1
 * @param hash of the record
 * @param offset where its line begins in the output, in bytes
 * @param length of its line with the line break; 0 if it has none
 */
record JournalEntry(long number, String hash, Kind kind, long offset, long length) {
  /** What became of a record. */
  enum Kind {
    OK("ok"),
    FAILED("failed"),
    /** It was malformed, and such records are skipped. */
    SKIPPED("skipped");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }

    static Kind of(String word) {
      for (Kind kind : values()) {
        if (kind.word.equals(word)) {
          return kind;
        }
      }
      throw new IllegalArgumentException(word);
    }
  }

  /** Where the output ends behind this record's line. */
  long end() {
    return offset + length;
  }
}
