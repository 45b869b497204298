package io.github.pipefarm.cli;

/**
 * A record that can't be read, on its way through the farm. It keeps its place among the others, so
 * it travels like them, as a text; no text that could be decoded begins as this one does.
 *
 * @param reason what is wrong with it
 * @param excerpt its beginning, as far as it can be shown
 */
record MalformedRecord(String reason, String excerpt) {
  /** The second half of a surrogate pair, without the first. */
  private static final char MARK = '\uDC00';

  private static final char SEPARATOR = '\0';

  static boolean is(String record) {
    return !record.isEmpty() && record.charAt(0) == MARK;
  }

  /** What {@link #text} made. */
  static MalformedRecord of(String text) {
    int separator = text.indexOf(SEPARATOR);
    return new MalformedRecord(text.substring(1, separator), text.substring(separator + 1));
  }

  String text() {
    return MARK + reason + SEPARATOR + excerpt;
  }
}
