package io.github.pipefarm.cli;

import io.github.pipefarm.Outcome;
import java.util.Comparator;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/** The records that took longest, to be shown in a report. Not thread-safe. */
final class SlowestRecords {
  private static final int MOST = 20;
  private static final int LONGEST_TEXT = 500;

  private record Slow(long number, long nanos, String record) {}

  private final PriorityQueue<Slow> slowest =
      new PriorityQueue<>(Comparator.comparingLong(Slow::nanos));

  void add(Outcome<String, ?> outcome, long number) {
    long nanos = outcome.duration().toNanos();
    if (slowest.size() < MOST || slowest.element().nanos() < nanos) {
      slowest.add(new Slow(number, nanos, shortened(outcome.item())));
      if (slowest.size() > MOST) {
        slowest.remove();
      }
    }
  }

  /** The beginning of a record. */
  static String shortened(String record) {
    return record.length() <= LONGEST_TEXT ? record : record.substring(0, LONGEST_TEXT) + "…";
  }

  /** Their texts by their numbers. */
  Map<Long, String> texts() {
    Map<Long, String> texts = new TreeMap<>();
    slowest.forEach(slow -> texts.put(slow.number(), slow.record()));
    return texts;
  }
}
