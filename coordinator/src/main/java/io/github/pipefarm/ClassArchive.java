package io.github.pipefarm;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * An archive of the classes that every worker loads, which a JVM maps instead of reading, checking
 * and linking them one by one: HotSpot's class data sharing (JEP 350). It takes a third off the
 * start of a worker.
 *
 * <p>There is one for each Java installation and place of Pipefarm's jars, in the user's cache
 * folder, made by {@link ArchiveMaker}. Whatever goes wrong, workers start without.
 */
final class ClassArchive {
  /** {@code off}: neither uses nor makes any. */
  private static final String PROPERTY = "pipefarm.archive";

  /** Options of a JVM that would collide with ours. */
  private static final Pattern ABOUT_ARCHIVES =
      Pattern.compile(
          "-Xshare|-XX:AOT|SharedArchiveFile|ArchiveClassesAtExit|DynamicDumpInfo"
              + "|-Djava\\.system\\.class\\.loader");

  /** What a jar may hold that stands before the application's own. */
  private static final Pattern OF_PIPEFARM =
      Pattern.compile(
          "META-INF/.*|module-info\\.class|.*/"
              + "|(io/github/pipefarm|com/esotericsoftware/kryo/kryo5|org/jspecify)/.*");

  /** The jars that were looked through: that takes longer than all else here. */
  private static final Map<String, Boolean> OF_PIPEFARM_ALONE = new ConcurrentHashMap<>();

  /** How long nobody tries again after it failed. */
  private static final Duration RESPITE = Duration.ofDays(1);

  private final @Nullable Path javaHome;

  /** Where it is, or would be; null if there can be none. */
  private final @Nullable Path file;

  /** What it was made from. */
  private final String stamp;

  /** Whether it is there and can be relied upon. */
  private final boolean usable;

  private ClassArchive(@Nullable Path javaHome, @Nullable Path file, String stamp) {
    this.javaHome = javaHome;
    this.file = file;
    this.stamp = stamp;
    this.usable = file != null && isOursAlone(folder()) && isSound(file, stamp);
  }

  /**
   * The archive for workers of a farm.
   *
   * @param entries what a worker needs on its class path
   * @param folder the farm's own; what was copied there is never in the same place again
   * @param jvmOptions all that the user wants of their JVMs
   */
  static ClassArchive of(
      ProcessOptions options, List<String> entries, Path folder, String jvmOptions) {
    Path javaHome = options.javaHome();
    try {
      // Behind a launcher the file may not be there, or things may be as for somebody else.
      if (!System.getProperty(PROPERTY, "").equals("off")
          && folder().isAbsolute() // the user may have no home
          && options.launcherPrefix().isEmpty()
          && !ABOUT_ARCHIVES.matcher(jvmOptions).find()
          && entries.stream().noneMatch(entry -> Path.of(entry).startsWith(folder))
          && mayStandInFront(options, entries)) {
        Path home = javaHome != null ? javaHome : Path.of(System.getProperty("java.home"));
        StringBuilder paths = new StringBuilder();
        StringBuilder stamp = new StringBuilder();
        describe(home.resolve("lib").resolve("modules"), paths, stamp);
        for (String entry : entries) {
          describe(Path.of(entry), paths, stamp);
        }
        Path file = folder().resolve("workers-" + hash(paths) + ".jsa");
        return new ClassArchive(javaHome, file, hash(stamp));
      }
    } catch (IOException | SecurityException e) {
      ArchiveMaker.log("no class archive: " + e);
    }
    return new ClassArchive(javaHome, null, "");
  }

  /** An archive wants its jars in front; where they hold more, that would come before its turn. */
  private static boolean mayStandInFront(ProcessOptions options, List<String> entries)
      throws IOException {
    for (String entry : entries) {
      if (!Files.isRegularFile(Path.of(entry))) {
        return false; // HotSpot archives no classes from folders
      }
    }
    return (options.inheritsClasspath() && standInFront(entries)) || areOfPipefarm(entries);
  }

