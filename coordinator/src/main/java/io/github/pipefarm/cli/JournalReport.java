package io.github.pipefarm.cli;

import io.github.pipefarm.report.RunReport;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a journal for the page about its run, also one that is cut off or still being written. */
final class JournalReport {
  private static final double MILLIS = 1e3;

  private final RunReport report = new RunReport();

  /** Workers of a run that was gone on with may have the names of earlier ones. */
  private String session = "";

  private int sessions = 1;

  private JournalReport() {}

  /**
   * Reads all that there is.
   *
   * @throws CommandException if it is no journal, or can't be read
   */
  static RunReport read(Path journal) {
    try (JsonLines lines = new JsonLines(journal)) {
      JsonNode header = lines.next();
      if (header == null || header.path("journal").asInt(0) != Journal.FORMAT) {
        throw CommandException.journal("'" + journal + "' is no journal of a run");
      }
      JournalReport reader = new JournalReport();
      Map<?, ?> about = JsonMapper.shared().treeToValue(header, Map.class);
      reader.begin(about);
      for (JsonNode line = lines.next(); line != null; line = lines.next()) {
        reader.take(line);
      }
      return reader.report;
    } catch (IllegalArgumentException e) {
      throw CommandException.journal("'" + journal + "' has been changed: " + e.getMessage());
    } catch (NoSuchFileException e) {
      throw CommandException.setup("'" + journal + "' is not there");
    } catch (IOException e) {
      throw CommandException.setup("'" + journal + "' can't be read: " + e);
    }
  }

  @SuppressWarnings("unchecked") // a JSON object has texts as keys
  private void begin(Map<?, ?> about) {
    ReportFacts.add(report, (Map<String, ?>) about, String.valueOf(about.get("began")));
  }

  private void take(JsonNode line) {
    if (line.has("number")) {
      record(line);
    } else {
      event(line);
    }
  }

  private void record(JsonNode line) {
    JournalEntry.Kind kind = JournalEntry.Kind.of(line.path("outcome").asString("ok"));
    String worker = line.path("worker").asString("");
    RunReport.Entry entry =
        new RunReport.Entry(
            line.path("number").asLong(),
            line.path("record").asString(""),
            ReportFacts.kind(kind),
            line.path("attempts").asInt(1),
            worker.isEmpty() ? "" : worker + session,
            line.path("start").asDouble(0) / MILLIS,
            line.path("duration").asDouble(0) / MILLIS);
    if (kind == JournalEntry.Kind.FAILED) {
      report.failed(
          entry,
          new RunReport.Reason(
              line.path("class").asString(""),
              line.path("message").asString(""),
              line.path("stack").asString("")));
    } else {
      report.settled(entry);
    }
  }

  private void event(JsonNode line) {
    double at = line.path("at").asDouble(0) / MILLIS;
    String worker = line.path("worker").asString("") + session;
    switch (line.path("event").asString("")) {
      case "worker started" -> report.workerStarted(worker, line.path("pid").asLong(-1), at);
      case "worker ready" -> report.workerReady(worker, at);
      case "worker stopped" -> report.workerStopped(worker, at);
      case "worker died" -> report.workerDied(worker, at, line.path("how").asString(""));
      case "memory" ->
          line.path("workers")
              .properties()
              .forEach(
                  each -> report.peakMemory(each.getKey() + session, each.getValue().asLong(-1)));
      case "slowest" ->
          line.path("texts")
              .properties()
              .forEach(
                  each -> report.text(Long.parseLong(each.getKey()), each.getValue().asString("")));
      case "resumed", "retried" -> {
        sessions++;
        session = " (" + sessions + ")";
        report.fact("Gone on with", line.path("command").asString(""));
      }
      case "ended" -> report.ended(at);
      default -> {} // of a later version
    }
  }
}
