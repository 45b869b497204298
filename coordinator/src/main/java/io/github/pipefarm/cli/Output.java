package io.github.pipefarm.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where results go: standard output, or a file that appears whole or not at all, for which a
 * temporary file beside it is written and then moved.
 */
final class Output implements AutoCloseable {
  private final String name;
  private final OutputStream stream;
  private final @Nullable Path temporary;
  private final @Nullable Path target;

  private Output(
      String name, OutputStream stream, @Nullable Path temporary, @Nullable Path target) {
    this.name = name;
    this.stream = stream;
    this.temporary = temporary;
    this.target = target;
  }

  /** Standard output without {@code System.out}, which would swallow that it was closed. */
  static Output standard() {
    return new Output("stdout", new FileOutputStream(FileDescriptor.out), null, null);
  }

  static Output file(Path file) {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        return new Output("'" + file + "'", Files.newOutputStream(file), null, null);
      }
      // A symbolic link keeps being one: what it points to is replaced.
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      Path temporary = beside(target);
      OutputStream stream = Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW);
      // For what ends the JVM without asking; harmless once the file has been moved.
      temporary.toFile().deleteOnExit();
      return new Output("'" + file + "'", stream, temporary, target);
    } catch (IOException e) {
      throw unwritable("'" + file + "'", e);
    }
  }

  /** A name for a file in the same folder that is there for a while. */
  static Path beside(Path file) {
    Path absolute = file.toAbsolutePath();
    return absolute.resolveSibling(
        "." + absolute.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
  }

  /**
   * A file that is written where it stands, so that it has whatever was written when the process is
   * killed.
   *
   * @param kept how many bytes of it stay; what follows them is cut off
   */
  static Output inPlace(Path file, long kept) {
    String name = "'" + file + "'";
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (Files.isRegularFile(file)) {
        channel.truncate(kept).position(kept);
      }
      return new Output(name, Channels.newOutputStream(channel), null, file);
    } catch (IOException e) {
      throw unwritable(name, e);
    }
  }

  /** A file that is gone when this is closed. */
  static Output temporary(Path file) {
    String name = "'" + file + "'";
    try {
      OutputStream stream = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
      file.toFile().deleteOnExit();
      return new Output(name, stream, file, null);
    } catch (IOException e) {
      throw unwritable(name, e);
    }
  }

  OutputStream stream() {
    return stream;
  }

  /** Puts the file in its place. */
  void commit() {
    try {
      stream.close();
      if (temporary != null && target != null) {
        Files.move(
            temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw unwritable(name, e);
    }
  }

  /** Drops what was not committed. */
  @Override
  public void close() throws IOException {
    stream.close();
    discard();
  }

  /** Leaves nothing behind of what was not committed, whoever still writes. */
  void discard() {
    if (temporary != null) {
      var unused = temporary.toFile().delete();
    }
  }

  CommandException unwritable(IOException cause) {
    return unwritable(name, cause);
  }

  private static CommandException unwritable(String name, IOException cause) {
    return CommandException.setup(name + " can't be written: " + cause);
  }

  /** Whether it is the other end that went away, as {@code head} does when it has enough. */
  boolean isClosedBy(IOException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return target == null
        && temporary == null
        && (message.contains("broken pipe") || message.contains("reset"));
  }
}
