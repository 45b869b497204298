package io.github.pipefarm.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What becomes of records that fail, at a shell. */
final class FailureOptions {
  @Option(
      names = "--on-error",
      paramLabel = "WAY",
      converter = OnError.Converter.class,
      description =
          "What to do when a record fails: skip it; stop, after all that came before it is written;"
              + " or inline, which goes on with a line !ERROR class: message in its place, or with --format jsonl an object with \"error\"."
              + " Default: skip.")
  private OnError onError = OnError.SKIP;

  @Option(
      names = "--failures",
      paramLabel = "FILE",
      description =
          "Write all that is known of each record that fails to FILE, one JSON object a line:"
              + " number, record, file, line, class, message, stack, attempts, worker, output.")
  private @Nullable Path failures;

  OnError onError() {
    return onError;
  }

  Optional<Path> file() {
    return Optional.ofNullable(failures);
  }

  /**
   * Opens the file for failures; null if none is wanted.
   *
   * @param settled what it says of so many records, which an earlier run has settled, stays
   */
  @Nullable FailureLog openLog(long settled) {
    return failures == null ? null : FailureLog.open(failures, settled);
  }
}
