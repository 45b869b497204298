package io.github.pipefarm.cli;

import io.github.pipefarm.FarmListener;
import io.github.pipefarm.Job;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The journal of a run, if it has one, and what it goes on with. */
final class JournaledRun implements AutoCloseable {
  private final RecordFilter filter;
  private final Output output;
  private final @Nullable Journal journal;
  private final @Nullable Retry retry;
  private final RunLog log;
  private final OptionalLong seed;
  private boolean begun;

  private JournaledRun(
      RecordFilter filter,
      Output output,
      @Nullable Journal journal,
      @Nullable EarlierRun resumed,
      @Nullable Retry retry,
      OptionalLong seed) {
    this.filter = filter;
    this.seed = seed;
    this.output = output;
    this.journal = journal;
    this.retry = retry;
    this.log =
        resumed == null
            ? new RunLog(filter, journal, 0, 0, 0)
            : new RunLog(
                filter, journal, resumed.records(), resumed.failed(), resumed.outputLength());
  }

  /** A run without a journal. */
  static JournaledRun without(Output output) {
    return new JournaledRun(RecordFilter.ALL, output, null, null, null, OptionalLong.empty());
  }

  /**
   * Opens what the options ask for.
   *
   * @param file where results go; empty for standard output
   * @param about what a report may want to know of the run
   * @param seed of a run that does not go on with another one
   * @param err for warnings
   * @throws CommandException if the journal is of another run
   */
  static JournaledRun open(
      Path journal,
      JournalOptions options,
      Optional<Path> file,
      RunIdentity identity,
      Map<String, ?> about,
      long seed,
      PrintStream err) {
    boolean isThere = file.filter(Files::exists).isPresent();
    // Before anything is read, since it is locked by that.
    Output output = file.map(Output::inPlace).orElseGet(Output::standard);
    try {
      Optional<EarlierRun> earlier = Optional.empty();
      if (options.resume() || options.retryFailed()) {
        earlier = EarlierRun.read(journal, file.orElseThrow());
        earlier.ifPresent(
            run -> run.mustMatch(identity).forEach(text -> err.println("pipefarm: " + text)));
        if (!isThere && earlier.filter(EarlierRun::lacksOutput).isPresent()) {
          var unused = file.orElseThrow().toFile().delete(); // made by being opened
          throw CommandException.journal(
              "'%s' is not there, and the run of '%s' has written its output"
                  .formatted(file.orElseThrow(), journal));
        }
      }
      if (options.retryFailed()) {
        Retry retry = Retry.open(journal, file.orElseThrow(), output, earlier);
        return new JournaledRun(
            retry.records(),
            retry.output(),
            retry.journal(about),
            null,
            retry,
            OptionalLong.of(retry.seed()));
      }
      return earlier.isPresent()
          ? resumed(journal, output, earlier.get(), about)
          : fresh(journal, output, identity, about, seed);
    } catch (RuntimeException e) {
      try {
        output.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private static JournaledRun fresh(
      Path journal, Output output, RunIdentity identity, Map<String, ?> about, long seed) {
    Map<String, Object> all = new LinkedHashMap<>(about);
    all.put("seed", seed);
    Journal fresh = Journal.create(journal, identity, all);
    return new JournaledRun(RecordFilter.ALL, output, fresh, null, null, OptionalLong.of(seed));
  }

  private static JournaledRun resumed(
      Path journal, Output output, EarlierRun earlier, Map<String, ?> about) {
    earlier.cutJournal();
    output.cut(earlier.outputLength());
    Journal further = Journal.append(journal, earlier.began(), about);
    return new JournaledRun(
        JournaledRecords.resume(earlier),
        output,
        further,
        earlier,
        null,
        OptionalLong.of(earlier.seed()));
  }

  /** A job whose tasks have the indexes and random numbers that they had without a break. */
  Job applyTo(Job job) {
    return seed.isEmpty() ? job : job.firstIndex(filter.firstIndex()).seed(seed.getAsLong());
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
   * FUNCTION is there, and records are about to be run. What an earlier run has left, and this one
   * does not go on with, stays until then: a slip in a name must not cost it.
   */
  void begin() {
    begun = true;
    if (journal != null && filter == RecordFilter.ALL) {
      output.cut(0);
      journal.publish();
    }
  }

  /** Whether there may be something to report. */
  boolean hasBegun() {
    return begun;
  }

  /**
   * All records that were to be run are settled, and all lines are written.
   *
   * @param records how many were run
   */
  void finish(long records) {
    log.end();
    if (journal != null) {
      journal.end(log.earlierRecords() + records);
    }
    if (retry != null) {
      retry.putInPlace();
    }
    output.commit();
  }

  @Override
  public void close() throws IOException {
    try {
      if (filter instanceof JournaledRecords records) {
        records.close();
      }
      if (journal != null) {
        journal.close();
      }
      if (retry != null) {
        retry.close();
      }
    } finally {
      output.close();
    }
  }
}
