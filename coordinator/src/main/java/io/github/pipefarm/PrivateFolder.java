package io.github.pipefarm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A farm's folder for what it shares with its workers, which only this user may enter: in memory
 * where there is /dev/shm, else among the temporary files.
 *
 * <p>It holds a file that is locked as long as its farm lives. Whoever makes a folder looks for
 * others whose lock is free, and deletes them: a process id would not do, it may be another
 * process's by now, or from another container. Folders of this process are not even looked at:
 * closing a file gives up all locks that the process has on it.
 */
final class PrivateFolder implements AutoCloseable {
  private static final String PREFIX = "pipefarm-";
  private static final String LOCK = "lock";

  /** How long it may take at most until a new folder is locked. */
  private static final Duration TIME_TO_LOCK = Duration.ofMinutes(1);

  private static final int MOST_ATTEMPTS = 10;

  /** For farms that are never closed: what ends in order leaves no file. */
  private static final Set<PrivateFolder> OPEN = openFolders();

  private final Path path;
  private final FileChannel lockFile;

  private PrivateFolder(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  private static Set<PrivateFolder> openFolders() {
    Set<PrivateFolder> open = ConcurrentHashMap.newKeySet();
    try {
      Thread hook = new Thread(() -> open.forEach(PrivateFolder::close), "pipefarm-exit");
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      return open; // the JVM is ending already: the next farm's sweep will do
    }
    return open;
  }

  /** Makes a folder, and deletes what dead farms have left. */
  static PrivateFolder make() throws IOException {
    PrivateFolder made = makeSomewhere();
    OPEN.add(made);
    return made;
  }

  private static PrivateFolder makeSomewhere() throws IOException {
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
    // Random, but nothing depends on nobody's guessing it: to make a secret one takes 10 ms.
    long random = ThreadLocalRandom.current().nextLong();
    String name = PREFIX + ProcessHandle.current().pid() + "-" + Long.toHexString(random);
    Path fresh = Files.createDirectory(parent.resolve("." + name), ownerOnly(parent));
    Path path = parent.resolve(name);
    try {
      FileChannel lockFile =
          FileChannel.open(
              fresh.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      lockFile.lock();
      return new PrivateFolder(Files.move(fresh, path), lockFile);
    } catch (IOException e) {
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

  private static void sweep(Path parent) {
    String own = PREFIX + ProcessHandle.current().pid() + "-";
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, "{,.}" + PREFIX + "*")) {
      for (Path folder : folders) {
        if (!folder.getFileName().toString().contains(own) && isDead(folder)) {
          delete(folder);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Somebody else sweeps as well, or it is not ours to sweep.
      return;
    }
  }

  private static boolean isDead(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) || !Files.isWritable(folder)) {
      return false; // another user's
    }
    Path lockPath = folder.resolve(LOCK);
    if (!Files.exists(lockPath)) {
      // About to be locked, unless that was long ago.
      Instant made = Files.getLastModifiedTime(folder).toInstant();
      return made.isBefore(Instant.now().minus(TIME_TO_LOCK));
    }
    try (FileChannel channel = FileChannel.open(lockPath, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  Path path() {
    return path;
  }

  /**
   * Deletes the folder with all that is in it. Should somebody write to it at the same time, that
   * is tried again at the end of this JVM, and by others that sweep.
   */
  @Override
  public void close() {
    try {
      delete(path);
      OPEN.remove(this);
    } catch (IOException e) {
      Log.of(PrivateFolder.class).log(Level.WARNING, () -> "could not delete " + path, e);
    } finally {
      unlock();
    }
  }

  private void unlock() {
    try {
      lockFile.close();
    } catch (IOException e) {
      Log.of(PrivateFolder.class)
          .log(Level.WARNING, () -> "could not close the lock of " + path, e);
    }
  }

  /** Deletes a folder; a dying worker may put a last file into it meanwhile. */
  private static void delete(Path folder) throws IOException {
    for (int attempt = 1; Files.exists(folder); attempt++) {
      try {
        deleteOnce(folder);
      } catch (DirectoryNotEmptyException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static void deleteOnce(Path folder) throws IOException {
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
