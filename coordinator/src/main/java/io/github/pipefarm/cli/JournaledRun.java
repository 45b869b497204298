package io.github.pipefarm.cli;

import io.github.pipefarm.FarmListener;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The journal of a run, if it has one, and what it goes on with. */
final class JournaledRun implements AutoCloseable {
  private final RecordFilter filter;
  private final Output output;
  private final @Nullable Journal journal;
  private final RunLog log;
  private final @Nullable JournalMerge merge;
  private final @Nullable Path temporaryJournal;

  private JournaledRun(
      RecordFilter filter,
      Output output,
      @Nullable Journal journal,
      @Nullable EarlierRun earlier,
      @Nullable JournalMerge merge,
      @Nullable Path temporaryJournal) {
    this.filter = filter;
    this.output = output;
    this.journal = journal;
    this.merge = merge;
    this.temporaryJournal = temporaryJournal;
    this.log =
        earlier == null
            ? new RunLog(filter, journal, 0, 0, 0)
            : new RunLog(
                filter, journal, earlier.records(), earlier.failed(), earlier.outputLength());
  }

  /** A run without a journal. */
  static JournaledRun without(Output output) {
    return new JournaledRun(RecordFilter.ALL, output, null, null, null, null);
  }

  /**
   * Opens what the options ask for.
   *
   * @param file where results go; empty for standard output
   * @param err for warnings
   * @throws CommandException if the journal is of another run
   */
  static JournaledRun open(
      Path journal,
      JournalOptions options,
      Optional<Path> file,
      RunIdentity identity,
      PrintStream err) {
    if (options.resume() || options.retryFailed()) {
      Path output = file.orElseThrow();
      Optional<EarlierRun> earlier = EarlierRun.read(journal, output);
      if (earlier.isPresent()) {
        for (String warning : earlier.get().mustMatch(identity)) {
          err.println("pipefarm: " + warning);
        }
        return options.resume()
            ? resume(journal, output, earlier.get())
            : retryFailed(journal, output, earlier.get(), identity);
      }
      if (options.retryFailed()) {
        throw CommandException.journal("'" + journal + "' is no journal of a run");
      }
    }
    Output output = file.map(path -> Output.inPlace(path, 0)).orElseGet(Output::standard);
    Journal fresh = Journal.create(journal, identity);
    return new JournaledRun(RecordFilter.ALL, output, fresh, null, null, null);
  }

  private static JournaledRun resume(Path journal, Path output, EarlierRun earlier) {
    earlier.cutJournal();
    Output rest = Output.inPlace(output, earlier.outputLength());
    Journal further = Journal.append(journal, earlier.began());
    return new JournaledRun(JournaledRecords.resume(earlier), rest, further, earlier, null, null);
  }

  private static JournaledRun retryFailed(
      Path journal, Path output, EarlierRun earlier, RunIdentity identity) {
    if (!earlier.hasEnded()) {
      throw CommandException.journal("the run of '" + journal + "' has not ended: --resume first");
    }
    Path ofRetry = Output.beside(journal);
    Path lines = Output.beside(output);
    JournalMerge merge = new JournalMerge(journal, output, ofRetry, lines);
    return new JournaledRun(
        JournaledRecords.retryFailed(earlier),
        Output.temporary(lines),
        Journal.create(ofRetry, identity),
        null,
        merge,
        ofRetry);
  }

  /** Is told of workers and tasks; empty if nobody wants to know. */
  Optional<FarmListener> listener() {
    return Optional.ofNullable(journal);
  }

  RecordFilter filter() {
    return filter;
  }

  Output output() {
    return output;
  }

  RunLog log() {
    return log;
  }

  /**
   * All records that were to be run are settled, and all lines are written.
   *
   * @param records how many were run
   */
  void finish(long records) {
    if (journal != null && merge == null) {
      journal.end(log.earlierRecords() + records);
      journal.check();
    }
    if (journal != null && merge != null) {
      journal.close();
      try {
        merge.run();
      } catch (IOException e) {
        throw CommandException.setup("the new results can't be put in place: " + e);
      }
    }
    output.commit();
  }

  @Override
  public void close() throws IOException {
    if (filter instanceof JournaledRecords records) {
      records.close();
    }
    if (journal != null) {
      journal.close();
    }
    if (temporaryJournal != null) {
      Files.deleteIfExists(temporaryJournal);
    }
    output.close();
  }
}
