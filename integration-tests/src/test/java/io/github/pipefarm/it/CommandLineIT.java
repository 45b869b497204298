package io.github.pipefarm.it;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line, as a person at a shell uses it. */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class CommandLineIT {
  private static final String WORK = Work.class.getName();

  @TempDir Path folder;

  record Finished(int exitCode, List<String> out, String err) {}

  // What comes out.

  @Test
  void row1OfTheArticlesComesFromCsvWithAConstant() {
    Finished run =
        map(
            lines(20, i -> i + "," + (i + 100)),
            "--csv",
            "--const",
            "100",
            "-j",
            "2",
            "--classpath",
            testClasses(),
            WORK + "::work");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .isEqualTo(IntStream.range(0, 20).mapToObj(i -> "" + (10_000 + 200 * i)).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"processes", "threads"})
  void resultsComeInTheOrderOfTheRecordsWhoeverRunsThem(String engine) {
    Finished run =
        map(
            lines(300, i -> "" + i),
            "--engine",
            engine,
            "-j",
            "2",
            "--classpath",
            testClasses(),
            WORK + "::dawdle");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo(IntStream.range(0, 300).mapToObj(i -> "" + i).toList());
  }

  @Test
  void aClassIsAFunctionThoughItsTypeComesFromTheJar() {
    assertThat(map("abc\n", "--classpath", testClasses(), WORK).out()).containsExactly("ABC");
  }

  @Test
  void whatTheFunctionPrintsIsNotAmongTheResults() {
    Finished run = map("a\nb\n", "--classpath", testClasses(), WORK + "::noisy");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).containsExactly("a", "b");
    assertThat(run.err()).contains("printed by the function");
  }

  @Test
  void aRecordThatTakesTooLongFailsAloneAndSaysWhereItWasStuck() {
    Finished run =
        map(
            "1\n600000\n2\n",
            "--timeout",
            "700ms",
            "--retries",
            "1",
            "java.lang.Thread::sleep(long)");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.err()).contains(":2: it took longer than its timeout, stuck at", "2 tries");
  }

  @Test
  void onErrorStopWritesWhatCameBeforeTheFailureAndNothingElse() {
    Finished run =
        map(
            "1\n2\n0\n4\n",
            "--on-error",
            "stop",
            "--classpath",
            testClasses(),
            WORK + "::reciprocal");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).containsExactly("100", "50");
    assertThat(run.err()).contains("stdin:3:", "/ by zero", "--on-error stop");
  }

  @Test
  void failuresAreWrittenWithAllThatIsKnown() throws IOException {
    Path failures = folder.resolve("failures.jsonl");
    Finished run =
        map(
            "1\n0\n5\n",
            "--failures",
            failures.toString(),
            "--retries",
            "1",
            "--worker-output",
            "capture",
            "--classpath",
            testClasses(),
            WORK + "::noisyReciprocal");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).containsExactly("100", "20");
    assertThat(run.err()).doesNotContain("about to divide");
    assertThat(Files.readAllLines(failures))
        .singleElement()
        .asString()
        .startsWith("{\"number\":2,\"record\":\"0\",\"file\":\"stdin\",\"line\":2,")
        .contains(
            "\"class\":\"java.lang.ArithmeticException\"",
            "\"message\":\"/ by zero\"",
            "at " + WORK + ".noisyReciprocal",
            "\"attempts\":2",
            "\"worker\":\"worker-",
            "about to divide by 0")
        .endsWith("}");
  }

  @Test
  void whatTheFunctionPrintsCanBeDiscarded() {
    Finished run =
        map("a\n", "--worker-output", "discard", "--classpath", testClasses(), WORK + "::noisy");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).containsExactly("a");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void aWorkerIsReplacedAfterSoManyRecords() {
    Finished run =
        map(
            lines(6, i -> "" + i),
            "-j",
            "1",
            "--max-tasks-per-worker",
            "2",
            "--classpath",
            testClasses(),
            WORK + "::pid");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).hasSize(6);
    // The look at FUNCTION before the first record is a task as well.
    assertThat(run.out().stream().distinct()).hasSizeBetween(3, 4);
  }

  @Test
  void aWorkerIsReplacedWhenItHasTooMuchMemory() {
    Finished run =
        map(
            lines(4, i -> "" + i),
            "-j",
            "1",
            "--max-rss",
            "1m",
            "--classpath",
            testClasses(),
            WORK + "::pid");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().stream().distinct()).hasSizeGreaterThan(1);
  }

  @Test
  void whatTheEnvironmentOfWorkersSaysOfArchivesHoldsForThem() throws IOException {
    Path archive = Files.writeString(folder.resolve("workers.jsa"), "of another Java");
    ProcessBuilder builder =
        Program.pipefarm(
            List.of("-Dpipefarm.workerArchive=" + archive),
            "map",
            "--env",
            "JAVA_TOOL_OPTIONS=-Xshare:on",
            "java.lang.Math::sqrt");
    try (Program run = Program.start(builder)) {
      run.send("4\n");
      run.endInput();
      assertThat(run.exitCode()).as(run::err).isZero();
      assertThat(run.out()).containsExactly("2.0");
    }
  }

  @Test
  void workersCanHaveAnEnvironmentALauncherAndARecording() {
    Finished run =
        map(
            "PIPEFARM_IT_A\nPIPEFARM_IT_B\n",
            "--env",
            "PIPEFARM_IT_A=1=2",
            "--launcher",
            "env 'PIPEFARM_IT_B=x y'",
            "--record-workers",
            folder.resolve("recordings").toString(),
            "java.lang.System::getenv(String)");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).containsExactly("1=2", "x y");
    assertThat(folder.resolve("recordings"))
        .isDirectoryContaining(file -> file.toString().endsWith(".jfr"));
  }

  @Test
  void aResultAppearsBeforeTheInputEnds() {
    try (Program run = Program.start(Program.pipefarm("map", "-j", "2", "java.lang.Math::sqrt"))) {
      for (int i = 1; i <= 5; i++) {
        int results = i;
        run.send(i * i + "\n");
        await().atMost(Duration.ofSeconds(20)).until(() -> run.out().size() == results);
      }
      run.endInput();
      assertThat(run.exitCode()).as(run::err).isZero();
      assertThat(run.out()).containsExactly("1.0", "2.0", "3.0", "4.0", "5.0");
    }
  }

  /** In a build 300,000; with {@code -Dpipefarm.lines=10000000} as many as anybody has. */
  @Test
  @Timeout(value = 600, threadMode = SEPARATE_THREAD)
  void manyLinesAndOneWithoutAnEndPassThroughAPipeAndASmallHeap() throws IOException {
    int count = Integer.getInteger("pipefarm.lines", 300_000);
    Path output = folder.resolve("roots.txt");
    ProcessBuilder builder =
        Program.pipefarm(
            List.of("-Xmx64m"),
            "map",
            "-j",
            "2",
            "--max-record",
            "1m",
            "-o",
            output.toString(),
            "java.lang.Math::sqrt");
    List<String> command =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                "{ seq 0 $1; head -c 200000000 /dev/zero | tr '\\0' 1; echo; echo $0; }"
                    + " | { shift; \"$@\"; }",
                "" + count,
                "" + (count - 1)));
    command.addAll(builder.command());
    try (Program run = Program.start(builder.command(command))) {
      assertThat(run.exitCode(Duration.ofMinutes(9))).as(run::err).isEqualTo(1);
      assertThat(run.err())
          .contains(
              "stdin:" + (count + 1) + ": malformed record: it has 200,000,000 bytes",
              "1 of %,d records failed".formatted(count + 2));
      assertThat(run.out()).isEmpty();
    }
    try (Stream<String> lines = Files.lines(output)) {
      int[] next = {0};
      assertThat(lines.filter(line -> !line.equals("" + Math.sqrt(next[0]++))).findFirst())
          .isEmpty();
      assertThat(next[0]).isEqualTo(count + 1);
    }
  }

  @Test
  void anExpressionIsCompiledHereAndRunsInTheWorkers() {
    Finished run =
        map(
            "0,100\n1,101\n",
            "-j",
            "2",
            "--csv",
            "--const",
            "100",
            "-e",
            "(int a, int b, int k) -> (a + b) * k");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).containsExactly("10000", "10200");
  }

  @Test
  void aSourceFileIsCompiledAndItsConstantMadeOnceInEachWorker() throws IOException {
    Path source =
        Files.writeString(
            folder.resolve("Work.java"),
            """
            package com.acme;

            public class Work {
              public static class Limit {
                static int made;

                public Limit(String text) {
                  made++;
                }
              }

              public static String run(int number, Limit limit) {
                return ProcessHandle.current().pid() + " " + Limit.made;
              }
            }
            """);
    ProcessBuilder builder =
        Program.pipefarm(
            "map", "-j", "1", "--source", source.toString(), "--const", "7", "com.acme.Work::run");
    try (Program run = Program.start(builder)) {
      run.send("1\n2\n");
      run.endInput();
      assertThat(run.exitCode()).as(run::err).isZero();
      assertThat(run.out()).hasSize(2).allMatch(line -> line.endsWith(" 1"));
      assertThat(run.out()).noneMatch(line -> line.startsWith(run.pid() + " "));
    }
  }

  @Test
  void withoutACompilerAnExpressionIsRefusedAndAFunctionRuns() {
    List<String> noCompiler =
        List.of(
            "--limit-modules", "java.base,java.logging,java.management,jdk.unsupported,jdk.zipfs");
    try (Program run = Program.start(Program.pipefarm(noCompiler, "map", "-e", "it"))) {
      run.endInput();
      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.errLines()).singleElement().asString().contains("-e needs a JDK");
    }
    try (Program run = Program.start(Program.pipefarm(noCompiler, "map", "java.lang.Math::sqrt"))) {
      run.send("4\n");
      run.endInput();
      assertThat(run.exitCode()).as(run::err).isZero();
      assertThat(run.out()).containsExactly("2.0");
    }
  }

  @Test
  void aFullDiskEndsTheRunAtOnce() {
    // The input does not end before the test does.
    ProcessBuilder builder = Program.pipefarm("map", "java.lang.Math::sqrt");
    builder.redirectOutput(Path.of("/dev/full").toFile());
    try (Program run = Program.start(builder)) {
      run.send("4\n");
      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.errLines()).singleElement().asString().contains("No space left on device");
    }
  }

  @Test
  void aFullDeviceIsNotTakenForAPipeThatWasClosed() {
    ProcessBuilder builder = Program.pipefarm("map", "-o", "/dev/full", "java.lang.Math::sqrt");
    try (Program run = Program.start(builder)) {
      run.send("4\n");
      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.errLines()).singleElement().asString().contains("No space left on device");
    }
  }

  @Test
  void aReaderThatHasSeenEnoughEndsTheRunSilently() throws IOException {
    Path input = folder.resolve("numbers.txt");
    Files.writeString(input, lines(300_000, i -> "" + i));
    Path code = folder.resolve("code");
    List<String> command =
        new ArrayList<>(
            List.of("/bin/sh", "-c", "{ \"$@\"; echo $? >\"$0\"; } | head -1", code.toString()));
    ProcessBuilder builder = Program.pipefarm("map", "java.lang.Math::sqrt", input.toString());
    command.addAll(builder.command());
    try (Program run = Program.start(builder.command(command))) {
      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).containsExactly("0.0");
      assertThat(run.err()).isEmpty();
    }
    assertThat(Files.readString(code)).isEqualTo("141\n");
  }

  @Test
  void theCoordinatorNeverLoadsTheClassesOfTheUser() {
    Marks marks = new Marks(folder);
    ProcessBuilder builder =
        Program.pipefarm(
            "map", "-j", "2", "--classpath", testClasses(), Work.Traced.class.getName() + "::pid");
    builder.environment().put("PIPEFARM_IT_MARKS", folder.toString());
    try (Program run = Program.start(builder)) {
      run.send("a\nb\nc\n");
      run.endInput();
      assertThat(run.exitCode()).as(run::err).isZero();
      assertThat(run.out()).hasSize(3).doesNotContain("" + run.pid());
      assertThat(marks.pids("initialized"))
          .isNotEmpty()
          .doesNotHaveDuplicates()
          .doesNotContain(run.pid());
    }
  }

  // Exit codes and messages.

  @Test
  void aRecordThatCannotBeConvertedFailsAloneWithExitCode1() {
    Finished run = map("4\nabc\n9\n", "java.lang.Math::sqrt");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).containsExactly("2.0", "3.0");
    assertThat(run.err()).contains("abc").containsPattern("\\b2\\b");
    assertOneSentenceEach(run);
  }

  @Test
  void aRecordWithTheWrongNumberOfColumnsFailsAlone() {
    Finished run =
        map(
            "1,2\n1,2,3\n3,4\n",
            "--csv",
            "--const",
            "10",
            "--classpath",
            testClasses(),
            WORK + "::work");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).containsExactly("30", "70");
    assertOneSentenceEach(run);
  }

  @Test
  void aRecordThatMakesTheFunctionThrowFailsAloneWithExitCode1() {
    Finished run = map("1\n0\n5\n", "--classpath", testClasses(), WORK + "::reciprocal");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).containsExactly("100", "20");
    assertThat(run.err()).contains("ArithmeticException").contains("/ by zero");
    assertOneSentenceEach(run);
  }

  @Test
  void aRecordThatKillsItsWorkerFailsAloneWithExitCode1() {
    Finished run =
        map(lines(20, i -> "" + i), "-j", "2", "--classpath", testClasses(), WORK + "::halt");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .isEqualTo(IntStream.range(0, 20).filter(i -> i != 3).mapToObj(i -> "" + i).toList());
    assertOneSentenceEach(run);
  }

  @Test
  void aWrongOptionGivesTheNearestRightOneAndExitCode2() {
    Finished run = map("", "--unorderd", "java.lang.Math::sqrt");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("--unordered");
    assertOneSentenceEach(run);
  }

  @Test
  void aFunctionThatDoesNotExistGivesExitCode3() {
    Finished noClass = map("1\n", "com.acme.Missing::method");
    assertThat(noClass.exitCode()).isEqualTo(3);
    assertThat(noClass.out()).isEmpty();
    assertThat(noClass.err()).contains("com.acme.Missing");
    assertOneSentenceEach(noClass);
    Finished noMethod = map("1\n", "java.lang.Math::sqroot");
    assertThat(noMethod.exitCode()).isEqualTo(3);
    assertThat(noMethod.err()).contains("sqroot");
    assertOneSentenceEach(noMethod);
  }

  @Test
  void workersThatCannotStartGiveExitCode4() {
    Finished run = map("1\n", "-J-XX:+NoSuchOptionAtAll", "java.lang.Math::sqrt");
    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("NoSuchOptionAtAll").doesNotContain("\tat ");
  }

  @Test
  void theLauncherRunsWhatWasUnpackedBesideItAndKeepsArchivesInTheCache() throws IOException {
    Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
    Path bin = Files.createDirectories(unpacked.resolve("bin"));
    Path lib = Files.createDirectories(unpacked.resolve("lib"));
    Files.copy(Path.of("..", "pipefarm"), bin.resolve("pipefarm"), COPY_ATTRIBUTES);
    Files.copy(Path.of(System.getProperty("pipefarm.jar")), lib.resolve("pipefarm.jar"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), bin.resolve("pipefarm"));
    for (int run = 1; run <= 2; run++) {
      ProcessBuilder builder =
          new ProcessBuilder(link.toString(), "map", "-j", "1", "java.lang.Math::sqrt");
      builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      try (Program map = Program.start(builder)) {
        map.send("4\n");
        map.endInput();
        assertThat(map.exitCode()).as(map::err).isZero();
        assertThat(map.out()).containsExactly("2.0");
        assertThat(map.err()).isEmpty();
      }
    }
    Path own;
    try (Stream<Path> files = Files.list(folder.resolve("cache").resolve("pipefarm"))) {
      List<Path> archives = files.filter(file -> file.toString().endsWith(".jsa")).toList();
      assertThat(archives).hasSize(2).allMatch(file -> file.toFile().length() > 0);
      own = archives.stream().filter(file -> !file.toString().contains("-workers")).toList().get(0);
    }
    assertThat(loadedForHelp(own, lib.resolve("pipefarm.jar").toRealPath()))
        .anyMatch(line -> line.contains("cli.Main source: shared objects file"));
  }

  private static List<String> loadedForHelp(Path archive, Path jar) {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:SharedArchiveFile=" + archive,
            "-Xlog:class+load",
            "-jar",
            jar.toString(),
            "--help");
    try (Program help = Program.start(builder)) {
      assertThat(help.exitCode()).as(help::err).isZero();
      return help.out();
    }
  }

  @Test
  void workersUseTheArchiveOfClassesThatTheLauncherNames() throws IOException {
    Path archive = folder.resolve("workers.jsa");
    Path loaded = folder.resolve("loaded.txt");
    String[] maker = {"map", "-j", "1", "-J-XX:ArchiveClassesAtExit=" + archive, "-J-Xmx256m"};
    String[] user = {"map", "-j", "1", "-J-Xlog:class+load:file=" + loaded};
    for (String[] command : List.of(maker, user)) {
      List<String> args = new ArrayList<>(List.of(command));
      args.add("java.lang.Math::sqrt");
      try (Program run =
          Program.start(
              Program.pipefarm(
                  List.of("-Dpipefarm.workerArchive=" + archive), args.toArray(String[]::new)))) {
        run.send("4\n");
        run.endInput();
        assertThat(run.exitCode()).as(run::err).isZero();
        assertThat(run.out()).containsExactly("2.0");
      }
    }
    assertThat(Files.readAllLines(loaded))
        .anyMatch(line -> line.contains("cli.RecordTask source: shared objects file (top)"));
  }

  /** Asked for its version as well, it does not look for a page. */
  @Test
  void theHelpPagesInTheJarSayWhatTheCommandsWould() {
    for (String command : List.of("", "map")) {
      List<String> args = new ArrayList<>(command.isEmpty() ? List.of() : List.of(command));
      args.add("--help");
      Finished page = run("", args.toArray(String[]::new));
      args.add("--version");
      Finished made = run("", args.toArray(String[]::new));
      assertThat(page.out()).hasSizeGreaterThan(10).isEqualTo(made.out());
      assertThat(String.join("\n", page.out())).contains(command.isEmpty() ? "demo" : "--const");
      assertThat(page.exitCode()).isEqualTo(made.exitCode()).isZero();
    }
  }

  @Test
  void aReportIsTheSameOnStandardOutputWhateverATerminalWants() throws Exception {
    Path journal = folder.resolve("run.jsonl");
    Path page = folder.resolve("page.html");
    Path printed = folder.resolve("printed.html");
    map(
        "4\n",
        "--journal",
        journal.toString(),
        "-o",
        folder.resolve("o").toString(),
        "java.lang.Math::sqrt");
    run("", "report", journal.toString(), "-o", page.toString());
    ProcessBuilder plain = Program.pipefarm("report", journal.toString(), "-o", "-");
    plain.environment().put("LC_ALL", "C");
    assertThat(plain.redirectOutput(printed.toFile()).start().waitFor()).isZero();
    assertThat(printed).hasSameBinaryContentAs(page).content().contains("µ");
    assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full");
    try (Program full = Program.start(plain.redirectOutput(Path.of("/dev/full").toFile()))) {
      assertThat(full.exitCode()).isEqualTo(3);
      assertThat(full.err()).startsWith("pipefarm: stdout can't be written").hasLineCount(1);
    }
  }

  @Test
  void theVersionGoesToStdout() {
    Finished version = run("", "--version");
    assertThat(version.exitCode()).isZero();
    assertThat(String.join("\n", version.out())).containsPattern("\\d+\\.\\d+\\.\\d+");
  }

  @Test
  void theDemoDrawsAPictureAndProvesItTheSame() throws IOException {
    Path picture = folder.resolve("picture.png");
    Finished run = run("", "demo", "-j", "2", "--size", "320x240", "-o", picture.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(String.join("\n", run.out()) + run.err()).contains("identical");
    var image = ImageIO.read(picture.toFile());
    assertThat(image.getWidth()).isEqualTo(320);
    assertThat(image.getHeight()).isEqualTo(240);
    assertThat(
            IntStream.range(0, 240)
                .flatMap(y -> IntStream.range(0, 320).map(x -> image.getRGB(x, y)))
                .distinct())
        .as("colours")
        .hasSizeGreaterThan(10);
  }

  private Finished map(String input, String... args) {
    return run(input, Stream.concat(Stream.of("map"), Arrays.stream(args)).toArray(String[]::new));
  }

  private Finished run(String input, String... args) {
    Path file = folder.resolve("input");
    try {
      Files.writeString(file, input);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    try (Program program = Program.start(Program.pipefarm(args).redirectInput(file.toFile()))) {
      int exitCode = program.exitCode();
      return new Finished(exitCode, List.copyOf(program.out()), program.err());
    }
  }

  private static void assertOneSentenceEach(Finished run) {
    assertThat(run.err().lines())
        .noneMatch(line -> line.matches("\\s+at .+\\(.*\\)") || line.startsWith("Exception in"));
  }

  private static String lines(int count, IntFunction<String> line) {
    return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining("\n", "", "\n"));
  }

  /** The folder of the compiled tests alone; {@code Work} needs the function types of the jar. */
  static String testClasses() {
    try {
      return Path.of(Work.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
