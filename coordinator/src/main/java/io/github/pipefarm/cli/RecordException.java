package io.github.pipefarm.cli;

/**
 * A record, or its result, is at fault, not the user's function. The message says all; what stands
 * before its first {@code ": "} is the same for every record with the same trouble, so that reports
 * can group by it.
 */
final class RecordException extends Exception {
  private static final long serialVersionUID = 1;

  RecordException(String message) {
    super(message);
  }
}
