package io.github.pipefarm.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what was probably meant. */
final class Suggestion {
  private Suggestion() {}

  /** The name nearest to what was typed, if it is near enough to be a slip. */
  static Optional<String> nearest(String typed, Collection<String> names) {
    return names.stream()
        .filter(name -> distance(typed, name) <= Math.max(1, typed.length() / 3))
        .min(
            Comparator.comparingInt((String name) -> distance(typed, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /**
   * How many letters must be added, dropped, changed or swapped with their neighbour to make one of
   * the other, upper and lower case being the same (Damerau's distance).
   */
  private static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[][] distances = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          distances[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best =
            Math.min(
                distances[i - 1][j - 1] + change,
                Math.min(distances[i - 1][j], distances[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        distances[i][j] = swapped ? Math.min(best, distances[i - 2][j - 2] + 1) : best;
      }
    }
    return distances[a.length()][b.length()];
  }
}
