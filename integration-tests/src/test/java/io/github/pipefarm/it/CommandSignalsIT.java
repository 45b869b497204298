package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ctrl-C and its like, while the command line runs: from a terminal, to a group, and to it alone.
 */
@Timeout(value = 120, threadMode = SEPARATE_THREAD)
class CommandSignalsIT {
  private static final String HELD = Work.Held.class.getName();
  private static final String CTRL_C = "\u0003";

  /** Whoever runs a build in the background has it ignore SIGINT, which is inherited. */
  private static final List<String> DEFAULT_SIGNALS = List.of("env", "--default-signal=INT,HUP");

  @TempDir Path folder;
  private Marks marks;

  @BeforeEach
  void theMachineHasWhatItTakes() throws Exception {
    marks = new Marks(folder);
    List<String> test = new ArrayList<>(DEFAULT_SIGNALS);
    test.add("true");
    assumeTrue(new ProcessBuilder(test).start().waitFor() == 0, "env can't reset signals");
  }

  // In a terminal, where Ctrl-C goes to the workers as well.

  @Test
  void ctrlCLetsWhatRunsFinishAndNothingElseBegin() throws Exception {
    try (Program run = inTerminal("map", "-j", "2", HELD + "::untilOpen", records(50))) {
      awaitBegun(2);
      run.send(CTRL_C);
      awaitOut(run, "interrupted: no new records, 5s for those that run; Ctrl-C again");
      marks.leave("open");
      assertThat(run.exitCode()).as(run.out()::toString).isEqualTo(130);
      assertThat(run.out())
          .containsSubsequence("done 0", "done 1")
          .contains("pipefarm: interrupted after 2 records; the next one is " + input() + ":3");
      assertThat(marks.lines("begun")).containsExactlyInAnyOrder("0", "1");
      assertNothingIsLeft();
    }
  }

  @Test
  void aSecondCtrlCEndsAllAtOnce() throws Exception {
    try (Program run =
        inTerminal("map", "-j", "2", "--grace", "1h", HELD + "::forEver", records(50))) {
      awaitBegun(3);
      run.send(CTRL_C);
      awaitOut(run, "interrupted: no new records, 1h for those that run");
      // Another one a moment later might be the same one, for all that anybody knows.
      await().during(Duration.ofMillis(200)).until(() -> !marks.has("open"));
      run.send(CTRL_C);
      assertThat(run.exitCode()).as(run.out()::toString).isEqualTo(130);
      assertNothingIsLeft();
    }
  }

  @Test
  void ctrlCWhileOneTypesRecordsEndsTheRun() throws Exception {
    try (Program run = inTerminal("map", "-j", "2", "--grace", "1h", "java.lang.Math::sqrt", "-")) {
      run.send("16\n");
      awaitOut(run, "4.0");
      run.send(CTRL_C);
      assertThat(run.exitCode()).as(run.out()::toString).isEqualTo(130);
      assertThat(run.out())
          .contains("pipefarm: interrupted after 1 record; the next one is stdin:2");
    }
  }

  // To the coordinator alone.

  @ParameterizedTest
  @CsvSource({"INT,130,interrupted", "TERM,143,SIGTERM", "HUP,129,SIGHUP"})
  void aSignalToTheCoordinatorAloneEndsTheRun(String signal, int code, String name)
      throws Exception {
    try (Program run = start(List.of(), "map", "-j", "2", HELD + "::untilOpen", records(50))) {
      awaitBegun(2);
      Pids.signal(signal, run.pid());
      awaitErr(run, name + ": no new records");
      marks.leave("open");
      assertThat(run.exitCode()).as(run::err).isEqualTo(code);
      assertThat(run.out()).containsExactly("done 0", "done 1");
      assertThat(run.err()).contains(name + " after 2 records; the next one is " + input() + ":3");
      assertThat(marks.lines("begun")).containsExactlyInAnyOrder("0", "1");
      assertNothingIsLeft();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "serial"})
  void enginesWithoutWorkersEndTheSameWay(String engine) throws Exception {
    try (Program run =
        start(List.of(), "map", "-j", "1", "--engine", engine, HELD + "::untilOpen", records(50))) {
      awaitBegun(1);
      Pids.signal("INT", run.pid());
      awaitErr(run, "interrupted");
      marks.leave("open");
      assertThat(run.exitCode()).as(run::err).isEqualTo(130);
      assertThat(run.out()).containsExactly("done 0");
      assertThat(marks.lines("begun")).containsExactly("0");
    }
  }

