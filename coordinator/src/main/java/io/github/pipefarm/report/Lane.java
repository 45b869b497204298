package io.github.pipefarm.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one worker did when; times in seconds since the run began. */
final class Lane {
  /** One record, run once. */
  record Run(double start, double duration, long number, boolean ok) {}

  final String name;
  final TimeSeries busy = new TimeSeries();

  /** Each record, as long as there are few in the whole run; null from then on. */
  @Nullable List<Run> runs = new ArrayList<>();

  long pid = -1;
  double started = -1;
  double ready = -1;
  double ended = -1;

  /** How it died; empty if it did not. */
  String death = "";

  long records;
  long failed;
  long peakMemory = -1;

  /** When its last record ended; when it was ready, before the first one. */
  double lastEnd = -1;

  Lane(String name) {
    this.name = name;
  }

  /** The earliest that is known of it. */
  double begin() {
    return started >= 0 ? started : Math.max(0, ready);
  }
}
