package io.github.pipefarm.cli;

/** FUNCTION can't be run; the message is a sentence for the user. */
final class ResolutionException extends Exception {
  private static final long serialVersionUID = 1;

  ResolutionException(String message) {
    super(message);
  }
}
