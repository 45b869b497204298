package io.github.pipefarm.cli;

import java.util.Arrays;
import java.util.List;

/** What {@code --columns} takes of a row, in which order. */
final class ColumnSelection {
  private final int[] positions;

  private ColumnSelection(int[] positions) {
    this.positions = positions;
  }

  /**
   * Looks names up.
   *
   * @param columns names of the header, or numbers from 1
   */
  static ColumnSelection of(List<String> columns, List<String> header) throws ResolutionException {
    int[] positions = new int[columns.size()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = position(columns.get(i), header);
    }
    return new ColumnSelection(positions);
  }

  static boolean isNumber(String column) {
    return column.matches("[1-9][0-9]{0,8}");
  }

  private static int position(String column, List<String> header) throws ResolutionException {
    int named = header.indexOf(column);
    if (named >= 0) {
      return named;
    }
    if (isNumber(column) && (header.isEmpty() || Integer.parseInt(column) <= header.size())) {
      return Integer.parseInt(column) - 1;
    }
    throw new ResolutionException(
        "--columns: there is no column '%s'%s"
            .formatted(
                column,
                Suggestion.nearest(column, header)
                    .map(near -> ": did you mean " + near + "?")
                    .orElse("; there are " + String.join(", ", header))));
  }

  List<String> names(List<String> header) {
    return header.isEmpty() ? header : Arrays.stream(positions).mapToObj(header::get).toList();
  }

  String[] of(String[] row) throws RecordException {
    String[] selected = new String[positions.length];
    for (int i = 0; i < positions.length; i++) {
      if (positions[i] >= row.length) {
        throw new RecordException(
            "wrong number of columns: %d, and --columns takes column %d"
                .formatted(row.length, positions[i] + 1));
      }
      selected[i] = row[positions[i]];
    }
    return selected;
  }
}
