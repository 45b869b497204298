package io.github.pipefarm.cli;

/** Ends the command with an exit code and one sentence for the person who typed it. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final int exitCode;

  private CommandException(int exitCode, String sentence) {
    super(sentence);
    this.exitCode = exitCode;
  }

  static CommandException usage(String sentence) {
    return new CommandException(ExitCode.USAGE, sentence);
  }

  static CommandException setup(String sentence) {
    return new CommandException(ExitCode.SETUP, sentence);
  }

  static CommandException journal(String sentence) {
    return new CommandException(ExitCode.JOURNAL, sentence);
  }

  static CommandException deadline(String sentence) {
    return new CommandException(ExitCode.DEADLINE, sentence);
  }

  int exitCode() {
    return exitCode;
  }
}
