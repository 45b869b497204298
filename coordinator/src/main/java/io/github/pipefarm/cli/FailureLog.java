package io.github.pipefarm.cli;

import io.github.pipefarm.Outcome;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A file with all that is known of each record that failed: one JSON object on each line. */
final class FailureLog implements AutoCloseable {
  private final Path path;
  private final BufferedWriter writer;

  private FailureLog(Path path, BufferedWriter writer) {
    this.path = path;
    this.writer = writer;
  }

  /**
   * Makes the file, or empties it: after a run without failures it is there and empty.
   *
   * @param settled what it says of so many records, which an earlier run has settled, stays; what
   *     it says of others will be said again
   */
  static FailureLog open(Path file, long settled) {
    try {
      if (settled > 0 && Files.isRegularFile(file)) {
        cut(file, settled);
        return new FailureLog(file, Files.newBufferedWriter(file, StandardOpenOption.APPEND));
      }
      return new FailureLog(file, Files.newBufferedWriter(file));
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static void cut(Path file, long settled) throws IOException {
    long length = 0;
    try (JsonLines lines = new JsonLines(file)) {
      for (JsonNode line = lines.next();
          line != null && line.path("number").asLong(Long.MAX_VALUE) <= settled;
          line = lines.next()) {
        length = lines.position();
      }
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  /** Writes a line, which is there for others to read when this returns. */
  void add(
      Outcome<String, @Nullable String> outcome,
      long number,
      Origin origin,
      RecordFailure failure) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("number", number);
    fields.put("record", recordOf(outcome.item()));
    fields.put("file", origin.input());
    fields.put("line", origin.line());
    fields.put("class", failure.className());
    fields.put("message", failure.message());
    fields.put("stack", failure.stack());
    fields.put("attempts", outcome.attempts());
    fields.put("worker", outcome.worker());
    fields.put("output", outcome.output());
    try {
      writer.write(Json.MAPPER.writeValueAsString(fields));
      writer.write('\n');
      writer.flush();
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private static String recordOf(String item) {
    return MalformedRecord.is(item) ? MalformedRecord.of(item).excerpt() : item;
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private static CommandException unwritable(Path file, IOException cause) {
    return CommandException.setup("'" + file + "' can't be written: " + cause);
  }

  /** Apart, so that JSON is loaded only when a record has failed. */
  private static final class Json {
    static final JsonMapper MAPPER = JsonMapper.shared();
  }
}
