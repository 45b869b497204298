package io.github.pipefarm.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page of a report: what is known as JSON, and beside it the styles and scripts that show it,
 * all in one file. It asks nobody for anything, and says so to the browser: a policy allows these
 * scripts by their hashes, and nothing else.
 */
public final class ReportPage {
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  private ReportPage() {}

  /**
   * Writes the page.
   *
   * @throws IOException if that is not possible
   */
  public static void write(RunReport report, Path file) throws IOException {
    Files.writeString(file, html(report));
  }

  /** The page, some 100 KB of text at least, 2 MB at most. */
  public static String html(RunReport report) throws IOException {
    String css = resource("uPlot.min.css") + resource("report.css");
    String library = resource("uPlot.iife.min.js");
    String script = resource("report.js");
    StringBuilder data = new StringBuilder(1 << 16);
    Json.append(data, data(report));
    Map<String, String> parts =
        Map.of(
            "title",
            escaped(report.title()),
            "policy",
            "default-src 'none'; base-uri 'none'; form-action 'none'; script-src '%s' '%s'; style-src '%s'"
                .formatted(hash(library), hash(script), hash(css)),
            "css",
            css,
            "library",
            library,
            "script",
            script,
            "data",
            data.toString());
    return PLACE
        .matcher(resource("report.html"))
        .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
  }

  private static Map<String, Object> data(RunReport report) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("title", report.title());
    data.put("facts", report.facts());
    data.put("ended", report.hasEnded());
    data.put("seconds", report.end());
    data.put("records", report.records());
    data.put("ok", report.count(RunReport.Kind.OK));
    data.put("failed", report.count(RunReport.Kind.FAILED));
    data.put("skipped", report.count(RunReport.Kind.SKIPPED));
    data.put("retried", report.retried());
    data.put("deaths", report.deaths());
    data.put("busy", report.busy());
    data.put("advice", Advice.of(report));
    double width = width(report);
    int buckets = (int) Math.min(TimeSeries.BUCKETS, Math.ceil(report.end() / width) + 1);
    data.put("width", width);
    data.put("buckets", buckets);
    data.put("finished", firstOf(report.finished().inBucketsOf(width), buckets));
    data.put("lanes", report.lanes().stream().map(lane -> lane(lane, width, buckets)).toList());
    data.put("lanesLeftOut", report.lanesLeftOut());
    data.put("runTimes", histogram(report.runTimes()));
    data.put("waitTimes", histogram(report.waitTimes()));
    data.put("slowest", report.slowest().stream().map(ReportPage::slow).toList());
    data.put("failures", report.causes().stream().map(ReportPage::cause).toList());
    return data;
  }

  private static double width(RunReport report) {
    double width = report.finished().width();
    for (Lane lane : report.lanes()) {
      width = Math.max(width, lane.busy.width());
    }
    while (TimeSeries.BUCKETS * width < report.end()) {
      width *= 2;
    }
    return width;
  }

  private static double[] firstOf(double[] all, int count) {
    return Arrays.copyOf(all, count);
  }

  private static Map<String, Object> lane(Lane lane, double width, int buckets) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("name", lane.name);
    data.put("pid", lane.pid);
    data.put("started", lane.begin());
    data.put("ready", lane.ready);
    data.put("ended", lane.ended);
    data.put("death", lane.death);
    data.put("records", lane.records);
    data.put("failed", lane.failed);
    data.put("peak", lane.peakMemory);
    long[] busy = new long[buckets];
    double[] seconds = lane.busy.inBucketsOf(width);
    for (int i = 0; i < buckets; i++) {
      busy[i] = Math.round(100 * Math.min(1, seconds[i] / width));
    }
    data.put("busy", busy);
    if (lane.runs != null) {
      List<Object> runs = new ArrayList<>();
      for (Lane.Run run : lane.runs) {
        runs.add(List.of(run.start(), run.duration(), run.number(), run.ok()));
      }
      data.put("runs", runs);
    }
    return data;
  }

  private static Map<String, Object> histogram(Histogram histogram) {
    long[] counts = histogram.counts();
    double[] from = new double[counts.length + 1];
    for (int i = 0; i < from.length; i++) {
      from[i] = Histogram.from(histogram.first() + i);
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("from", from);
    data.put("counts", counts);
    data.put("p50", histogram.percentile(50));
    data.put("p99", histogram.percentile(99));
    return data;
  }

  private static Map<String, Object> slow(SlowRecord slow) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("number", slow.number());
    data.put("text", slow.text());
    data.put("worker", slow.worker());
    data.put("start", slow.start());
    data.put("duration", slow.duration());
    data.put("attempts", slow.attempts());
    data.put("ok", slow.ok());
    return data;
  }

  private static Map<String, Object> cause(FailureCause cause) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("class", cause.className);
    data.put("count", cause.count);
    data.put("message", cause.message);
    data.put("stack", cause.stack);
    data.put("record", cause.record);
    data.put("numbers", cause.numbers);
    return data;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is missing in the jar of Pipefarm");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