  @Test
  void whatOutlastsTheGraceIsKilledAndWhatWasFinishedIsWrittenUpToTheFirstGap() throws Exception {
    try (Program run =
        start(
            List.of(),
            "map",
            "-j",
            "2",
            "--grace",
            "300ms",
            HELD + "::forEver",
            records("0", "1", "0", "0", "2"))) {
      awaitBegun(5);
      Pids.signal("TERM", run.pid());
      assertThat(run.exitCode()).as(run::err).isEqualTo(143);
      assertThat(run.out()).containsExactly("done 0");
      assertThat(run.err())
          .contains("SIGTERM after 1 record; the next one is " + input() + ":2")
          .doesNotContain("\tat ");
      assertNothingIsLeft();
    }
  }

  @Test
  void withoutOrderAllThatWasFinishedIsWritten() throws Exception {
    try (Program run =
        start(
            List.of(),
            "map",
            "-j",
            "2",
            "--grace",
            "300ms",
            "--unordered",
            HELD + "::forEver",
            records("0", "1", "0", "0", "2"))) {
      awaitBegun(5);
      Pids.signal("TERM", run.pid());
      assertThat(run.exitCode()).as(run::err).isEqualTo(143);
      assertThat(run.out()).containsExactly("done 0", "done 0", "done 0");
    }
  }

  @Test
  void anInputThatNeverEndsIsNotWaitedFor() throws Exception {
    try (Program run = start(List.of(), "map", "--grace", "1h", "java.lang.Math::sqrt")) {
      run.send("16\n");
      await().atMost(Duration.ofSeconds(30)).until(() -> run.out().contains("4.0"));
      Pids.signal("TERM", run.pid());
      assertThat(run.exitCode()).as(run::err).isEqualTo(143);
      assertThat(run.out()).containsExactly("4.0");
    }
  }

