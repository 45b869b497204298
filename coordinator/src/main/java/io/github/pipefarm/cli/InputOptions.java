package io.github.pipefarm.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What a record is, at a shell. */
final class InputOptions {
  @ArgGroup private Format format = new Format();

  /** At most one of these. */
  static final class Format {
    @Option(
        names = "--lines",
        description =
            "Each line is a record, a blank one too, without its LF or CRLF. This is the default.")
    @SuppressWarnings("UnusedVariable") // it is the default
    private boolean lines;

    @Option(
        names = "-0",
        description =
            "Each record ends with a NUL, as find -print0 writes them, and may have lines.")
    private boolean nul;

    @Option(
        names = "--csv",
        description =
            "Each record is a line of CSV, or several if line breaks stand in quotes; the parameters"
                + " of FUNCTION take its columns. Blank lines are skipped.")
    private boolean csv;

    @Option(names = "--tsv", description = "As --csv, with tabs between the columns.")
    private boolean tsv;

    @Option(
        names = "--jsonl",
        description =
            "Each line is a record in JSON; the parameters of FUNCTION take the elements of an"
                + " array, or one takes all of it. Blank lines are skipped.")
    private boolean jsonl;

    RecordFormat chosen() {
      if (nul) {
        return RecordFormat.NUL;
      }
      if (csv) {
        return RecordFormat.CSV;
      }
      if (tsv) {
        return RecordFormat.TSV;
      }
      return jsonl ? RecordFormat.JSONL : RecordFormat.LINES;
    }
  }

  @Option(
      names = "--header",
      description =
          "The first line of each file of CSV or TSV has the names of the columns, the same in all:"
              + " for maps, records and beans, and for --columns.")
  private boolean header;

  @Option(
      names = "--columns",
      paramLabel = "NAME|N",
      split = ",",
      description =
          "Take these columns only, in this order, as price,qty: by the names of --header or by"
              + " their numbers from 1; of --jsonl, the fields of objects or the elements of"
              + " arrays.")
  private List<String> columns = new ArrayList<>();

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      converter = TextEncoding.Converter.class,
      description =
          "How the files are encoded, as ISO-8859-1 or UTF-16; the output is UTF-8 always."
              + " Default: UTF-8.")
  private TextEncoding encoding = TextEncoding.DEFAULT;

  @Option(
      names = "--max-record",
      paramLabel = "SIZE",
      converter = RecordSize.class,
      description =
          "A record that is longer than this, as 64k or 16m, is malformed, and takes up no more"
              + " memory. Default: 256m, or an eighth of the heap if that is less.")
  private int longest = InputSyntax.DEFAULT_LONGEST;

  @Option(
      names = "--on-malformed",
      paramLabel = "WAY",
      converter = OnMalformed.Converter.class,
      description =
          "What to do with a record that can't be read, because of invalid bytes, broken quotes or"
              + " JSON, or its length: fail, as any record may; or skip it, and only tell how many"
              + " there were. Default: fail.")
  private OnMalformed onMalformed = OnMalformed.FAIL;

  /**
   * Looks at what was typed.
   *
   * @throws CommandException if something can't be
   */
  void check() {
    RecordFormat chosen = format();
    if (header && !chosen.hasColumns()) {
      throw CommandException.usage("--header is for --csv and --tsv");
    }
    if (columns.isEmpty()) {
      return;
    }
    if (!chosen.hasParts()) {
      throw CommandException.usage("--columns is for --csv, --tsv and --jsonl");
    }
    if (columns.stream().anyMatch(String::isEmpty)) {
      throw CommandException.usage("--columns: a name is missing; right would be price,qty or 2,1");
    }
    if (chosen.hasColumns() && !header) {
      columns.stream()
          .filter(Predicate.not(ColumnSelection::isNumber))
          .findFirst()
          .ifPresent(
              name -> {
                throw CommandException.usage(
                    "--columns: '"
                        + name
                        + "' is no number of a column, from 1, and without --header there are no"
                        + " names");
              });
    }
  }

  RecordFormat format() {
    return format.chosen();
  }

  InputSyntax syntax() {
    return new InputSyntax(format(), encoding, longest, header);
  }

  List<String> columns() {
    return columns;
  }

  OnMalformed onMalformed() {
    return onMalformed;
  }
}
