package io.github.pipefarm.cli;

import java.util.List;

/**
 * The names of the columns of CSV or TSV.
 *
 * @param input where they stand
 */
record Header(String input, List<String> names) {
  Header {
    names = List.copyOf(names);
  }

  static Header parse(String input, String record, RecordFormat format) {
    try {
      if (MalformedRecord.is(record)) {
        throw RecordException.malformed(MalformedRecord.of(record).reason());
      }
      return new Header(input, List.of(new Columns(format).of(record)));
    } catch (RecordException e) {
      throw CommandException.setup("the header of '" + input + "' is a " + e.getMessage());
    }
  }

  /** Makes sure that the same columns mean the same in all inputs. */
  void mustAgreeWith(Header first) {
    if (!names.equals(first.names)) {
      throw CommandException.setup(
          "the header of '%s', %s, is not that of '%s', %s"
              .formatted(
                  input, String.join(", ", names), first.input, String.join(", ", first.names)));
    }
  }
}
