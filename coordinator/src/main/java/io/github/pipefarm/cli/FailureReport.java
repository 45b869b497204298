package io.github.pipefarm.cli;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells which records failed: the first few one by one, when they happen, and at the end how many
 * there were of each cause.
 */
final class FailureReport {
  private static final int IN_FULL = 10;

  /** Causes are told apart by class; that there are many must not cost memory without end. */
  private static final int CAUSES = 20;

  private static final int LONGEST_LINE = 1_000;
  private static final String OTHER_CAUSES = "other causes";

  private static final class Cause {
    final String firstRecord;
    long count;

    Cause(String firstRecord) {
      this.firstRecord = firstRecord;
    }
  }

  private final PrintStream err;
  private final int few;
  private final Map<String, Cause> causes = new LinkedHashMap<>();
  private long failed;
  private long earlier;
  private long skipped;
  private @Nullable Origin firstSkipped;

  /** Sums causes up where not each failure has been told. */
  FailureReport(PrintStream err) {
    this(err, IN_FULL);
  }

  /**
   * @param few how many failures need no causes summed up
   */
  FailureReport(PrintStream err, int few) {
    this.err = err;
    this.few = few;
  }

  void failed(Origin origin, RecordFailure failure) {
    failed++;
    String record = origin.toString();
    String description = failure.description();
    if (failed <= IN_FULL) {
      err.println("pipefarm: " + record + ": " + description);
    }
    String key = key(description);
    causes.computeIfAbsent(
            causes.size() < CAUSES || causes.containsKey(key) ? key : OTHER_CAUSES,
            unused -> new Cause(record))
        .count++;
  }

  /** Notes a malformed record that nobody wants to hear more of. */
  void skipped(Origin origin) {
    skipped++;
    firstSkipped = firstSkipped == null ? origin : firstSkipped;
  }

  /** Counts records that failed in an earlier run that this one goes on with. */
  void failedEarlier(long records) {
    earlier = records;
  }

  boolean isEmpty() {
    return failed + earlier == 0;
  }

  /**
   * Prints the sums, if there is anything to sum up.
   *
   * @param records how many there were, those that failed included
   */
  void finish(long records) {
    if (skipped > 0) {
      err.printf(
          "pipefarm: %,d malformed %s skipped (the first is %s)%n",
          skipped, plural(skipped), firstSkipped);
    }
    if (isEmpty()) {
      return;
    }
    err.printf("pipefarm: %,d of %,d %s failed%n", failed + earlier, records, plural(records));
    if (failed > few) {
      causes.entrySet().stream()
          .sorted(
              Comparator.comparingLong((Map.Entry<String, Cause> entry) -> -entry.getValue().count))
          .forEach(
              entry ->
                  err.printf(
                      "pipefarm:   %,d: %s (the first is %s)%n",
                      entry.getValue().count, entry.getKey(), entry.getValue().firstRecord));
    }
  }

  private static String plural(long records) {
    return records == 1 ? "record" : "records";
  }

  /** How many records failed of each cause, and which was the first. */
  Map<String, Map<String, Object>> byCause() {
    Map<String, Map<String, Object>> all = new LinkedHashMap<>();
    causes.forEach(
        (key, cause) -> all.put(key, Map.of("count", cause.count, "first", cause.firstRecord)));
    return all;
  }

  static String oneLine(String text) {
    String line = text.strip().replaceAll("\\s*\\R\\s*", " ");
    return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
  }

  /** Of an exception, its class. */
  private static String key(String description) {
    int colon = description.indexOf(": ");
    return colon < 0 ? description : description.substring(0, colon);
  }
}
