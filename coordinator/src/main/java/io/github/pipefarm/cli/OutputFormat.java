package io.github.pipefarm.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a line of output is. */
enum OutputFormat {
  TEXT {
    @Override
    String line(@Nullable Object result) throws RecordException {
      return Rendering.line(result);
    }

    @Override
    String error(RecordFailure failure) {
      return "!ERROR " + failure.line();
    }
  },

  JSONL {
    @Override
    String line(@Nullable Object result) throws RecordException {
      return Rendering.json(result);
    }

    @Override
    String error(RecordFailure failure) {
      return Rendering.jsonObject("error", failure.line());
    }
  };

  /** Makes the line of a result. */
  abstract String line(@Nullable Object result) throws RecordException;

  /** Makes the line that keeps the place of a record that failed. */
  abstract String error(RecordFailure failure);

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads what the user typed. */
  static final class Converter extends ChoiceConverter<OutputFormat> {
    Converter() {
      super("format of output", values());
    }
  }
}
