package io.github.pipefarm.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A file, or standard input.
 *
 * @param name what messages call it
 * @param path the file; {@code -} for standard input
 */
record Input(String name, Path path) {
  private static final Path STANDARD_INPUT = Path.of("-");

  /** What every file that gzip makes begins with. */
  private static final byte[] GZIP = {0x1F, (byte) 0x8B};

  private static final int UNPACKING = 16 << 10;

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

  /** What is to be read of it; unpacked, if name and content say that it was packed by gzip. */
  InputStream stream(FileChannel channel) throws IOException {
    InputStream raw = Channels.newInputStream(channel);
    if (!name.endsWith(".gz") && !name.endsWith(".GZ")) {
      return raw;
    }
    PushbackInputStream packed = new PushbackInputStream(raw, GZIP.length);
    byte[] beginning = packed.readNBytes(GZIP.length);
    packed.unread(beginning);
    return Arrays.equals(beginning, GZIP) ? new GZIPInputStream(packed, UNPACKING) : packed;
  }

  /** Whether it can be read more than once. */
  boolean isRegularFile() {
    return !isStandardInput() && Files.isRegularFile(path);
  }
}
