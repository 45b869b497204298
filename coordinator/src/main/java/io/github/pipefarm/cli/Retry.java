package io.github.pipefarm.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Runs again what has failed: its journal and its output stand beside those of the run that they
 * are to be merged with.
 */
final class Retry implements AutoCloseable {
  private final Path journal;
  private final Path output;
  private final Output locked;
  private final EarlierRun run;
  private final Path newEntries;
  private final Path newLines;

  private Retry(Path journal, Path output, Output locked, EarlierRun run) {
    this.journal = journal;
    this.output = output;
    this.locked = locked;
    this.run = run;
    this.newEntries = Output.beside(journal, "retry");
    this.newLines = Output.beside(output, "retry");
  }

  /**
   * Begins.
   *
   * @param locked keeps others from the output
   * @param run what the journal says; empty if there is none
   */
  static Retry open(Path journal, Path output, Output locked, Optional<EarlierRun> run) {
    EarlierRun earlier =
        run.orElseThrow(() -> CommandException.journal("'" + journal + "' is no journal of a run"));
    if (!earlier.hasEnded()) {
      throw CommandException.journal("the run of '" + journal + "' has not ended: --resume first");
    }
    return new Retry(journal, output, locked, earlier);
  }

  RecordFilter records() {
    return JournaledRecords.retryFailed(run);
  }

  long seed() {
    return run.seed();
  }

  Output output() {
    return Output.temporary(newLines);
  }

  Journal journal(Map<String, ?> about) {
    return Journal.ofRetry(newEntries, run.began(), about);
  }

  /** All is done: puts the new results and entries in the place of the old ones. */
  void putInPlace() {
    try {
      new JournalMerge(journal, output).run(newEntries, newLines);
    } catch (IOException e) {
      throw CommandException.setup("the new results can't be put in place: " + e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(newEntries);
    } finally {
      locked.close();
    }
  }
}
