package io.github.pipefarm.cli;

/**
 * Something that {@code pipefarm doctor} has looked at.
 *
 * @param what was looked at, in a word or two
 * @param text what was found
 */
record Finding(Level level, String what, String text) {
  /** How bad it is. */
  enum Level {
    /** As it should be. */
    OK("ok"),
    /** Works, but may surprise. */
    NOTE("note"),
    /** Does not work. */
    BAD("BAD");

    private final String word;

    Level(String word) {
      this.word = word;
    }
  }

  static Finding ok(String what, String text) {
    return new Finding(Level.OK, what, text);
  }

  static Finding note(String what, String text) {
    return new Finding(Level.NOTE, what, text);
  }

  static Finding bad(String what, String text) {
    return new Finding(Level.BAD, what, text);
  }

  @Override
  public String toString() {
    return "%-4s  %-14s  %s".formatted(level.word, what, text);
  }
}
