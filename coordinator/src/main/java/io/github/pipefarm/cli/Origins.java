package io.github.pipefarm.cli;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Tells from a record's index where it stood, without anything travelling with it. Records that
 * follow each other line by line make up one run, so a file of plain lines is a single entry. A run
 * is forgotten when all its records are settled: an endless input of quoted line breaks does not
 * add up.
 */
final class Origins {
  private static final class Run {
    final String input;
    final long firstLine;

    /** The index of the first record of the next run, once there is one. */
    long end = Long.MAX_VALUE;

    long settled;

    Run(String input, long firstLine) {
      this.input = input;
      this.firstLine = firstLine;
    }
  }

  /** Runs by the index of their first record; guarded by this. */
  private final TreeMap<Long, Run> runs = new TreeMap<>();

  /** Begins a run: the record with this index, and those after it, stand from this line on. */
  synchronized void begin(long index, String input, long line) {
    Map.Entry<Long, Run> last = runs.lastEntry();
    if (last != null) {
      last.getValue().end = index;
      forgetIfSettled(last);
    }
    runs.put(index, new Run(input, line));
  }

  /** The place of a record that has not been settled. */
  synchronized Origin of(long index) {
    return find(index).orElseThrow();
  }

  /**
   * The place of a record that has not been settled; or where it would be, if it was not read yet.
   */
  synchronized Optional<Origin> find(long index) {
    return Optional.ofNullable(runs.floorEntry(index))
        .map(
            run ->
                new Origin(run.getValue().input, run.getValue().firstLine + index - run.getKey()));
  }

  /** Notes that nobody will ask for this record again. */
  synchronized void settled(long index) {
    Map.Entry<Long, Run> run = runs.floorEntry(index);
    run.getValue().settled++;
    forgetIfSettled(run);
  }

  private void forgetIfSettled(Map.Entry<Long, Run> run) {
    if (run.getValue().settled == run.getValue().end - run.getKey()) {
      runs.remove(run.getKey());
    }
  }

  synchronized int size() {
    return runs.size();
  }
}
