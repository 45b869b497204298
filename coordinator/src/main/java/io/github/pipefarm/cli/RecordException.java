package io.github.pipefarm.cli;

/**
 * A record, or its result, is at fault, not the user's function. The message says all; what stands
 * before its first {@code ": "} is the same for every record with the same trouble, so that reports
 * can group by it.
 */
final class RecordException extends Exception {
  private static final long serialVersionUID = 1;
  private final boolean malformed;

  RecordException(String message) {
    this(message, false);
  }

  private RecordException(String message, boolean malformed) {
    super(message);
    this.malformed = malformed;
  }

  /** Of a record that can't even be read: what {@code --on-malformed} is about. */
  static RecordException malformed(String reason) {
    return new RecordException("malformed record: " + reason, true);
  }

  boolean isMalformed() {
    return malformed;
  }
}
