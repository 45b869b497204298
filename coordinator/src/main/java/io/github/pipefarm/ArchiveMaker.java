package io.github.pipefarm;

import io.github.pipefarm.function.TaskFunction;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link ClassArchive}, in the background: a worker does a few tasks, and its JVM writes
 * down at its end what it has loaded.
 */
final class ArchiveMaker implements Runnable {
  /** What has not been made for so long is of what is no longer installed, or is made again. */
  private static final Duration LIFETIME = Duration.ofDays(90);

  /** So much longer than it takes that whoever was about it must be dead. */
  private static final Duration TIME_TO_MAKE = Duration.ofMinutes(5);

  /** One attempt a JVM. */
  private static final AtomicBoolean ATTEMPTED = new AtomicBoolean();

  private final @Nullable Path javaHome;
  private final Path archive;
  private final String stamp;

  /**
   * For one archive.
   *
   * @param javaHome the installation that is to use it; null for this JVM's own
   * @param stamp what stands for all that it is made from
   */
  ArchiveMaker(@Nullable Path javaHome, Path archive, String stamp) {
    this.javaHome = javaHome;
    this.archive = archive;
    this.stamp = stamp;
  }

  /** Makes the archive in a thread of its own, if nobody else is about it. */
  @Override
  public void run() {
    if (ATTEMPTED.compareAndSet(false, true)) {
      Thread thread = new Thread(this::make, "pipefarm-class-archive");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void make() {
    Path folder = ClassArchive.folder();
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (ClassArchive.isOursAlone(folder)) {
        deleteOld(folder);
        makeAlone();
      }
    } catch (IOException | RuntimeException e) {
      log("no class archive: " + e);
    }
  }

  private void makeAlone() throws IOException {
    // Not a lock: this process may have others on the file, which closing it would give away.
    Path claim = archive.resolveSibling(archive.getFileName() + ".claim");
    if (!claimed(claim)) {
      return;
    }
    Path unfinished = archive.resolveSibling(archive.getFileName() + "." + UUID.randomUUID());
    try {
      rehearse(unfinished);
      if (!isWhole(unfinished)) {
        throw new IOException("the JVM has written none");
      }
      force(unfinished); // or a power failure could leave one that looks untouched
      Files.write(ClassArchive.noteOf(archive), ClassArchive.note(unfinished, stamp));
      Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
      log("made " + archive);
    } catch (IOException | RuntimeException e) {
      Files.writeString(ClassArchive.failureOf(archive), e + "\n");
      throw e;
    } finally {
      Files.deleteIfExists(unfinished);
      Files.deleteIfExists(claim);
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      channel.force(true);
    }
  }

  private static boolean claimed(Path claim) throws IOException {
    try {
      deleteIfOlder(claim, TIME_TO_MAKE);
      Files.createFile(claim);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static void deleteOld(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "workers-*")) {
      for (Path file : files) {
        deleteIfOlder(file, LIFETIME);
      }
    }
  }

  private static void deleteIfOlder(Path file, Duration age) throws IOException {
    FileTime limit = FileTime.from(Instant.now().minus(age));
    if (Files.exists(file) && Files.getLastModifiedTime(file).compareTo(limit) < 0) {
      Files.deleteIfExists(file);
    }
  }

  /** HotSpot writes the head last. */
  private static boolean isWhole(Path archive) throws IOException {
    if (!Files.exists(archive)) {
      return false;
    }
    try (InputStream content = Files.newInputStream(archive)) {
      for (byte each : content.readNBytes(Integer.BYTES)) {
        if (each != 0) {
          return true;
        }
      }
      return false;
    }
  }

  /** A worker that does what any worker does first. */
  private void rehearse(Path unfinished) {
    ProcessFarmBuilder builder =
        Farm.processes(1)
            .name("class-archive")
            .ownClassesOnly()
            .output(WorkerOutput.DISCARD)
            .stopTimeout(Duration.ofMinutes(1)) // it takes a while to write
            .maxHeap("256m") // with a large one, pointers would be of another kind
            .jvmArgs("-XX:ArchiveClassesAtExit=" + unfinished);
    if (javaHome != null) {
      builder.javaHome(javaHome);
    }
    try (Farm farm = builder.build()) {
      farm.call(() -> 1);
      farm.map(IntStream.range(0, 100).boxed().toList(), new Rehearsal("a constant"));
      farm.submit(1, number -> new ArrayList<>(List.of(number))).join();
      farm.map(List.of("a", "b"), Integer.valueOf(2), (text, number) -> text.repeat(number));
      farm.outcomes(List.of(1), new Failing()).forEach(outcome -> {});
    }
  }

  private record Result(int number, String text) {}

  private record Rehearsal(String constant) implements TaskFunction<Integer, Result> {
    @Override
    public Result apply(Integer number) {
      return new Result(number, constant);
    }
  }

  private record Failing() implements TaskFunction<Integer, Integer> {
    @Override
    public Integer apply(Integer number) {
      throw new IllegalStateException("on purpose");
    }
  }

  static void log(String message) {
    Log.of(ClassArchive.class).log(Level.DEBUG, () -> message);
  }
}
