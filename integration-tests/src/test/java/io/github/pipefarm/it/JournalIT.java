package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs of the command line that are killed, and gone on with. */
@Timeout(value = 600, threadMode = SEPARATE_THREAD)
class JournalIT {
  private static final int RECORDS = 2000;

  /** Bytes; less than the journal of a run that has come to its last record. */
  private static final int MOST_OF_THE_JOURNAL = 250_000;

  /** A few in every build, more by {@code -Dpipefarm.journal.kills=100}. */
  private static final int KILLS = Integer.getInteger("pipefarm.journal.kills", 3);

  @TempDir private Path folder;
  private Marks marks;

  @BeforeEach
  void placeFolder() throws IOException {
    marks = new Marks(Files.createDirectory(folder.resolve("marks")));
  }

  @Test
  void aRunThatIsKilledAgainAndAgainEndsUpAsIfNothingHadHappened() throws IOException {
    // No run ends before it may, however long the others take beside it.
    List<Integer> numbers =
        IntStream.concat(IntStream.range(1, RECORDS), IntStream.of(-1)).boxed().toList();
    Path records = Files.write(folder.resolve("records"), lines(numbers, 1));
    Path output = folder.resolve("output");
    Path journal = folder.resolve("journal");
    Random random = new Random(11);
    for (int i = 0; i < KILLS; i++) {
      long before = Files.exists(journal) ? Files.size(journal) : 0;
      long more = random.nextInt(MOST_OF_THE_JOURNAL / KILLS);
      long enough = Math.min(before + more, MOST_OF_THE_JOURNAL);
      try (Program run = Program.start(map(records, output, journal))) {
        await()
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(5))
            .until(() -> Files.exists(journal) && Files.size(journal) > enough);
        assertThat(run.isRunning()).as(run.err()).isTrue();
        run.kill();
        run.exitCode();
      }
    }
    int held = marks.lines("held").size();
    try (Program run = Program.start(map(records, output, journal))) {
      await().atMost(Duration.ofSeconds(60)).until(() -> marks.lines("held").size() > held);
      assertNobodyElseMayWrite(records, output, journal);
      marks.leave("open");
      assertThat(run.exitCode()).as(run.err()).isZero();
    }
    assertThat(Files.readAllLines(output)).isEqualTo(lines(numbers, 2));
    assertThat(Files.readAllLines(journal))
        .filteredOn(line -> line.contains("\"number\""))
        .hasSize(RECORDS);
  }

  private void assertNobodyElseMayWrite(Path records, Path output, Path journal) {
    try (Program other = Program.start(map(records, output, journal))) {
      assertThat(other.exitCode()).isEqualTo(3);
      assertThat(other.err()).contains("'" + output + "' is being written by another run");
    }
  }

  private static List<String> lines(List<Integer> numbers, int factor) {
    return numbers.stream().map(number -> "" + factor * number).toList();
  }

  private ProcessBuilder map(Path records, Path output, Path journal) {
    ProcessBuilder builder =
        Program.pipefarm(
            "map",
            "-j",
            "2",
            "--resume",
            "--journal",
            journal.toString(),
            "-o",
            output.toString(),
            "--cp",
            Path.of("target/test-classes").toAbsolutePath().toString(),
            Work.Held.class.getName() + "::twice",
            records.toString());
    builder.environment().put("PIPEFARM_IT_MARKS", marks.path("").toString());
    return builder;
  }

  // The other commands, once each.

  @Test
  void checkTellsOfTheFirstRecordsAndReadsNoMore() throws IOException {
    Path records = Files.writeString(folder.resolve("records"), "4\nx\n9\nnever\n");
    List<String> out = new ArrayList<>();
    assertThat(run(out, "check", "java.lang.Math::sqrt", records.toString())).isEqualTo(1);
    assertThat(out)
        .contains("  gives 2.0", "  gives 3.0")
        .anyMatch(line -> line.startsWith("  fails: java.lang.NumberFormatException"))
        .noneMatch(line -> line.contains("never"));
  }

  @Test
  void doctorFindsNothingBadHere() {
    List<String> out = new ArrayList<>();
    assertThat(run(out, "doctor")).as("%s", out).isZero();
    assertThat(out).anyMatch(line -> line.startsWith("ok    noise"));
  }

  @Test
  void benchSaysWhichEngineToTake() throws IOException {
    Path records = Files.writeString(folder.resolve("records"), "4\n9\n");
    List<String> out = new ArrayList<>();
    assertThat(run(out, "bench", "java.lang.Math::sqrt", records.toString())).isZero();
    assertThat(out)
        .anyMatch(line -> line.startsWith("  threads "))
        .anyMatch(line -> line.startsWith("  processes "));
  }

  private static int run(List<String> out, String... args) {
    try (Program program = Program.start(Program.pipefarm(args))) {
      program.endInput();
      int code = program.exitCode();
      out.addAll(program.out());
      return code;
    }
  }
}
