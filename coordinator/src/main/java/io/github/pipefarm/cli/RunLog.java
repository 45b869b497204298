package io.github.pipefarm.cli;

import io.github.pipefarm.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Knows the numbers of records, counts the bytes of output, and notes in the journal, if there is
 * one, what became of each record. Of the thread that writes results.
 */
final class RunLog {
  private final RecordFilter filter;
  private final @Nullable Journal journal;
  private @Nullable RunStatistics statistics;
  private @Nullable LiveReport report;
  private final long earlierRecords;
  private final long earlierFailed;
  private long offset;

  /**
   * @param earlierRecords how many records an earlier run has settled that this one goes on with
   * @param earlierFailed how many of them failed
   * @param offset how many bytes of output there are already
   */
  RunLog(
      RecordFilter filter,
      @Nullable Journal journal,
      long earlierRecords,
      long earlierFailed,
      long offset) {
    this.filter = filter;
    this.journal = journal;
    this.earlierRecords = earlierRecords;
    this.earlierFailed = earlierFailed;
    this.offset = offset;
  }

  /** Without a journal, from the first record on. */
  static RunLog none() {
    return new RunLog(RecordFilter.ALL, null, 0, 0, 0);
  }

  /** Has these count what is settled from now on. */
  void countBy(RunStatistics counts) {
    statistics = counts;
  }

  /** Has a report know what is settled from now on. */
  void reportTo(@Nullable LiveReport live) {
    report = live;
  }

  /** The index of the first record of this run. */
  long firstIndex() {
    return filter.firstIndex();
  }

  /** The number of a record, from 1. */
  long number(Outcome<?, ?> outcome) {
    return filter.numberOf(outcome.index());
  }

  /**
   * A record is settled, and its line is on its way.
   *
   * @param length of its line in bytes; 0 if it has none
   * @param failure why it failed, if it did
   */
  void settled(
      Outcome<String, @Nullable String> outcome,
      JournalEntry.Kind kind,
      long length,
      @Nullable RecordFailure failure) {
    if (statistics != null) {
      statistics.add(outcome, number(outcome), kind);
    }
    if (journal != null) {
      journal.add(outcome, number(outcome), kind, offset, length, failure);
    }
    if (report != null) {
      report.add(outcome, number(outcome), kind, failure);
    }
    offset += length;
  }

  /** All records are settled. */
  void end() {
    if (report != null) {
      report.end();
    }
  }

  long earlierRecords() {
    return earlierRecords;
  }

  long earlierFailed() {
    return earlierFailed;
  }
}
