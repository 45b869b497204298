package io.github.pipefarm.cli;

import io.github.pipefarm.Outcome;

/** What a summary is made of, counted while records are settled. Of the thread that does that. */
final class RunStatistics {
  private final Durations durations = new Durations();
  private long ok;
  private long failed;
  private long skipped;
  private long slowestNanos = -1;
  private long slowestNumber;

  void add(Outcome<?, ?> outcome, long number, JournalEntry.Kind kind) {
    switch (kind) {
      case OK -> ok++;
      case FAILED -> failed++;
      case SKIPPED -> skipped++;
    }
    long nanos = outcome.duration().toNanos();
    durations.add(nanos);
    if (nanos > slowestNanos) {
      slowestNanos = nanos;
      slowestNumber = number;
    }
  }

  long ok() {
    return ok;
  }

  long failed() {
    return failed;
  }

  long skipped() {
    return skipped;
  }

  long records() {
    return ok + failed + skipped;
  }

  Durations durations() {
    return durations;
  }

  /** The number of the record that took longest; 0 if there is none. */
  long slowest() {
    return slowestNumber;
  }
}
