package io.github.pipefarm.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts what came of records that were tried again in the place of what came of them before: makes a
 * new output and a new journal of two of each, and moves them into place.
 *
 * <p>Two files can't be replaced at once. So when both new ones are whole, the old journal gets a
 * last line that says so; whoever finds that line moves them, now or, after a crash, when the
 * journal is read the next time.
 */
final class JournalMerge {
  /** Makes the new files count. */
  private static final byte[] LAST_LINE =
      "{\"event\":\"replaced\"}\n".getBytes(StandardCharsets.UTF_8);

  private final Path journal;
  private final Path output;
  private final Path newJournal;
  private final Path newOutput;

  /** A link stays one: what it points to is replaced. */
  JournalMerge(Path journal, Path output) throws IOException {
    this.journal = journal.toRealPath();
    this.output = output.toRealPath();
    this.newJournal = Output.beside(this.journal, "new");
    this.newOutput = Output.beside(this.output, "new");
  }

  /**
   * Makes the new files and moves them into place.
   *
   * @param journalOfRetry has the records that were tried again, and no others
   * @param outputOfRetry their lines
   */
  void run(Path journalOfRetry, Path outputOfRetry) throws IOException {
    prepare(journalOfRetry, outputOfRetry);
    commit();
    replace();
  }

  /** Does what is left to be done if the process that was at it has been killed. */
  static void finishIfCutOff(Path journal, Path output) throws IOException {
    if (isCommitted(journal)) {
      new JournalMerge(journal, output).replace();
    }
  }

  private static boolean isCommitted(Path journal) throws IOException {
    if (!Files.isRegularFile(journal)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(journal, StandardOpenOption.READ);
        InputStream in = Channels.newInputStream(channel)) {
      channel.position(Math.max(0, channel.size() - LAST_LINE.length));
      return Arrays.equals(in.readNBytes(LAST_LINE.length), LAST_LINE);
    }
  }

  /** Makes the new files, which do not count yet. */
  void prepare(Path journalOfRetry, Path outputOfRetry) throws IOException {
    try (JsonLines before = new JsonLines(journal);
        JsonLines after = new JsonLines(journalOfRetry);
        JsonLines events = new JsonLines(journalOfRetry);
        FileChannel linesBefore = FileChannel.open(output, StandardOpenOption.READ);
        FileChannel linesAfter = FileChannel.open(outputOfRetry, StandardOpenOption.READ);
        FileChannel lines = anew(newOutput);
        FileChannel merged = anew(newJournal)) {
      BufferedWriter writer =
          new BufferedWriter(Channels.newWriter(merged, StandardCharsets.UTF_8));
      long records = merge(before, after, linesBefore, linesAfter, lines, writer);
      addEvents(events, records, writer);
      writer.flush();
      lines.force(true);
      merged.force(true);
    }
  }

  private static FileChannel anew(Path file) throws IOException {
    return FileChannel.open(
        file,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  /** Makes the new files count. */
  void commit() throws IOException {
    try (FileChannel channel = FileChannel.open(journal, StandardOpenOption.APPEND);
        OutputStream out = Channels.newOutputStream(channel)) {
      out.write(LAST_LINE);
      channel.force(true);
    }
  }

  /** Moves the new files into place, those of them that have not been moved yet. */
  void replace() throws IOException {
    if (Files.exists(newOutput)) {
      Files.move(newOutput, output, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(newJournal, journal, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Returns how many records there are. */
  private static long merge(
      JsonLines before,
      JsonLines after,
      FileChannel linesBefore,
      FileChannel linesAfter,
      WritableByteChannel lines,
      BufferedWriter merged)
      throws IOException {
    JsonNode retried = nextEntry(after);
    long offset = 0;
    long records = 0;
    for (JsonNode entry = before.next(); entry != null; entry = before.next()) {
      if (!entry.has("number")) {
        if (!isEnd(entry)) {
          write(merged, entry);
        }
        continue;
      }
      boolean isRetried = retried != null && number(retried) == number(entry);
      JsonNode kept = retried != null && isRetried ? retried : entry;
      long length = kept.path("length").asLong();
      copy(isRetried ? linesAfter : linesBefore, kept.path("offset").asLong(), length, lines);
      write(merged, ((ObjectNode) kept).put("offset", offset));
      offset += length;
      records++;
      if (isRetried) {
        retried = nextEntry(after);
      }
    }
    return records;
  }

  private static @Nullable JsonNode nextEntry(JsonLines journal) throws IOException {
    JsonNode node = journal.next();
    while (node != null && !node.has("number")) {
      node = journal.next();
    }
    return node;
  }

  /** Adds what else happened while records were tried again; its end is the end of all. */
  private static void addEvents(JsonLines after, long records, BufferedWriter merged)
      throws IOException {
    for (JsonNode line = after.next(); line != null; line = after.next()) {
      if (isEnd(line)) {
        write(merged, ((ObjectNode) line).put("records", records));
      } else if (!line.has("number")) {
        write(merged, line);
      }
    }
  }

  private static boolean isEnd(JsonNode line) {
    return line.path("event").asString("").equals("ended");
  }

  private static long number(JsonNode entry) {
    return entry.path("number").asLong();
  }

  private static void copy(FileChannel from, long offset, long length, WritableByteChannel to)
      throws IOException {
    for (long done = 0; done < length; ) {
      long n = from.transferTo(offset + done, length - done, to);
      if (n <= 0) {
        throw new IOException("the output is shorter than the journal says");
      }
      done += n;
    }
  }

  private static void write(BufferedWriter journal, JsonNode line) throws IOException {
    journal.write(JsonMapper.shared().writeValueAsString(line));
    journal.write('\n');
  }
}
