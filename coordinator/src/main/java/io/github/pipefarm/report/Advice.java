package io.github.pipefarm.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the numbers of a run mean, and what could be done about it, in words. */
final class Advice {
  /** In seconds: what takes less costs less than to be sent. */
  private static final double TINY = 20e-6;

  private final RunReport report;

  private Advice(RunReport report) {
    this.report = report;
  }

  static List<String> of(RunReport report) {
    return new Advice(report).sentences();
  }

  private List<String> sentences() {
    List<String> all = new ArrayList<>();
    if (!report.hasEnded()) {
      all.add("The run was cut off, or is still under way: this is what was known until then.");
    }
    addDeaths(all);
    addFailures(all);
    if (report.records() > 0) {
      addTimes(all);
    }
    if (all.isEmpty()) {
      all.add("Nothing stands out.");
    }
    return all;
  }

  private void addDeaths(List<String> all) {
    if (report.deaths() == 0) {
      return;
    }
    boolean memory =
        report.lanes().stream()
            .anyMatch(lane -> lane.death.contains("memory") || lane.death.contains("maxHeap"));
    all.add(
        "%,d worker%s died and %s replaced; the table of workers says how.%s"
            .formatted(
                report.deaths(),
                report.deaths() == 1 ? "" : "s",
                report.deaths() == 1 ? "was" : "were",
                memory ? " Memory ran out: give each more of it, or run fewer." : ""));
  }

  private void addFailures(List<String> all) {
    long failed = report.count(RunReport.Kind.FAILED);
    if (failed > 0) {
      FailureCause first = report.causes().get(0);
      all.add(
          "%,d of %,d records failed, %s with %s."
              .formatted(
                  failed,
                  report.records(),
                  first.count == failed ? "all" : String.format(Locale.ROOT, "%,d", first.count),
                  first.className));
    }
  }

  private void addTimes(List<String> all) {
    double median = report.runTimes().percentile(50);
    double alive = alive();
    double share = alive == 0 ? 1 : report.busy() / alive;
    if (median < TINY && report.records() > 1_000) {
      all.add(
          "The median record takes %.1f µs, less than to send it: send larger records, or use threads."
              .formatted(median * 1e6));
    } else if (share < 0.5 && report.records() >= 100) {
      all.add(
          "The workers waited for %.0f %% of their time: the input, or whoever reads the output, is slower than they are."
              .formatted(100 * (1 - share)));
    }
    double alone = alone();
    if (alone > 0.25 * report.end() && alone > 1) {
      all.add(
          "For the last %.1f s, one worker alone was busy: put long records first, or split them."
              .formatted(alone));
    }
    double boot = boot();
    if (boot > 0.3 * report.end() && report.records() > 1) {
      all.add(
          "Workers took %.2f s to start, of %.2f s in all: keep a farm open, or give it more to do at once."
              .formatted(boot, report.end()));
    }
  }

  /** Seconds that workers were ready, all together. */
  private double alive() {
    double alive = 0;
    for (Lane lane : report.lanes()) {
      if (lane.ready >= 0) {
        alive += (lane.ended >= 0 ? lane.ended : report.end()) - lane.ready;
      }
    }
    return alive;
  }

  /** How long the worker that ended its last record last was the only one at work. */
  private double alone() {
    double last = 0;
    double before = 0;
    for (Lane lane : report.lanes()) {
      double end = lane.records == 0 ? 0 : lane.lastEnd;
      if (end > last) {
        before = last;
        last = end;
      } else {
        before = Math.max(before, end);
      }
    }
    return before == 0 ? 0 : last - before;
  }

  /** How long a worker took to start, on average. */
  private double boot() {
    return report.lanes().stream()
        .filter(lane -> lane.started >= 0 && lane.ready >= 0)
        .mapToDouble(lane -> lane.ready - lane.started)
        .average()
        .orElse(0);
  }
}
