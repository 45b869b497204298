package io.github.pipefarm.cli;

/** What the process tells its caller. */
final class ExitCode {
  static final int OK = 0;
  static final int RECORDS_FAILED = 1;
  static final int USAGE = 2;
  static final int SETUP = 3;
  static final int WORKERS = 4;

  /** The journal is of another run. */
  static final int JOURNAL = 5;

  /** An error of our own: {@code EX_SOFTWARE} of sysexits.h. */
  static final int INTERNAL = 70;

  /** What {@code timeout} of the GNU core utilities tells. */
  static final int DEADLINE = 124;

  /** What a shell reports of a program that SIGPIPE ended. */
  static final int OUTPUT_CLOSED = 141;

  private ExitCode() {}
}
