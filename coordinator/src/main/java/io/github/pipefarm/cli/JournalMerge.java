package io.github.pipefarm.cli;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts what came of records that were tried again in the place of what came of them before: makes a
 * new output and a new journal of two of each, and moves them into place.
 */
final class JournalMerge {
  private final Path journal;
  private final Path output;
  private final Path journalOfRetry;
  private final Path outputOfRetry;

  JournalMerge(Path journal, Path output, Path journalOfRetry, Path outputOfRetry) {
    this.journal = journal;
    this.output = output;
    this.journalOfRetry = journalOfRetry;
    this.outputOfRetry = outputOfRetry;
  }

  void run() throws IOException {
    Path newJournal = Output.beside(journal.resolveSibling(journal.getFileName() + ".new"));
    Path newOutput = Output.beside(output.resolveSibling(output.getFileName() + ".new"));
    try {
      try (BufferedReader before = Files.newBufferedReader(journal);
          BufferedReader after = Files.newBufferedReader(journalOfRetry);
          FileChannel linesBefore = FileChannel.open(output, StandardOpenOption.READ);
          FileChannel linesAfter = FileChannel.open(outputOfRetry, StandardOpenOption.READ);
          FileChannel lines =
              FileChannel.open(newOutput, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          OutputStream all = Channels.newOutputStream(lines);
          BufferedWriter merged = Files.newBufferedWriter(newJournal)) {
        merge(before, after, linesBefore, linesAfter, all, merged);
      }
      Files.move(newOutput, output, StandardCopyOption.ATOMIC_MOVE);
      Files.move(newJournal, journal, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(newJournal);
      Files.deleteIfExists(newOutput);
    }
  }

  private static void merge(
      BufferedReader before,
      BufferedReader after,
      FileChannel linesBefore,
      FileChannel linesAfter,
      OutputStream all,
      BufferedWriter merged)
      throws IOException {
    JsonNode retried = nextEntry(after);
    long offset = 0;
    for (String line = before.readLine(); line != null; line = before.readLine()) {
      JsonNode entry = JsonMapper.shared().readTree(line);
      if (!entry.has("number")) {
        write(merged, entry);
        continue;
      }
      boolean isRetried = retried != null && number(retried) == number(entry);
      JsonNode kept = retried != null && isRetried ? retried : entry;
      long length = kept.path("length").asLong();
      copy(isRetried ? linesAfter : linesBefore, kept.path("offset").asLong(), length, all);
      write(merged, ((ObjectNode) kept).put("offset", offset));
      offset += length;
      if (isRetried) {
        retried = nextEntry(after);
      }
    }
  }

  private static @Nullable JsonNode nextEntry(BufferedReader journal) throws IOException {
    for (String line = journal.readLine(); line != null; line = journal.readLine()) {
      JsonNode node = JsonMapper.shared().readTree(line);
      if (node.has("number")) {
        return node;
      }
    }
    return null;
  }

  private static long number(JsonNode entry) {
    return entry.path("number").asLong();
  }

  private static void copy(FileChannel from, long offset, long length, OutputStream to)
      throws IOException {
    var target = Channels.newChannel(to);
    for (long done = 0; done < length; ) {
      long n = from.transferTo(offset + done, length - done, target);
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
