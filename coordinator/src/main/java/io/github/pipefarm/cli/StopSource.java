package io.github.pipefarm.cli;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Tells the workers that no record may begin any more, those included that wait in a worker
 * already; records that run are not disturbed.
 *
 * <p>It is one word of memory that is shared through a file, so that looking costs nothing. The
 * file has no name from the beginning, nothing is left of it however this process ends: the workers
 * open it by way of {@code /proc}.
 */
final class StopSource {
  static final VarHandle WORD =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private final ByteBuffer word;

  /** Keeps the file open, which it would not be any more without a reference to it. */
  private final FileChannel file;

  private final StopToken token;

  private StopSource(ByteBuffer word, FileChannel file, StopToken token) {
    this.word = word;
    this.file = file;
    this.token = token;
  }

  /** Makes one, where there is a {@code /proc} and room for a word. */
  static Optional<StopSource> make() {
    try {
      // Not by createTempFile, whose names are made by what takes 10 ms to load.
      String name = "pipefarm-stop-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
      Path path = Path.of(System.getProperty("java.io.tmpdir"), name);
      Set<OpenOption> anew =
          Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileAttribute<?> ownerOnly =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      FileChannel file = FileChannel.open(path, anew, ownerOnly);
      Optional<Path> descriptor;
      try {
        file.write(ByteBuffer.allocate(Integer.BYTES));
        descriptor = descriptorOf(path.toRealPath());
      } finally {
        Files.delete(path);
      }
      if (descriptor.isEmpty()) {
        file.close();
        return Optional.empty();
      }
      ByteBuffer word = file.map(FileChannel.MapMode.READ_WRITE, 0, Integer.BYTES);
      return Optional.of(new StopSource(word, file, new StopToken(descriptor.get().toString())));
    } catch (IOException | UnsupportedOperationException e) { // such as no owners
      return Optional.empty();
    }
  }

  private static Optional<Path> descriptorOf(Path file) throws IOException {
    Path own = Path.of("/proc/" + ProcessHandle.current().pid() + "/fd");
    if (!Files.isDirectory(own)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(own)) {
      for (Path descriptor : descriptors) {
        if (isOf(descriptor, file)) {
          return Optional.of(descriptor);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isOf(Path descriptor, Path file) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (IOException e) {
      return false; // closed since it was listed: workers are being started meanwhile
    }
  }

  /** What the workers look at. */
  StopToken token() {
    return token;
  }

  /** Lets no record begin from now on. */
  void requestStop() {
    if (file.isOpen()) {
      WORD.setVolatile(word, 0, 1);
    }
  }
}
