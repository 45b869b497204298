package io.github.pipefarm.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * What is known of a run, of a size that does not depend on how long it was. All times are in
 * seconds since it began. Not thread-safe.
 */
public final class RunReport {
  /** What became of a record. */
  public enum Kind {
    OK,
    FAILED,
    SKIPPED
  }

  /**
   * Why a record failed.
   *
   * @param stack may be empty
   */
  public record Reason(String className, String message, String stack) {}

  /**
   * One record and what became of it.
   *
   * @param number from 1
   * @param text the record or its beginning; empty if nobody knows
   * @param worker that ran it last; empty if none did
   * @param start of the last try
   * @param duration of the last try
   */
  public record Entry(
      long number,
      String text,
      Kind kind,
      int attempts,
      String worker,
      double start,
      double duration) {}

  private static final int SLOWEST = 20;

  /** Up to here each record is drawn. */
  private static final int DRAWN_ONE_BY_ONE = 4_000;

  private static final int MOST_LANES = 200;
  private static final int MOST_CAUSES = 50;
  private static final int LONGEST_TEXT = 500;
  private static final int LONGEST_STACK = 8_000;

  private final Map<String, String> facts = new LinkedHashMap<>();
  private final Map<String, Lane> lanes = new LinkedHashMap<>();
  private final Map<String, FailureCause> causes = new LinkedHashMap<>();
  private final PriorityQueue<SlowRecord> slowest =
      new PriorityQueue<>(Comparator.comparingDouble(SlowRecord::duration));
  private final TimeSeries finished = new TimeSeries();
  private final Histogram runTimes = new Histogram();
  private final Histogram waitTimes = new Histogram();

  private String title = "A run";
  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private long retried;
  private long deaths;
  private long lanesLeftOut;
  private double busy;
  private double end;
  private boolean hasEnded;

  /** Names the run. */
  public void title(String text) {
    title = text;
  }

  /** Adds what is to stand in the head of the page, as {@code Java}, {@code 17.0.2}. */
  public void fact(String name, String value) {
    if (!value.isEmpty()) {
      facts.put(name, shortened(value, 4 * LONGEST_TEXT));
    }
  }

  /** A worker was started. */
  public void workerStarted(String worker, long pid, double at) {
    Lane lane = lane(worker);
    lane.started = at;
    lane.pid = pid;
    seen(at);
  }

  /** A worker could begin to work. */
  public void workerReady(String worker, double at) {
    Lane lane = lane(worker);
    lane.ready = at;
    lane.lastEnd = at;
    seen(at);
  }

  /** A worker ended because it was meant to. */
  public void workerStopped(String worker, double at) {
    lane(worker).ended = at;
    seen(at);
  }

  /** A worker died. */
  public void workerDied(String worker, double at, String how) {
    Lane lane = lane(worker);
    lane.ended = at;
    lane.death = shortened(how, LONGEST_TEXT);
    deaths++;
    seen(at);
  }

  /** The most memory that a worker has had, in bytes. */
  public void peakMemory(String worker, long bytes) {
    Lane lane = lane(worker);
    lane.peakMemory = Math.max(lane.peakMemory, bytes);
  }

  /** A try of a record failed, and there was another one. */
  public void retried(long tries) {
    retried += tries;
  }

  /** What the record was is known only now. */
  public void text(long number, String text) {
    List<SlowRecord> all = new ArrayList<>(slowest);
    slowest.clear();
    for (SlowRecord slow : all) {
      slowest.add(
          slow.number() != number
              ? slow
              : new SlowRecord(
                  number,
                  shortened(text, LONGEST_TEXT),
                  slow.worker(),
                  slow.start(),
                  slow.duration(),
                  slow.attempts(),
                  slow.ok()));
    }
  }

