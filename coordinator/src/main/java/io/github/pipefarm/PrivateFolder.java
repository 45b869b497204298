package io.github.pipefarm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A farm's folder for what it shares with its workers, which only this user may enter: in memory
 * where there is /dev/shm, else among the temporary files.
 *
 * <p>It holds a file that is locked as long as its farm lives. Whoever makes a folder looks for
 * others whose lock is free, and deletes them: a process id would not do, it may be another
 * process's by now, or from another container.
 */
final class PrivateFolder implements AutoCloseable {
  private static final String PREFIX = "pipefarm-";
  private static final String LOCK = "lock";

  /**
   * The folders of this JVM. They must not even be looked at: closing a file gives up all locks
   * that the process has on it.
   */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lockFile;

  private PrivateFolder(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /** Makes a folder, and deletes what dead farms have left. */
  static PrivateFolder make() throws IOException {
    IOException first = null;
    for (Path parent :
        List.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")))) {
      if (Files.isDirectory(parent) && Files.isWritable(parent)) {
        try {
          sweep(parent);
          return makeIn(parent);
        } catch (IOException e) {
          first = first == null ? e : first;
        }
      }
    }
    throw first != null ? first : new IOException("there is no folder for temporary files");
  }

  private static PrivateFolder makeIn(Path parent) throws IOException {
    // Under another name until it is locked, so that nobody takes it for a dead farm's.
    String name = PREFIX + ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    Path fresh = Files.createDirectory(parent.resolve("." + name), ownerOnly(parent));
    Path path = parent.resolve(name);
    OWN.add(path);
    try {
      FileChannel lockFile =
          FileChannel.open(
              fresh.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      lockFile.lock();
      return new PrivateFolder(Files.move(fresh, path), lockFile);
    } catch (IOException e) {
      OWN.remove(path);
      delete(fresh);
      throw e;
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path parent) throws IOException {
    return Files.getFileStore(parent).supportsFileAttributeView("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  private static void sweep(Path parent) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : folders) {
        if (!OWN.contains(folder) && isDead(folder)) {
          delete(folder);
        }
      }
    }
  }

  private static boolean isDead(Path folder) {
    if (!Files.isWritable(folder)) {
      return false; // another user's
    }
    try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }

  Path path() {
    return path;
  }

  /** Deletes the folder with all that is in it. */
  @Override
  public void close() {
    try {
      delete(path);
      lockFile.close();
    } catch (IOException e) {
      // The next farm's sweep comes by here again.
      System.getLogger(PrivateFolder.class.getName())
          .log(System.Logger.Level.DEBUG, () -> "could not delete " + path, e);
    } finally {
      OWN.remove(path);
    }
  }

  private static void delete(Path folder) throws IOException {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE; // somebody else deletes it as well
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
                throws IOException {
              Files.deleteIfExists(directory);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
