package io.github.pipefarm.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Going on with a run that was cut off, at a shell. */
final class JournalOptions {
  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description =
          "Note in FILE what became of each record, one JSON object a line, so that the run can be"
              + " gone on with. With it, -o is written in place.")
  private @Nullable Path journal;

  @Option(
      names = "--resume",
      description =
          "Go on where the run of the journal was cut off: what it has is not run again. The output"
              + " ends up as if nothing had happened. Needs --journal and -o.")
  private boolean resume;

  @Option(
      names = "--retry-failed",
      description =
          "Run those records of the journal again that failed, with a better jar perhaps, and put"
              + " their results in place. Needs --journal and -o.")
  private boolean retryFailed;

  /**
   * Looks at what was typed.
   *
   * @throws CommandException if something is missing
   */
  void check(Optional<Path> output, boolean ordered) {
    if (!resume && !retryFailed) {
      return;
    }
    String option = resume ? "--resume" : "--retry-failed";
    if (resume && retryFailed) {
      throw CommandException.usage(
          "--resume and --retry-failed: one after the other, the run has to end first");
    }
    if (journal == null) {
      throw CommandException.usage(option + " needs the journal of the run: --journal FILE");
    }
    if (output.isEmpty()) {
      throw CommandException.usage(option + " needs the output of the run: -o FILE");
    }
    if (!ordered) {
      throw CommandException.usage(
          option + " is not for --unordered results: there is no place to go on from");
    }
  }

  Optional<Path> journal() {
    return Optional.ofNullable(journal);
  }

  boolean resume() {
    return resume;
  }

  boolean retryFailed() {
    return retryFailed;
  }
}
