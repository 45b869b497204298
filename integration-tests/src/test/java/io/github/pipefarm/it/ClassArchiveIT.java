package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The archive of classes that makes workers start faster, and never gets in anybody's way. */
class ClassArchiveIT {
  @TempDir static Path cache;
  private static Path loaded;
  private static byte[] archive;
  private static Path file;

  @BeforeAll
  static void aFarmThatLivesForSomeSecondsHasItMade() throws IOException {
    Path folder = cache.resolve("pipefarm");
    loaded = cache.resolve("loaded.txt");
    try (Program first = start(List.of())) {
      await().until(() -> first.out().contains("no archive"));
      await().atMost(Duration.ofSeconds(60)).until(() -> archiveIn(folder) != null);
      first.endInput();
      assertThat(first.exitCode()).isZero();
    }
    file = archiveIn(folder);
    archive = Files.readAllBytes(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
  }

  private static Path archiveIn(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return null;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(each -> each.toString().endsWith(".jsa")).findAny().orElse(null);
    }
  }

  @Test
  void theNextFarmUsesIt() throws IOException {
    assertThat(run(List.of())).isEqualTo("archive");
    assertThat(Files.readAllLines(loaded))
        .anyMatch(line -> line.contains("worker.WorkerMain source: shared objects file (top)"))
        .anyMatch(line -> line.contains("protocol.Decoder source: shared objects file (top)"));
  }

  @Test
  void nobodyUsesItWhoDoesNotWantTo() {
    assertThat(run(List.of("-Dpipefarm.archive=off"))).isEqualTo("no archive");
  }

  @Test
  void aDamagedOneIsIgnored() throws IOException {
    for (int length : List.of(0, 100, archive.length / 2)) {
      replace(Arrays.copyOf(archive, length));
      assertThat(run(List.of())).isEqualTo("no archive");
    }
    byte[] garbled = archive.clone();
    Arrays.fill(garbled, garbled.length / 2, garbled.length, (byte) 7);
    replace(garbled);
    assertThat(run(List.of())).isEqualTo("no archive");
    replace(archive);
    assertThat(run(List.of())).as("with one that is whole again").isEqualTo("archive");
  }

  private static void replace(byte[] content) throws IOException {
    Files.delete(file);
    Files.write(file, content);
  }

  @Test
  void oneThatOthersCouldHaveWrittenIsNotUsed() throws IOException {
    Path folder = cache.resolve("pipefarm");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(run(List.of())).isEqualTo("no archive");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"})
  void optionsInTheEnvironmentAreRespected(String variable) {
    try (Program user = start(List.of(), variable, "-Xshare:auto")) {
      user.endInput();
      assertThat(user.exitCode()).as(user::err).isZero();
      assertThat(user.out()).containsExactly("no archive");
    }
  }

  @Test
  void anApplicationThatHasPipefarmInItsOwnJarKeepsTheOrderOfItsClassPath() throws IOException {
    Path conf = Files.createDirectory(cache.resolve("conf"));
    Files.writeString(conf.resolve("settings.txt"), "of the folder");
    Path fat = cache.resolve("fat.jar");
    Files.copy(Path.of(System.getProperty("pipefarm.jar")), fat);
    try (FileSystem jar = FileSystems.newFileSystem(fat)) {
      Files.writeString(jar.getPath("/settings.txt"), "of the jar");
    }
    String tests = Path.of("target", "test-classes").toAbsolutePath().toString();
    ProcessBuilder builder = Program.java(List.of(), SettingsReader.class);
    int classpath = builder.command().indexOf("-cp") + 1;
    builder
        .command()
        .set(classpath, String.join(File.pathSeparator, conf.toString(), fat.toString(), tests));
    try (Program reader = Program.start(builder)) {
      assertThat(reader.exitCode()).as(reader::err).isZero();
      assertThat(reader.out()).containsExactly("of the folder");
    }
  }

  /** What the program says, which must do its work in any case, and without complaints. */
  private static String run(List<String> jvmArgs) {
    try (Program user = start(jvmArgs)) {
      user.endInput();
      assertThat(user.exitCode()).as(user::err).isZero();
      assertThat(user.err()).isEmpty();
      return String.join("\n", user.out());
    }
  }

  private static Program start(List<String> jvmArgs, String... ofEnvironment) {
    List<String> args = new ArrayList<>(List.of(loaded.toString()));
    args.addAll(List.of(ofEnvironment));
    ProcessBuilder builder = Program.java(jvmArgs, ArchiveUser.class, args.toArray(String[]::new));
    builder.environment().put("XDG_CACHE_HOME", cache.toString());
    return Program.start(builder);
  }
}
