package io.github.pipefarm.cli;

import org.jspecify.annotations.Nullable;

/** Decides which records of the input are run. Of the thread that reads them. */
interface RecordFilter {
  /** All of them. */
  RecordFilter ALL =
      new RecordFilter() {
        @Override
        public boolean wants(String record) {
          return true;
        }

        @Override
        public long numberOf(long index) {
          return index + 1;
        }
      };

  /**
   * Whether the next record of the input is to be run.
   *
   * @throws CommandException if it is not what it should be
   */
  boolean wants(String record);

  /**
   * The index of the first record that is run: those before it have been run earlier, and in the
   * same order, so the others count on from there.
   */
  default long firstIndex() {
    return 0;
  }

  /** The number in the input, from 1, of the record with an index. */
  long numberOf(long index);

  /**
   * There are no more records.
   *
   * @return what is wrong with that; null if nothing is
   */
  default @Nullable CommandException ended() {
    return null;
  }
}
