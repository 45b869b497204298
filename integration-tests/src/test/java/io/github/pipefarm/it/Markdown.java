package io.github.pipefarm.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The blocks of code of a page in Markdown. */
final class Markdown {
  /** What an invisible comment begins with that declares what the block below it needs. */
  private static final String DECLARATIONS = "<!-- java:";

  /**
   * A block between two fences.
   *
   * @param line where its first line stands, from 1
   * @param declarations what the comment above it declares, for the compiler alone
   */
  record Block(String language, int line, List<String> lines, String declarations) {
    String text() {
      return String.join("\n", lines);
    }
  }

  private Markdown() {}

  /** Reads all blocks of a page. */
  static List<Block> blocks(Path page) throws IOException {
    List<Block> blocks = new ArrayList<>();
    String declarations = "";
    Block open = null;
    int number = 0;
    for (String line : Files.readAllLines(page)) {
      number++;
      if (open != null) {
        if (line.equals("```")) {
          blocks.add(open);
          open = null;
        } else {
          open.lines().add(line);
        }
      } else if (line.startsWith("```")) {
        open = new Block(line.substring(3), number + 1, new ArrayList<>(), declarations);
        declarations = "";
      } else if (line.startsWith(DECLARATIONS)) {
        declarations = line.substring(DECLARATIONS.length(), line.lastIndexOf("-->"));
      }
    }
    return blocks;
  }
}
