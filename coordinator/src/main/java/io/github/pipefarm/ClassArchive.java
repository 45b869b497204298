package io.github.pipefarm;

import io.github.pipefarm.function.TaskFunction;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * An archive of the classes that every worker loads, which a JVM maps instead of reading, checking
 * and linking them one by one: HotSpot's class data sharing (JEP 350). It takes a third off the
 * start of a worker.
 *
 * <p>There is one for each Java installation and version of Pipefarm's jars, in the user's cache
 * folder. The first farm that misses it and lives for some seconds, so that it does not disturb who
 * is in a hurry, has it made in the background: by a worker that does a few tasks and writes down
 * at its end what it has loaded. Whatever goes wrong, workers start without.
 */
final class ClassArchive {
  /** {@code off}: neither uses nor makes any. */
  static final String PROPERTY = "pipefarm.archive";

  static final ClassArchive NONE = new ClassArchive(null, null);

  private static final Duration LIFETIME = Duration.ofDays(90);

  /** One attempt a JVM: what fails once will fail again. */
  private static final AtomicBoolean ATTEMPTED = new AtomicBoolean();

  private final @Nullable Path javaHome;
  private final @Nullable Path file;

  /** Whether it is there and can be relied upon. */
  private final boolean usable;

  private ClassArchive(@Nullable Path javaHome, @Nullable Path file) {
    this.javaHome = javaHome;
    this.file = file;
    this.usable = file != null && isOursAlone(folder()) && isSound(file);
  }

  /**
   * The archive for workers of a farm.
   *
   * @param javaHome the installation that they run on; null for this JVM's own
   * @param jars what stands first on their class path
   * @param jvmArgs what the user wants of their JVMs
   */
  static ClassArchive of(@Nullable Path javaHome, List<String> jars, List<String> jvmArgs) {
    boolean isWanted =
        !System.getProperty(PROPERTY, "").equals("off")
            && jars.stream().allMatch(jar -> Files.isRegularFile(Path.of(jar)))
            && jvmArgs.stream().noneMatch(ClassArchive::isAboutArchives);
    return new ClassArchive(javaHome, isWanted ? file(javaHome, jars) : null);
  }

  private static boolean isAboutArchives(String jvmArgument) {
    return jvmArgument.startsWith("-Xshare")
        || jvmArgument.contains("SharedArchiveFile")
        || jvmArgument.contains("ArchiveClassesAtExit")
        || jvmArgument.startsWith("-XX:AOT");
  }

  private static @Nullable Path file(@Nullable Path javaHome, List<String> jars) {
    try {
      Path home = javaHome != null ? javaHome : Path.of(System.getProperty("java.home"));
      StringBuilder key = new StringBuilder();
      describe(home.resolve("lib").resolve("modules"), key);
      for (String jar : jars) {
        describe(Path.of(jar), key);
      }
      if (!folder().isAbsolute()) { // in a container the user may have no home
        throw new IOException("there is no folder for caches");
      }
      return folder().resolve("workers-" + hash(key.toString()) + ".jsa");
    } catch (IOException | NoSuchAlgorithmException | SecurityException e) {
      log("no class archive: " + e);
      return null;
    }
  }

  /** HotSpot itself wants a jar to be of the same path, length and time. */
  private static void describe(Path path, StringBuilder key) throws IOException {
    key.append(path.toRealPath())
        .append('\n')
        .append(Files.size(path))
        .append('\n')
        .append(Files.getLastModifiedTime(path).toMillis())
        .append('\n');
  }

  private static String hash(String key) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] hash = digest.digest(key.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, 12);
  }

  private static Path folder() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path parent =
        cache != null && cache.startsWith(File.separator)
            ? Path.of(cache)
            : Path.of(System.getProperty("user.home"), ".cache");
    return parent.resolve("pipefarm");
  }

  /** Options of a JVM that uses the archive; none if it is not there. */
  List<String> options() {
    return usable ? List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds*=off:stderr") : List.of();
  }

  /** What others could have written is not believed. */
  private static boolean isOursAlone(Path folder) {
    try {
      Set<PosixFilePermission> permissions =
          Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
      return PosixFilePermissions.toString(permissions).endsWith("------")
          && Files.getOwner(folder).equals(Files.getOwner(Path.of("/proc/self")));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /**
   * Whether an archive is as it was made. HotSpot looks at its head alone, and crashes where the
   * rest is damaged.
   */
  private static boolean isSound(Path archive) {
    try {
      Path sum = sumOf(archive);
      return Files.isRegularFile(archive)
          && Files.isRegularFile(sum)
          && Files.readString(sum).equals(sum(archive));
    } catch (IOException e) {
      return false;
    }
  }

  private static Path sumOf(Path archive) {
    return archive.resolveSibling(archive.getFileName() + ".sum");
  }

  private static String sum(Path archive) throws IOException {
    byte[] content = Files.readAllBytes(archive);
    CRC32C crc = new CRC32C();
    crc.update(content);
    return content.length + " bytes, CRC-32C " + Long.toHexString(crc.getValue());
  }

  /** Whether there could be an archive, and is none. */
  boolean isMissing() {
    return file != null && !usable && Nesting.depth() == 0 && !ATTEMPTED.get();
  }

  /** Has the archive made, if it is still missing and nobody else is about it. */
  void makeInBackground() {
    if (file != null && isMissing() && ATTEMPTED.compareAndSet(false, true)) {
      Path missing = file;
      Thread thread = new Thread(() -> make(missing), "pipefarm-class-archive");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void make(Path missing) {
    try {
      Path folder = folder();
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (isOursAlone(folder)) {
        makeAlone(missing);
      }
    } catch (IOException | RuntimeException e) {
      log("no class archive: " + e);
    }
  }

  private void makeAlone(Path missing) throws IOException {
    Path lockPath = missing.resolveSibling(missing.getFileName() + ".lock");
    Path unfinished = missing.resolveSibling(missing.getFileName() + ".new");
    try (FileChannel channel =
            FileChannel.open(lockPath, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null && !isSound(missing)) {
        Files.deleteIfExists(unfinished); // of somebody who was killed at it
        rehearse(unfinished);
        Files.writeString(sumOf(missing), sum(unfinished));
        Files.move(unfinished, missing, StandardCopyOption.ATOMIC_MOVE);
        log("made " + missing);
        deleteOld(folder());
      }
    } catch (OverlappingFileLockException e) {
      return; // another class loader's Pipefarm is about it
    }
  }

  /** Of what is no longer installed, most likely; else it is made again. */
  private static void deleteOld(Path folder) throws IOException {
    FileTime limit = FileTime.from(Instant.now().minus(LIFETIME));
    try (DirectoryStream<Path> archives = Files.newDirectoryStream(folder, "workers-*.jsa")) {
      for (Path archive : archives) {
        if (Files.getLastModifiedTime(archive).compareTo(limit) < 0) {
          Files.deleteIfExists(archive);
          Files.deleteIfExists(sumOf(archive));
        }
      }
    }
  }

  /** A worker that does what any worker does first, and writes down what it has loaded. */
  private void rehearse(Path archive) {
    ProcessFarmBuilder builder =
        Farm.processes(1)
            .name("class-archive")
            .ownClassesOnly()
            .output(WorkerOutput.DISCARD)
            .jvmArgs("-XX:ArchiveClassesAtExit=" + archive);
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

  private static void log(String message) {
    System.getLogger(ClassArchive.class.getName()).log(System.Logger.Level.DEBUG, message);
  }
}
