package io.github.pipefarm.cli;

/**
 * Follows the bytes of CSV or TSV to tell a line break that ends a record from one inside quotes.
 * As in RFC 4180, a quote opens only at the beginning of a column, where the parser skips blanks,
 * and two quotes inside stand for one. All that matters is ASCII, which in UTF-8 never is a part of
 * another character.
 */
final class QuoteTracker {
  private enum State {
    COLUMN_START,
    PLAIN,
    QUOTED,
    /** After a quote inside quotes: their end, or the first half of a doubled one. */
    QUOTE_IN_QUOTED
  }

  private final char separator;
  private State state = State.COLUMN_START;

  QuoteTracker(char separator) {
    this.separator = separator;
  }

  boolean insideQuotes() {
    return state == State.QUOTED;
  }

  void accept(byte next) {
    if (next == '"') {
      state =
          switch (state) {
            case COLUMN_START, QUOTE_IN_QUOTED -> State.QUOTED;
            case QUOTED -> State.QUOTE_IN_QUOTED;
            case PLAIN -> State.PLAIN;
          };
    } else if (next == separator && state != State.QUOTED) {
      state = State.COLUMN_START;
    } else if (state == State.QUOTE_IN_QUOTED || (state == State.COLUMN_START && !isBlank(next))) {
      state = State.PLAIN;
    }
  }

  private static boolean isBlank(byte next) {
    return next == ' ' || next == '\t';
  }

  void recordEnded() {
    state = State.COLUMN_START;
  }
}
