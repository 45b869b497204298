package io.github.pipefarm.cli;

import java.util.List;

/**
 * Where the arguments of FUNCTION come from: its first parameters from constants, its last from
 * constants, those between from the record.
 *
 * @param header the names of the columns; empty if they have none
 * @param columns what {@code --columns} takes of a record, names or numbers; empty if all
 */
record Binding(
    RecordFormat format,
    List<String> first,
    List<String> last,
    List<String> header,
    List<String> columns) {
  Binding {
    first = List.copyOf(first);
    last = List.copyOf(last);
    header = List.copyOf(header);
    columns = List.copyOf(columns);
  }

  Binding(RecordFormat format, List<String> first, List<String> last) {
    this(format, first, last, List.of(), List.of());
  }

  int constants() {
    return first.size() + last.size();
  }

  /** How many of so many parameters are left for the record; negative if there are too few. */
  int fromRecord(int parameters) {
    return parameters - constants();
  }

  /** Whether a record can give so many values. */
  boolean canGive(int values) {
    return values == 0
        || values == 1
        || (format.hasParts() && (columns.isEmpty() || values == columns.size()));
  }
}
