package io.github.pipefarm.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;

/**
 * One of the constants on the command line.
 *
 * @param position tells which of two options came first
 * @param text the value, or the name of the file that has it
 */
record Constant(int position, String text, boolean isFile) {
  private static final AtomicInteger POSITIONS = new AtomicInteger();

  /** The values of all of them, in the order in which they were typed. */
  static List<String> values(List<Constant> typed, List<Constant> files) {
    return Stream.concat(typed.stream(), files.stream())
        .sorted((a, b) -> Integer.compare(a.position, b.position))
        .map(Constant::value)
        .toList();
  }

  private String value() {
    return isFile ? content(Path.of(text)) : text;
  }

  /** The text of a file; without the line break at its end, as in a shell. */
  private static String content(Path file) {
    try {
      String text = Files.readString(file);
      String line = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
      return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    } catch (CharacterCodingException e) {
      throw CommandException.setup("--const-file: '" + file + "' is not UTF-8");
    } catch (IOException e) {
      throw CommandException.setup(
          "--const-file: '"
              + file
              + (Files.exists(file) ? "' can't be read: " + e.getMessage() : "': no such file"));
    }
  }

  /** Takes a value. */
  static final class Typed implements ITypeConverter<Constant> {
    @Override
    public Constant convert(String text) {
      return new Constant(POSITIONS.getAndIncrement(), text, false);
    }
  }

  /** Takes the name of a file, which is read later. */
  static final class InFile implements ITypeConverter<Constant> {
    @Override
    public Constant convert(String file) {
      return new Constant(POSITIONS.getAndIncrement(), file, true);
    }
  }
}
