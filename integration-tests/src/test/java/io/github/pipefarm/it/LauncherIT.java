package io.github.pipefarm.it;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the launcher does among the sources before it becomes java: with a Maven that only writes
 * down that it was called, and a java that only says what it was given.
 */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class LauncherIT {
  /** As Maven does it, it leaves a file alone that has the right content. */
  private static final String BUILD =
      """
      for arg; do
        case $arg in -Dexecutable.jar=*) jar=${arg#*=} ;; esac
      done
      grep -qs jar "$jar" || echo "${content-jar}" >"$jar"
      """;

  private static final String JAVA =
      """
      for arg; do
        case $arg in
          -J-XX:ArchiveClassesAtExit=*) exec echo workers >"${arg#*=}" ;;
          -XX:SharedArchiveFile=*) archive=${arg#*=} ;;
        esac
      done
      case "$*" in
        *-Xshare:dump*) echo dump >>"$0.dumps"; echo all >"$archive" ;;
        -version) echo asked >>"$0.asked"; echo 'openjdk version "17.0.1"' >&2 ;;
        *) echo "java $*" ;;
      esac
      """;

  @TempDir Path folder;
  private Path home;
  private Path target;
  private Path source;

  @BeforeEach
  void copySources() throws IOException {
    home = Files.createDirectory(folder.resolve("a checkout"));
    target = home.resolve("coordinator").resolve("target");
    for (String module : List.of("protocol", "worker", "coordinator")) {
      Files.createDirectories(home.resolve(module).resolve("src").resolve("main"));
      Files.createFile(home.resolve(module).resolve("pom.xml"));
    }
    Files.createFile(home.resolve("pom.xml"));
    source = Files.createFile(home.resolve("worker/src/main/Some.java"));
    Files.copy(Path.of("..", "pipefarm"), home.resolve("pipefarm"), COPY_ATTRIBUTES);
    script("mvn", "echo called >>'" + folder + "/builds'\n" + BUILD);
    script("java", JAVA);
  }

  // The jar.

  @Test
  void theJarIsBuiltOnceAndAfterEachChange() throws IOException {
    assertThat(launch().err()).startsWith("pipefarm: building ");
    assertThat(launch().err()).isEmpty();
    assertThat(builds()).isEqualTo(1);
    change(source);
    launch();
    change(home.resolve("pom.xml"));
    launch();
    assertThat(launch().err()).isEmpty();
    assertThat(builds()).isEqualTo(3);
  }

  @Test
  void whatWasBuiltByHandIsTakenAsItIs() throws IOException {
    Files.createDirectories(target);
    Files.writeString(target.resolve("pipefarm.jar"), "jar");
    assertThat(launch().err()).isEmpty();
    assertThat(folder.resolve("builds")).doesNotExist();
  }

  @Test
  void whatIsSavedDuringABuildIsBuiltNext() throws IOException {
    script(
        "mvn",
        "echo called >>'" + folder + "/builds'\nsleep 0.1\ntouch '" + source + "'\n" + BUILD);
    launch();
    script("mvn", "echo called >>'" + folder + "/builds'\n" + BUILD);
    launch();
    launch();
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void aRunUnderWayKeepsItsJar() throws IOException {
    launch();
    Object before = Files.getAttribute(target.resolve("pipefarm.jar"), "unix:ino");
    Path kept = Files.createLink(folder.resolve("opened"), target.resolve("pipefarm.jar"));
    change(source);
    launch();
    assertThat(Files.getAttribute(kept, "unix:ino")).isEqualTo(before);
    assertThat(Files.getAttribute(target.resolve("pipefarm.jar"), "unix:ino")).isNotEqualTo(before);
  }

  @Test
  void aRunUnderWayFindsAJarForItsWorkersDuringABuild() throws IOException {
    launch();
    change(source);
    script("mvn", "cp coordinator/target/pipefarm.jar '" + folder + "/found'\n" + BUILD);
    launch();
    assertThat(folder.resolve("found")).hasContent("jar");
  }

  @Test
  void halfAJarDoesNotCount() throws IOException {
    launch();
    change(source);
    script("mvn", "content=half\n" + BUILD + "touch '" + folder + "/half'\nexec sleep 3600\n");
    try (Program run = Program.start(launcher())) {
      await().until(() -> Files.exists(folder.resolve("half")));
      assertThat(run.out()).isEmpty();
    }
    assertThat(target.resolve("pipefarm.jar")).hasContent("jar");
    script("mvn", "echo called >>'" + folder + "/builds'\n" + BUILD);
    launch();
    assertThat(builds()).isEqualTo(2);
    assertThat(target.resolve("pipefarm.jar")).hasContent("jar");
  }

  @Test
  void aBuildLeavesAloneWhatOthersAreMaking() throws IOException {
    launch();
    Path others = Files.createFile(target.resolve("pipefarm+usr+bin+java.jsa.others"));
    change(source);
    launch();
    assertThat(others).exists();
  }

  @Test
  void aBuildThatFailsIsShownAndGivesExitCode3() throws IOException {
    script("mvn", BUILD + "echo 'cannot find symbol'\nexit 1\n");
    for (int run = 0; run < 2; run++) {
      Program failed = run();
      assertThat(failed.exitCode()).isEqualTo(3);
      assertThat(failed.out()).isEmpty();
      assertThat(failed.err())
          .contains("cannot find symbol")
          .endsWith("the build failed, see above");
    }
  }

  @Test
  void aPlaceThatCannotBeWrittenToGivesExitCode3() throws IOException {
    Files.writeString(target, "not a folder");
    Program failed = run();
    assertThat(failed.exitCode()).isEqualTo(3);
    assertThat(failed.err())
        .contains("has to be built")
        .contains("can't be written to")
        .hasLineCount(1);
  }

  // The archives.

  @Test
  void archivesAreMadeOnceForEachJarAndJava() throws IOException {
    assertThat(launch().out().get(0))
        .contains("-XX:SharedArchiveFile=" + target)
        .contains("-Dpipefarm.workerArchive=" + target);
    launch();
    assertThat(dumps()).isEqualTo(1);
    change(source);
    launch();
    assertThat(dumps()).isEqualTo(2);
    // As a package manager does that brings an older build to the same place.
    Files.setLastModifiedTime(java(), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    launch();
    launch();
    assertThat(dumps()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "map --help"})
  void aPageOfHelpIsThereBeforeTheArchiveWouldBeMapped(String arguments) throws IOException {
    launch();
    ProcessBuilder help = launcher();
    help.command().remove(1);
    help.command().addAll(List.of(arguments.split(" ")));
    try (Program run = Program.start(help)) {
      assertThat(run.exitCode()).as(run::err).isZero();
      assertThat(run.out())
          .containsExactly(
              "java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar " + jar() + " " + arguments);
    }
  }

  @Test
  void anArchiveThatWasCutOffIsMadeAnew() throws IOException {
    launch();
    for (Path archive : archives()) {
      Files.writeString(archive, "");
      launch();
    }
    assertThat(dumps()).isEqualTo(3);
    assertThat(archives()).hasSize(2).allMatch(archive -> archive.toFile().length() > 0);
  }

  @Test
  void anArchiveThatCannotBeMadeIsDoneWithoutForADay() throws IOException {
    script("java", JAVA.replace("echo all", "exit 1; echo all"));
    for (int run = 0; run < 2; run++) {
      assertThat(launch().out())
          .containsExactly("java -XX:+UseSerialGC -jar " + jar() + " --version");
    }
    assertThat(dumps()).isEqualTo(1);
    Path failed =
        archives().stream().filter(file -> file.toFile().length() == 0).findAny().orElseThrow();
    Files.setLastModifiedTime(failed, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    launch();
    assertThat(dumps()).isEqualTo(2);
  }

  @Test
  void anArchiveThatCannotBeNotedIsDoneWithoutForADay() throws IOException {
    launch();
    Path note = target.resolve(archives().get(1).getFileName() + ".note");
    Files.delete(note);
    Files.createDirectory(note);
    for (int run = 0; run < 2; run++) {
      assertThat(launch().out())
          .containsExactly("java -XX:+UseSerialGC -jar " + jar() + " --version");
    }
    assertThat(dumps()).isEqualTo(2);
  }

  @Test
  void anArchiveOfAJarThatWasReplacedMeanwhileIsNotUsed() throws IOException {
    String replace = "[ -e done ] || { touch done; echo other >'" + target + "/pipefarm.jar'; }; ";
    script("java", JAVA.replace("echo dump", replace.replace("done", "\"$0.done\"") + "echo dump"));
    assertThat(launch().out().get(0)).doesNotContain("SharedArchiveFile");
    assertThat(launch().out().get(0)).contains("SharedArchiveFile");
    assertThat(dumps()).isEqualTo(2);
  }

  @Test
  void aJarOfTheSameLengthAndTimeIsAnother() throws IOException {
    launch();
    Path jar = target.resolve("pipefarm.jar");
    Path other = Files.copy(jar, target.resolve("other.jar"), COPY_ATTRIBUTES);
    Files.move(other, jar, REPLACE_EXISTING);
    launch();
    assertThat(dumps()).isEqualTo(2);
  }

  @Test
  void archivesOfOtherOptionsAreMadeAnew() throws IOException {
    ProcessBuilder builder = launcher();
    for (String options : List.of("-Xmx1g", "-Xmx1g -Dsome=thing", "-Xmx64g")) {
      builder.environment().put("JDK_JAVA_OPTIONS", options);
      finished(builder);
    }
    assertThat(dumps()).isEqualTo(2);
  }

  @Test
  void whatWasLeftUnfinishedIsDeletedAfterMonths() throws IOException {
    Files.createDirectories(target);
    Path left = Files.createDirectory(target.resolve("pipefarm+java-workers.jsa.123456"));
    Files.createFile(left.resolve("list"));
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(100))));
    launch();
    assertThat(left).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"HUP,129", "INT,130", "TERM,143"})
  void aSignalLeavesNoHalfArchive(String signal, int code) throws Exception {
    script(
        "java",
        "case $* in *ArchiveClassesAtExit=*) touch '"
            + folder
            + "/making'; exec sleep 3600 ;; esac\n"
            + JAVA);
    ProcessBuilder builder = launcher();
    builder.command().addAll(0, List.of("/usr/bin/setsid", "env", "--default-signal=INT,HUP"));
    try (Program run = Program.start(builder)) {
      await().until(() -> Files.exists(folder.resolve("making")));
      new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " -- -" + run.pid())
          .start()
          .waitFor();
      assertThat(run.exitCode()).isEqualTo(code);
    }
    assertThat(archives()).isEmpty();
    try (Stream<Path> files = Files.list(target)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("pipefarm.jar", "build.lock", "build.log");
    }
  }

  // From an unpacked archive.

  @Test
  void anUnpackedOneKeepsItsArchivesInAPrivateFolder() throws IOException {
    ProcessBuilder builder = unpacked(home);
    Path cache = folder.resolve("cache").resolve("pipefarm");
    assertThat(finished(builder).out().get(0)).contains("-XX:SharedArchiveFile=" + cache);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
        .isEqualTo("rwx------");
  }

  @Test
  void whereNothingCanBeKeptJavaIsNotAskedForItsVersion() throws IOException {
    Files.createFile(folder.resolve("cache"));
    assertThat(finished(unpacked(home)).out().get(0)).doesNotContain("SharedArchiveFile");
    assertThat(folder.resolve("bin/java.asked")).doesNotExist();
  }

  @Test
  void aPathThatIsTooLongToBeANameIsDoneWithout() throws IOException {
    Path deep = home.resolve("a".repeat(120)).resolve("b".repeat(120));
    Program run = finished(unpacked(deep));
    assertThat(run.out().get(0)).doesNotContain("SharedArchiveFile");
    assertThat(run.err()).isEmpty();
    assertThat(folder.resolve("bin/java.asked")).doesNotExist();
  }

  // What java is.

  @Test
  void aJavaThatIsTooOldGivesExitCode3() throws IOException {
    script("java", "echo 'openjdk version \"1.8.0_392\"' >&2\n");
    Program failed = run();
    assertThat(failed.exitCode()).isEqualTo(3);
    assertThat(failed.err()).endsWith("java 17 or later is needed, and " + java() + " is 8");
  }

  @Test
  void aRelativeJavaHomeIsMadeAbsolute() throws IOException {
    ProcessBuilder builder = launcher().directory(folder.resolve("bin").toFile());
    builder.environment().put("JAVA_HOME", "..");
    finished(builder);
    String absolute = (folder.toRealPath() + "/bin/../bin/java").replace('/', '+');
    assertThat(archives()).last().asString().endsWith("pipefarm" + absolute + ".jsa");
  }

  // What is in the environment.

  @Test
  void aCollectorThatIsGivenInTheEnvironmentIsTheOnlyOne() {
    for (String variable : List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS")) {
      ProcessBuilder builder = launcher();
      builder.environment().put(variable, "-Xmx1g -XX:+UseG1GC");
      assertThat(finished(builder).out().get(0)).doesNotContain("GC");
    }
    assertThat(launch().out().get(0)).contains("-XX:+UseSerialGC");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Xmx1g\t-XX:+UseG1GC", "-Xmx1g\n-XX:+UseG1GC", "'-XX:+UseG1GC'"})
  void aCollectorIsFoundHoweverItIsSetApart(String options) {
    ProcessBuilder builder = launcher();
    builder.environment().put("JAVA_TOOL_OPTIONS", options);
    assertThat(finished(builder).out().get(0)).doesNotContain("GC");
  }

  @Test
  void twoOptionsThatLookLikeACollectorTogetherAreNone() {
    ProcessBuilder builder = launcher();
    builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:+UseNUMA -XX:+PrintGC *");
    assertThat(finished(builder).out().get(0)).contains("-XX:+UseSerialGC");
  }

  @Test
  void archivesAreMadeWithTheCollectorThatIsGiven() throws IOException {
    script("java", "case $* in *Serial*) exit 1 ;; esac\n" + JAVA);
    ProcessBuilder builder = launcher();
    builder.environment().put("JDK_JAVA_OPTIONS", "-XX:+UseG1GC");
    assertThat(finished(builder).out().get(0)).contains("-XX:SharedArchiveFile=");
    assertThat(archives()).hasSize(2).allMatch(archive -> archive.toFile().length() > 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Dpipefarm.archive=off",
        "-Xshare:auto",
        "-XX:SharedArchiveFile=x",
        "-XX:AOTCache=x",
        "\"-XX:AOTMode=off\"",
        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n",
        "-javaagent:agent.jar",
        "-Xrunjdwp:transport=dt_socket,server=y,suspend=n",
        "-XX:StartFlightRecording",
      })
  void archivesCanBeDoneWithout(String option) throws IOException {
    ProcessBuilder builder = launcher();
    builder.environment().put("JDK_JAVA_OPTIONS", option);
    assertThat(finished(builder).out())
        .containsExactly("java -XX:+UseSerialGC -jar " + jar() + " --version");
    assertThat(archives()).isEmpty();
  }

  private void script(String name, String body) throws IOException {
    Path script = Files.createDirectories(folder.resolve("bin")).resolve(name);
    FileTime before = Files.exists(script) ? Files.getLastModifiedTime(script) : null;
    Files.writeString(script, "#!/bin/sh\n" + body);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    if (before != null) {
      Files.setLastModifiedTime(script, before);
    }
  }

  private Path java() {
    return folder.resolve("bin").resolve("java");
  }

  private Path jar() throws IOException {
    return target.toRealPath().resolve("pipefarm.jar");
  }

  private ProcessBuilder launcher() {
    ProcessBuilder builder = new ProcessBuilder(home.resolve("pipefarm").toString(), "--version");
    for (String variable : List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS")) {
      builder.environment().remove(variable);
    }
    builder.environment().put("JAVA_HOME", folder.toString());
    builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    return builder;
  }

  /** A launcher that stands beside the folder of its jar, as an archive is unpacked. */
  private ProcessBuilder unpacked(Path place) throws IOException {
    Path bin = Files.createDirectories(place.resolve("bin"));
    Files.move(home.resolve("pipefarm"), bin.resolve("pipefarm"));
    Files.writeString(Files.createDirectory(place.resolve("lib")).resolve("pipefarm.jar"), "jar");
    ProcessBuilder builder = launcher().command(bin.resolve("pipefarm").toString(), "--version");
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    return builder;
  }

  private Program run() {
    Program run = Program.start(launcher());
    run.exitCode();
    return run;
  }

  private Program launch() {
    return finished(launcher());
  }

  private static Program finished(ProcessBuilder launcher) {
    try (Program run = Program.start(launcher)) {
      assertThat(run.exitCode()).as(run::err).isZero();
      assertThat(run.out())
          .hasSize(1)
          .first()
          .asString()
          .startsWith("java ")
          .endsWith(" --version");
      return run;
    }
  }

  /** Has a file look as if it had been saved just now, however coarse the clock. */
  private void change(Path file) throws IOException {
    FileTime jar = Files.getLastModifiedTime(target.resolve("pipefarm.jar"));
    FileTime later = FileTime.from(jar.toInstant().plusMillis(20));
    Files.setLastModifiedTime(file, later);
    await().until(() -> Instant.now().isAfter(later.toInstant().plusMillis(20)));
  }

  private long builds() throws IOException {
    return Files.readAllLines(folder.resolve("builds")).size();
  }

  private long dumps() throws IOException {
    return Files.readAllLines(folder.resolve("bin").resolve("java.dumps")).size();
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files.filter(file -> file.toString().endsWith(".jsa")).sorted().toList();
    }
  }
}
