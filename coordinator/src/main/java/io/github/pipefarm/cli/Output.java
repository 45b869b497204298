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
  private static final Path STANDARD_OUTPUT = Path.of("/dev/fd/1");
  private static final Path FLAGS_OF_STANDARD_OUTPUT = Path.of("/proc/self/fdinfo/1");
  private static final int NON_BLOCKING = 04000;

  // What kind of file it is, of its mode, as POSIX systems number it.
  private static final int KIND = 0xf000;
  private static final int PIPE = 0x1000;
  private static final int SOCKET = 0xc000;

  private final String name;
  private final OutputStream stream;
  private final @Nullable Path temporary;
  private final @Nullable Path target;

  /** What may have another end: standard output, or a file that is no regular one. */
  private final @Nullable Path special;

  private final @Nullable FileChannel inPlace;

  private Output(
      String name,
      OutputStream stream,
      @Nullable Path temporary,
      @Nullable Path target,
      @Nullable Path special,
      @Nullable FileChannel inPlace) {
    this.name = name;
    this.stream = stream;
    this.temporary = temporary;
    this.target = target;
    this.special = special;
    this.inPlace = inPlace;
  }

  /** Standard output without {@code System.out}, which would swallow that it was closed. */
  static Output standard() {
    OutputStream stream = new FileOutputStream(FileDescriptor.out);
    return new Output("stdout", stream, null, null, STANDARD_OUTPUT, null);
  }

  static Output file(Path file) {
    try {
      if (isSpecial(file)) {
        return new Output("'" + file + "'", Files.newOutputStream(file), null, null, file, null);
      }
      // A symbolic link keeps being one: what it points to is replaced.
      Path target = real(file);
      Path temporary = beside(target);
      OutputStream stream = Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW);
      // For what ends the JVM without asking; harmless once the file has been moved.
      temporary.toFile().deleteOnExit();
      return new Output("'" + file + "'", stream, temporary, target, null, null);
    } catch (IOException e) {
      throw unwritable("'" + file + "'", e);
    }
  }

  /** A name for a file in the same folder that is there for a while. */
  static Path beside(Path file) {
    return beside(file, ProcessHandle.current().pid() + ".tmp");
  }

  static Path beside(Path file, String ending) {
    Path absolute = file.toAbsolutePath();
    return absolute.resolveSibling("." + absolute.getFileName() + "." + ending);
  }

  /** What a file is in the end, if it is a symbolic link; there need not be any. */
  static Path real(Path file) throws IOException {
    return Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
  }

  /** Whether it is something that can only be written to, as a device or a named pipe. */
  static boolean isSpecial(Path file) {
    return Files.exists(file) && !Files.isRegularFile(file);
  }

  /**
   * A file that is written where it stands, so that it has whatever was written when the process is
   * killed. It stays as it is until it is {@link #cut}.
   *
   * @throws CommandException if another run is writing it
   */
  static Output inPlace(Path file) {
    String name = "'" + file + "'";
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (Files.isRegularFile(file) && !isLocked(channel)) {
        channel.close();
        throw CommandException.setup(name + " is being written by another run");
      }
      return new Output(name, Channels.newOutputStream(channel), null, file, null, channel);
    } catch (IOException e) {
      throw unwritable(name, e);
    }
  }

  /** Keeps other runs away, where the file system can do that, until the channel is closed. */
  private static boolean isLocked(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (IOException e) {
      return true; // it has no locks: nothing can be said about other runs
    }
  }

  /** Cuts off what follows so many bytes of a file that is written in place, and goes on there. */
  void cut(long length) {
    try {
      if (inPlace != null && target != null && Files.isRegularFile(target)) {
        inPlace.truncate(length).position(length);
      }
    } catch (IOException e) {
      throw unwritable(name, e);
    }
  }

  /** A file that is gone when this is closed. */
  static Output temporary(Path file) {
    String name = "'" + file + "'";
    try {
      OutputStream stream = Files.newOutputStream(file);
      file.toFile().deleteOnExit();
      return new Output(name, stream, file, null, null, null);
    } catch (IOException e) {
      throw unwritable(name, e);
    }
  }

  boolean isStandard() {
    return STANDARD_OUTPUT.equals(special);
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
    return special != null && (saysSo(failure) || (hasOtherEnd(special) && !isTooFull()));
  }

  /** Whether it is a pipe or a socket. */
  static boolean hasOtherEnd(Path file) {
    try {
      int kind = (int) Files.getAttribute(file, "unix:mode") & KIND;
      return kind == PIPE || kind == SOCKET;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false; // such as where files have no such attribute
    }
  }

  /** Whether another process may have made writing fail where the other end is only slow. */
  private boolean isTooFull() {
    try {
      return isStandard()
          && Files.readAllLines(FLAGS_OF_STANDARD_OUTPUT).stream()
              .filter(line -> line.startsWith("flags:"))
              .map(line -> line.substring("flags:".length()).strip())
              .anyMatch(flags -> (Long.parseLong(flags, 8) & NON_BLOCKING) != 0);
    } catch (IOException e) {
      return false; // there is no /proc
    }
  }

  /** In whatever words the system has; these are English. */
  private static boolean saysSo(IOException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("broken pipe") || message.contains("reset");
  }
}