  private static boolean standInFront(List<String> entries) {
    List<String> path =
        Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator))
            .limit(entries.size())
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList();
    return path.equals(entries);
  }

  private static boolean areOfPipefarm(List<String> entries) throws IOException {
    for (String entry : entries) {
      Boolean known = OF_PIPEFARM_ALONE.get(entry);
      boolean isOurs = known != null ? known : isOfPipefarm(entry);
      OF_PIPEFARM_ALONE.put(entry, isOurs);
      if (!isOurs) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfPipefarm(String entry) throws IOException {
    try (JarFile jar = new JarFile(entry)) {
      return jar.stream().allMatch(file -> OF_PIPEFARM.matcher(file.getName()).matches());
    }
  }

  /** HotSpot itself wants a jar to be of the same path, length and time. */
  private static void describe(Path path, StringBuilder paths, StringBuilder stamp)
      throws IOException {
    paths.append(path.toRealPath()).append('\n');
    stamp.append(Files.size(path)).append('\n');
    stamp.append(Files.getLastModifiedTime(path).toMillis()).append('\n');
  }

  /** Against mistakes, not against anybody: a cryptographic one takes 10 ms to be loaded. */
  private static String hash(CharSequence text) {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return "%08x%08x".formatted(checksum(new CRC32C(), bytes), checksum(new CRC32(), bytes));
  }

  private static long checksum(Checksum checksum, byte[] bytes) {
    checksum.update(bytes);
    return checksum.getValue();
  }

  /** The folder of all archives. */
  static Path folder() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path parent =
        cache != null && cache.startsWith(File.separator)
            ? Path.of(cache)
            : Path.of(System.getProperty("user.home"), ".cache");
    return parent.resolve("pipefarm");
  }

  /** What others could have written is not believed. */
  static boolean isOursAlone(Path folder) {
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
   * rest is damaged. One that nobody has touched since need not be read.
   */
  private static boolean isSound(Path archive, String stamp) {
    try {
      if (!Files.isRegularFile(archive) || !Files.isRegularFile(noteOf(archive))) {
        return false;
      }
      List<String> note = Files.readAllLines(noteOf(archive));
      return note.size() == 3
          && note.get(0).equals(stamp)
          && (note.get(1).equals(times(archive)) || note.get(2).equals(checksum(archive)));
    } catch (IOException e) {
      return false;
    }
  }

  /** Where the {@link #note} on an archive is. */
  static Path noteOf(Path archive) {
    return archive.resolveSibling(archive.getFileName() + ".sum");
  }

  /** What an archive is like that has just been made. */
  static List<String> note(Path archive, String stamp) throws IOException {
    return List.of(stamp, times(archive), checksum(archive));
  }

  private static String times(Path archive) throws IOException {
    return Files.size(archive) + " bytes of " + Files.getLastModifiedTime(archive);
  }

  private static String checksum(Path archive) throws IOException {
    return "CRC-32C %08x".formatted(checksum(new CRC32C(), Files.readAllBytes(archive)));
  }

  static Path failureOf(Path archive) {
    return archive.resolveSibling(archive.getFileName() + ".failed");
  }

  private static boolean hasFailedLately(Path archive) {
    try {
      Instant failed = Files.getLastModifiedTime(failureOf(archive)).toInstant();
      return failed.isAfter(Instant.now().minus(RESPITE));
    } catch (IOException e) {
      return false; // there is no such file
    }
  }

  /** Whether a worker's class path has to begin with what the archive was made from. */
  boolean wantsItsJarsFirst() {
    return file != null;
  }

  /** Options of a JVM that uses the archive; none if it is not there. */
  List<String> options() {
    return usable ? List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds*=off:stderr") : List.of();
  }

  /** What makes the archive; null if it is there, or need not or can't be made. */
  @Nullable ArchiveMaker maker() {
    return file == null || usable || Nesting.depth() > 0 || hasFailedLately(file)
        ? null
        : new ArchiveMaker(javaHome, file, stamp);
  }
}
