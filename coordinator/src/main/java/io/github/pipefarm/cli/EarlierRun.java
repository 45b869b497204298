package io.github.pipefarm.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A run that left a journal. A last line that was cut off is as good as none; so is an entry whose
 * line of output is not all there, since the two files are written independently.
 */
final class EarlierRun {
  private final Path journal;
  private final RunIdentity identity;
  private final Instant began;
  private final long seed;

  // Of the entries that count.
  private long records;
  private long failed;
  private long outputLength;
  private long journalLength;
  private boolean hasEnded;
  private boolean lacksOutput;

  private EarlierRun(Path journal, JsonNode header) {
    this.journal = journal;
    this.identity =
        new RunIdentity(texts(header.path("settings")), texts(header.path("classpath")));
    this.began = Instant.parse(header.path("began").asString(""));
    this.seed = header.path("seed").asLong(0);
  }

  /**
   * Reads a journal.
   *
   * @param output what the run has written
   * @return empty if the run was cut off before it had written anything
   * @throws CommandException if it is no journal, or can't be read
   */
  static Optional<EarlierRun> read(Path journal, Path output) {
    try {
      JournalMerge.finishIfCutOff(journal, output);
    } catch (IOException e) {
      throw CommandException.setup("the results of --retry-failed can't be put in place: " + e);
    }
    long written = Files.isRegularFile(output) ? sizeOf(output) : 0;
    try (JsonLines lines = new JsonLines(journal)) {
      JsonNode header = lines.next();
      if (header == null) {
        return Optional.empty();
      }
      if (header.path("journal").asInt(0) != Journal.FORMAT) {
        throw CommandException.journal("'" + journal + "' is no journal of a run");
      }
      EarlierRun run = new EarlierRun(journal, header);
      run.take(lines, written);
      return Optional.of(run);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | java.time.DateTimeException e) {
      throw unreadable(journal, e);
    }
  }

  private void take(JsonLines lines, long written) throws IOException {
    journalLength = lines.position();
    for (JsonNode line = lines.next(); line != null; line = lines.next()) {
      Optional<JournalEntry> entry = entry(line);
      if (entry.isPresent()) {
        lacksOutput = entry.get().end() > written;
        if (lacksOutput || !follows(entry.get())) {
          return;
        }
        records++;
        failed += entry.get().kind() == JournalEntry.Kind.FAILED ? 1 : 0;
        outputLength = entry.get().end();
      }
      hasEnded = line.path("event").asString("").equals("ended");
      journalLength = lines.position();
    }
  }

  /** Whether an entry is the next one of results that have an order. */
  private boolean follows(JournalEntry entry) {
    return entry.number() == records + 1 && entry.offset() == outputLength;
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static CommandException unreadable(Path file, Exception cause) {
    return CommandException.setup("'" + file + "' can't be read: " + cause);
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new java.util.LinkedHashMap<>();
    object.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asString("")));
    return texts;
  }

  private static Optional<JournalEntry> entry(JsonNode line) {
    if (!line.has("number")) {
      return Optional.empty();
    }
    return Optional.of(
        new JournalEntry(
            line.path("number").asLong(),
            line.path("hash").asString(""),
            JournalEntry.Kind.of(line.path("outcome").asString("ok")),
            line.path("offset").asLong(),
            line.path("length").asLong()));
  }

  /**
   * Checks that another run is of the same kind.
   *
   * @return what to warn of
   * @throws CommandException if it is not
   */
  List<String> mustMatch(RunIdentity now) {
    Optional<String> difference = now.difference(identity);
    if (difference.isPresent()) {
      throw CommandException.journal(
          "the journal '" + journal + "' is of another run: " + difference.get());
    }
    List<String> warnings = new ArrayList<>();
    for (String entry : now.changedClasses(identity)) {
      warnings.add("'" + entry + "' is not what it was when the journal was begun");
    }
    return warnings;
  }

  /** Cuts off what does not count, so that the journal can be gone on with. */
  void cutJournal() {
    try (FileChannel channel = FileChannel.open(journal, StandardOpenOption.WRITE)) {
      channel.truncate(journalLength);
    } catch (IOException e) {
      throw CommandException.setup("the journal '" + journal + "' can't be written: " + e);
    }
  }

  Instant began() {
    return began;
  }

  /** Of its random numbers. */
  long seed() {
    return seed;
  }

  /** How many records count. */
  long records() {
    return records;
  }

  /** How many of them have failed. */
  long failed() {
    return failed;
  }

  /** How many bytes of output belong to them. */
  long outputLength() {
    return outputLength;
  }

  /** Whether it ran to the end of its records. */
  boolean hasEnded() {
    return hasEnded;
  }

  /** Whether there are more entries than the output has lines for. */
  boolean lacksOutput() {
    return lacksOutput;
  }

  /** Reads the entries that count, one after the other. */
  Entries entries() {
    return new Entries();
  }

  /** The entries that count. */
  final class Entries implements Iterator<JournalEntry>, AutoCloseable {
    private final JsonLines lines;
    private long left = records;

    private Entries() {
      try {
        lines = new JsonLines(journal);
      } catch (IOException e) {
        throw unreadable(journal, e);
      }
    }

    @Override
    public boolean hasNext() {
      return left > 0;
    }

    @Override
    public JournalEntry next() {
      try {
        while (left > 0) {
          JsonNode line = lines.next();
          if (line == null) {
            throw CommandException.journal("'" + journal + "' has changed meanwhile");
          }
          Optional<JournalEntry> entry = entry(line);
          if (entry.isPresent()) {
            left--;
            return entry.get();
          }
        }
      } catch (IOException e) {
        throw unreadable(journal, e);
      }
      throw new NoSuchElementException();
    }

    @Override
    public void close() {
      lines.close();
    }
  }
}
