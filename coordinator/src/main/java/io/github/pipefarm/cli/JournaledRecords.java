package io.github.pipefarm.cli;

import org.jspecify.annotations.Nullable;

/**
 * Compares the records of the input with those of a journal, as far as that goes, and passes over
 * them; or has those run again that failed.
 */
final class JournaledRecords implements RecordFilter, AutoCloseable {
  private final EarlierRun.Entries entries;
  private final boolean retriesFailed;
  private final long records;
  private long read;

  /** The numbers of the records that are run again; written by the reader alone. */
  private final Numbers again = new Numbers();

  private JournaledRecords(EarlierRun run, boolean retriesFailed) {
    this.entries = run.entries();
    this.records = run.records();
    this.retriesFailed = retriesFailed;
  }

  /** Runs what the journal does not have. */
  static JournaledRecords resume(EarlierRun run) {
    return new JournaledRecords(run, false);
  }

  /** Runs what has failed, and nothing else. */
  static JournaledRecords retryFailed(EarlierRun run) {
    return new JournaledRecords(run, true);
  }

  @Override
  public boolean wants(String record) {
    read++;
    if (!entries.hasNext()) {
      return !retriesFailed;
    }
    JournalEntry entry = entries.next();
    if (!entry.hash().equals(RecordHash.of(record))) {
      throw CommandException.journal(
          "record %,d is not the one that the journal has".formatted(read));
    }
    if (!retriesFailed || entry.kind() != JournalEntry.Kind.FAILED) {
      return false;
    }
    again.add(entry.number());
    return true;
  }

  @Override
  public long numberOf(long index) {
    return retriesFailed ? again.get(index) : index + 1;
  }

  @Override
  public long firstIndex() {
    return retriesFailed ? 0 : records;
  }

  @Override
  public @Nullable CommandException ended() {
    return entries.hasNext()
        ? CommandException.journal(
            "the journal has %,d records, and the input only %,d".formatted(records, read))
        : null;
  }

  @Override
  public void close() {
    entries.close();
  }

  /** A list of numbers that one thread adds to and another one reads. */
  private static final class Numbers {
    private long[] numbers = new long[64];
    private int size;

    synchronized void add(long number) {
      if (size == numbers.length) {
        numbers = java.util.Arrays.copyOf(numbers, size * 2);
      }
      numbers[size++] = number;
    }

    synchronized long get(long index) {
      return numbers[(int) index];
    }
  }
}
