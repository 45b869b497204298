package io.github.pipefarm.cli;

/**
 * How an input is cut into records.
 *
 * @param longest how many bytes a record may have
 * @param header whether each input begins with a record that names the columns
 */
record InputSyntax(RecordFormat format, TextEncoding encoding, int longest, boolean header) {
  /**
   * So long that no sensible record is longer, and so short that a file without line breaks fails
   * as one record and not for lack of memory: a record stands in it up to five times, while the
   * buffer grows and then as text and encoded.
   */
  static final int DEFAULT_LONGEST =
      (int) Math.min(256 << 20, Runtime.getRuntime().maxMemory() / 8);

  static InputSyntax of(RecordFormat format) {
    return new InputSyntax(format, TextEncoding.DEFAULT, DEFAULT_LONGEST, false);
  }
}
