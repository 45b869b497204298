package io.github.pipefarm.cli;

import java.util.Locale;

/** What a record that fails means for the others. */
enum OnError {
  /** Nothing that comes behind it is written, and the run ends. */
  STOP,
  /** It is reported and has no result. */
  SKIP,
  /** As {@link #SKIP}, and a line of the output says in its place what happened. */
  INLINE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads what the user typed. */
  static final class Converter extends ChoiceConverter<OnError> {
    Converter() {
      super("way to treat errors", values());
    }
  }
}
