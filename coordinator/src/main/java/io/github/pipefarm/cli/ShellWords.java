package io.github.pipefarm.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a command into words as a shell does: at spaces, but not within quotes or behind a
 * backslash. Nothing is expanded.
 */
final class ShellWords {
  private ShellWords() {}

  /**
   * Splits a text.
   *
   * @throws IllegalArgumentException if a quote is missing
   */
  static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    @Nullable StringBuilder word = null;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isBlank = c == ' ' || c == '\t' || c == '\n';
      if (quote == 0 && isBlank) {
        if (word != null) {
          words.add(word.toString());
        }
        word = null;
        continue;
      }
      word = word == null ? new StringBuilder() : word;
      if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == '\\' && isEscape(text, i, quote)) {
        i++;
        word.append(text.charAt(i));
      } else {
        word.append(c);
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("'" + text + "' has no second " + quote);
    }
    if (word != null) {
      words.add(word.toString());
    }
    return words;
  }

  /** A word as it may be typed; in quotes if it needs them. */
  static String quote(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** In single quotes a backslash is itself, in double quotes it stands before few others. */
  private static boolean isEscape(String text, int at, char quote) {
    if (at + 1 == text.length() || quote == '\'') {
      return false;
    }
    return quote == 0 || "\"\\$`".indexOf(text.charAt(at + 1)) >= 0;
  }
}
