package io.github.pipefarm.cli;

import java.time.Duration;

/** The signals that ask a run to end. */
enum StopSignal {
  INT(2, "interrupted", Duration.ofMillis(100)),
  TERM(15, "SIGTERM", Duration.ofSeconds(1)),
  HUP(1, "SIGHUP", Duration.ofSeconds(1));

  private final int number;
  private final String description;
  private final Duration echo;

  StopSignal(int number, String description, Duration echo) {
    this.number = number;
    this.description = description;
    this.echo = echo;
  }

  /** What a shell reports of a program that this signal ended. */
  int exitCode() {
    return 128 + number;
  }

  /** What to call it in a message. */
  String description() {
    return description;
  }

  /**
   * How soon after another signal this one is the same request once more. {@code timeout} sends its
   * signal to its child and to the whole process group; a shell passes a hangup on to those who had
   * it already; a service manager may send both. People who press Ctrl-C twice are slower.
   */
  Duration echo() {
    return echo;
  }
}
