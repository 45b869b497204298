package io.github.pipefarm.cli;

/** What is done about records that can't even be read. */
enum OnMalformed {
  FAIL,
  SKIP;

  /** Reads what the user typed. */
  static final class Converter extends ChoiceConverter<OnMalformed> {
    Converter() {
      super("way to treat malformed records", values());
    }
  }
}