  @Test
  void aFileThatWasNotWrittenToTheEndStaysAsItWas() throws Exception {
    Path output = Files.writeString(folder.resolve("results"), "from before\n");
    try (Program run =
        start(
            List.of(),
            "map",
            "-j",
            "2",
            "-o",
            output.toString(),
            HELD + "::forEver",
            records(50))) {
      awaitBegun(3);
      Pids.signal("INT", run.pid());
      awaitErr(run, "interrupted");
      await().during(Duration.ofMillis(200)).until(() -> !marks.has("open"));
      Pids.signal("INT", run.pid());
      assertThat(run.exitCode()).as(run::err).isEqualTo(130);
    }
    assertThat(output).hasContent("from before\n");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.filter(file -> file.toString().endsWith(".tmp"))).isEmpty();
    }
  }

  @Test
  void aSignalWhileNoWorkerIsReadyEndsTheRunAtOnce() throws Exception {
    String neverReady = "sh -c 'echo $$ >>\"$0/worker\"; exec sleep 3600' " + folder;
    try (Program run =
        start(
            List.of(),
            "map",
            "--grace",
            "1h",
            "--launcher",
            neverReady,
            "java.lang.Math::sqrt",
            records(3))) {
      await().atMost(Duration.ofSeconds(30)).until(() -> !marks.pids("worker").isEmpty());
      Pids.signal("TERM", run.pid());
      assertThat(run.exitCode()).as(run::err).isEqualTo(143);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).contains("SIGTERM after 0 records").doesNotContain("\tat ");
      assertNothingIsLeft();
    }
  }

  @Test
  void whereWorkersCantBeToldToBeginNothingTheFirstSignalEndsAllAndSaysSo() throws Exception {
    assumeTrue(Files.isWritable(Path.of("/dev/shm")), "the farm's folder has no other place");
    // There is no room for what they would look at.
    String options = "JDK_JAVA_OPTIONS=-Djava.io.tmpdir=" + folder.resolve("missing");
    try (Program run =
        start(
            List.of("env", "--default-signal=INT,HUP", options),
            "map",
            "-j",
            "2",
            "--grace",
            "1h",
            HELD + "::forEver",
            records(4))) {
      awaitBegun(3);
      Pids.signal("INT", run.pid());
      awaitErr(run, "interrupted: all ends at once, as workers can't be told");
      assertThat(run.exitCode()).as(run::err).isEqualTo(130);
      assertNothingIsLeft();
    }
  }

  @Test
  void whoeverHadSigintIgnoredFromTheStartIsNotInterrupted() throws Exception {
    try (Program run =
        start(
            List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh"),
            "map",
            "-j",
            "2",
            HELD + "::untilOpen",
            records(4))) {
      awaitBegun(2);
      Pids.signal("INT", run.pid());
      await().during(Duration.ofMillis(300)).until(() -> run.err().isEmpty());
      marks.leave("open");
      assertThat(run.exitCode()).as(run::err).isZero();
      assertThat(run.out()).containsExactly("done 0", "done 1", "done 2", "done 3");
    }
  }

  // To the whole group.

  @Test
  void sigtermToTheCoordinatorAndThenToItsGroupIsOneRequest() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")), "there is no setsid");
    try (Program run =
        start(List.of("/usr/bin/setsid"), "map", "-j", "2", HELD + "::untilOpen", records(50))) {
      awaitBegun(2);
      // As timeout does it.
      sendToProcessAndGroup("TERM", run.pid());
      awaitErr(run, "SIGTERM: no new records");
      marks.leave("open");
      assertThat(run.exitCode()).as(run::err).isEqualTo(143);
      assertThat(run.out()).containsExactly("done 0", "done 1");
      assertThat(marks.lines("begun")).containsExactlyInAnyOrder("0", "1");
      assertNothingIsLeft();
    }
  }

  @Test
  void aTerminalShowsHowFarTheRunIsBelowAllElseAndSumsItUp() throws Exception {
    try (Program run =
        inTerminal("map", "-j", "2", Work.class.getName() + "::twiceSlowly", records(5000))) {
      awaitOut(run, "/2 workers, 0 failed");
      assertThat(run.exitCode()).isZero();
      assertThat(run.out())
          .anyMatch(line -> line.contains(" % [="))
          .anyMatch(line -> line.contains("pipefarm: 5,000 records in "))
          .anyMatch(line -> line.contains("a record took "));
      assertThat(run.out().stream().map(line -> line.replace("\u001b[K", "")))
          .containsSubsequence(IntStream.range(0, 5000).mapToObj(i -> "" + 2 * i).toList());
    }
  }

  // Other commands.

  @Test
  void aDemoThatIsInterruptedLeavesNoPicture() throws Exception {
    Path picture = folder.resolve("picture.png");
    try (Program run =
        start(List.of(), "demo", "-j", "2", "--size", "12000x9000", "-o", picture.toString())) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> run.out().stream().anyMatch(line -> line.startsWith("workers")));
      List<Long> workers = new ArrayList<>();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                ProcessHandle.of(run.pid()).stream()
                    .flatMap(ProcessHandle::children)
                    .forEach(child -> workers.add(child.pid()));
                return !workers.isEmpty();
              });
      Pids.signal("INT", run.pid());
      assertThat(run.exitCode()).as(run::err).isEqualTo(130);
      assertThat(run.err()).isEqualTo("pipefarm: interrupted; Ctrl-C again ends all at once");
      Pids.awaitGone(workers);
    }
    assertThat(folder).isEmptyDirectory();
  }

  private Path input() {
    return folder.resolve("input");
  }

  private String records(int count) throws IOException {
    return records(IntStream.range(0, count).mapToObj(i -> "" + i).toArray(String[]::new));
  }

  private String records(String... records) throws IOException {
    Files.write(input(), List.of(records));
    return input().toString();
  }

  private void awaitBegun(int records) {
    await().atMost(Duration.ofSeconds(30)).until(() -> marks.lines("begun").size() == records);
  }

  private static void awaitOut(Program run, String text) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> run.out().stream().anyMatch(line -> line.contains(text)));
  }

  private static void awaitErr(Program run, String text) {
    await().atMost(Duration.ofSeconds(30)).until(() -> run.err().contains(text));
  }

  private void assertNothingIsLeft() {
    Pids.awaitGone(marks.pids("worker"));
  }

  private static void sendToProcessAndGroup(String signal, long pid) throws Exception {
    String both = "kill -s %1$s -- %2$d; kill -s %1$s -- -%2$d".formatted(signal, pid);
    new ProcessBuilder("/bin/sh", "-c", both).start().waitFor();
  }

  /** Runs a command behind another one that becomes it. */
  private Program start(List<String> by, String... args) {
    List<String> command = new ArrayList<>(DEFAULT_SIGNALS);
    command.addAll(by);
    ProcessBuilder builder = Program.pipefarm(withClassPath(args));
    command.addAll(builder.command());
    return Program.start(environment(builder.command(command)));
  }

  /** Runs a command in a terminal of its own: what it is sent is typed, what it shows is output. */
  private Program inTerminal(String... args) {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "there is no script");
    List<String> command = new ArrayList<>(DEFAULT_SIGNALS);
    ProcessBuilder builder = Program.pipefarm(withClassPath(args));
    command.addAll(builder.command());
    String line =
        command.stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" ", "exec ", ""));
    return Program.start(
        environment(builder.command("/usr/bin/script", "-qefc", line, "/dev/null")));
  }

  private ProcessBuilder environment(ProcessBuilder builder) {
    builder.environment().put("PIPEFARM_IT_MARKS", folder.toString());
    builder.environment().put("TERM", "xterm");
    return builder;
  }

  private static String[] withClassPath(String... args) {
    if (!args[0].equals("map")) {
      return args;
    }
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(1, List.of("--classpath", CommandLineIT.testClasses()));
    return all.toArray(String[]::new);
  }
}