  /** A record is settled, and did not fail. */
  public void settled(Entry entry) {
    counts.merge(entry.kind(), 1L, Long::sum);
    retried += Math.max(0, entry.attempts() - 1);
    runTimes.add(entry.duration());
    double to = entry.start() + entry.duration();
    finished.add(to, 1);
    seen(to);
    busy += entry.duration();
    boolean ok = entry.kind() != Kind.FAILED;
    if (!entry.worker().isEmpty()) {
      Lane lane = lane(entry.worker());
      lane.records++;
      lane.failed += ok ? 0 : 1;
      lane.busy.addSpan(entry.start(), to);
      if (lane.lastEnd >= 0) {
        waitTimes.add(Math.max(0, entry.start() - lane.lastEnd));
      }
      lane.lastEnd = Math.max(lane.lastEnd, to);
      draw(lane, entry, ok);
    }
    if (slowest.size() < SLOWEST || slowest.element().duration() < entry.duration()) {
      slowest.add(
          new SlowRecord(
              entry.number(),
              shortened(entry.text(), LONGEST_TEXT),
              entry.worker(),
              entry.start(),
              entry.duration(),
              entry.attempts(),
              ok));
      if (slowest.size() > SLOWEST) {
        slowest.remove();
      }
    }
  }

  /** Whether the text of a record could be shown that ends like this. */
  public boolean wouldShow(Kind kind, double duration) {
    return kind == Kind.FAILED
        || slowest.size() < SLOWEST
        || slowest.element().duration() < duration;
  }

  private void draw(Lane lane, Entry entry, boolean ok) {
    List<Lane.Run> runs = lane.runs;
    if (runs == null) {
      return;
    }
    runs.add(new Lane.Run(entry.start(), entry.duration(), entry.number(), ok));
    if (records() > DRAWN_ONE_BY_ONE) {
      lanes.values().forEach(each -> each.runs = null);
    }
  }

  /** A record is settled, and failed. */
  public void failed(Entry entry, Reason reason) {
    settled(entry);
    String key = causes.size() < MOST_CAUSES ? reason.className() : "other causes";
    String known = causes.containsKey(reason.className()) ? reason.className() : key;
    causes
        .computeIfAbsent(
            known,
            name ->
                new FailureCause(
                    name,
                    shortened(reason.message(), LONGEST_TEXT),
                    shortened(reason.stack(), LONGEST_STACK),
                    shortened(entry.text(), LONGEST_TEXT)))
        .add(entry.number());
  }

  /** The run came to its end, and was not cut off. */
  public void ended(double at) {
    hasEnded = true;
    seen(at);
  }

  private void seen(double at) {
    end = Math.max(end, at);
  }

  private Lane lane(String worker) {
    Lane known = lanes.get(worker);
    if (known != null) {
      return known;
    }
    Lane lane = new Lane(worker);
    if (runTimes.total() > DRAWN_ONE_BY_ONE) {
      lane.runs = null;
    }
    if (lanes.size() < MOST_LANES) {
      lanes.put(worker, lane);
    } else {
      lanesLeftOut++;
    }
    return lane;
  }

  private static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }

  // For the page.

  String title() {
    return title;
  }

  Map<String, String> facts() {
    return facts;
  }

  List<Lane> lanes() {
    return List.copyOf(lanes.values());
  }

  /** How many workers there were beside those that have lanes, or more. */
  long lanesLeftOut() {
    return lanesLeftOut;
  }

  List<FailureCause> causes() {
    return causes.values().stream()
        .sorted(Comparator.comparingLong((FailureCause cause) -> -cause.count))
        .toList();
  }

  /** From the slowest on. */
  List<SlowRecord> slowest() {
    return slowest.stream()
        .sorted(Comparator.comparingDouble((SlowRecord slow) -> -slow.duration()))
        .toList();
  }

  TimeSeries finished() {
    return finished;
  }

  Histogram runTimes() {
    return runTimes;
  }

  Histogram waitTimes() {
    return waitTimes;
  }

  long count(Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  long records() {
    return runTimes.total();
  }

  long retried() {
    return retried;
  }

  long deaths() {
    return deaths;
  }

  /** Seconds that workers were at records, all together. */
  double busy() {
    return busy;
  }

  /** When the last thing happened that is known of. */
  double end() {
    return end;
  }

  boolean hasEnded() {
    return hasEnded;
  }
}
