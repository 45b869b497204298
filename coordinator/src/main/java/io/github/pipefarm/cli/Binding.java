package io.github.pipefarm.cli;

import java.util.List;

/**
 * Where the arguments of FUNCTION come from: its first parameters from constants, its last from
 * constants, those between from the record.
 */
record Binding(RecordFormat format, List<String> first, List<String> last) {
  Binding {
    first = List.copyOf(first);
    last = List.copyOf(last);
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
    return format.hasColumns() ? values >= 0 : values == 0 || values == 1;
  }
}
