package io.github.pipefarm.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file, or standard input.
 *
 * @param name what messages call it
 * @param path the file; {@code -} for standard input
 */
record Input(String name, Path path) {
  private static final Path STANDARD_INPUT = Path.of("-");

  /** The inputs that operands name, checked as far as they can be without reading them. */
  static List<Input> of(List<Path> files) {
    if (files.isEmpty()) {
      return List.of(new Input("stdin", STANDARD_INPUT));
    }
    return files.stream().map(Input::checked).toList();
  }

  private static Input checked(Path file) {
    if (file.equals(STANDARD_INPUT)) {
      return new Input("stdin", file);
    }
    if (Files.isDirectory(file)) {
      throw CommandException.setup("'" + file + "' is a folder, not a file of records");
    }
    if (!Files.isReadable(file)) {
      throw CommandException.setup(
          "'" + file + (Files.exists(file) ? "' can't be read" : "': no such file"));
    }
    return new Input(file.toString(), file);
  }

  boolean isStandardInput() {
    return path.equals(STANDARD_INPUT);
  }

  /** Opens it as a channel, whose reader another thread can wake by closing it. */
  @SuppressWarnings("resource") // the channel closes the stream
  FileChannel open() throws IOException {
    return isStandardInput()
        ? new FileInputStream(FileDescriptor.in).getChannel()
        : FileChannel.open(path, StandardOpenOption.READ);
  }
}
