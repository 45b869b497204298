package io.github.pipefarm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pipefarm.function.TaskContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs with a journal, in this JVM: what is cut off is what a killed process leaves behind. */
class JournalTest {
  private static final String FUNCTION = JournalTest.class.getName() + "::reciprocal";

  @TempDir private Path folder;
  private final PrintStream standardError = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private Path records;
  private Path journal;
  private Path output;

  /** What {@link #reciprocal} does not fail for, though it should. */
  private static volatile boolean forgiving;

  public static String reciprocal(int n) {
    if (n == 0 && !forgiving) {
      throw new IllegalArgumentException("no reciprocal of 0, but ∞");
    }
    return "ü" + 1.0 / n + " " + TaskContext.current().random().nextInt();
  }

  @BeforeEach
  void writeRecords() throws IOException {
    System.setErr(new PrintStream(printed, true, UTF_8));
    forgiving = false;
    journal = folder.resolve("journal");
    output = folder.resolve("output");
    records =
        Files.writeString(
            folder.resolve("records"),
            IntStream.range(0, 50)
                .mapToObj(n -> (n % 10 == 3 ? 0 : n + 1) + "\n")
                .collect(Collectors.joining()));
  }

  @AfterEach
  void releaseStandardError() {
    System.setErr(standardError);
  }

  private int map(String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "map",
                "--engine",
                "serial",
                "--journal",
                journal.toString(),
                "-o",
                output.toString()));
    arguments.addAll(Arrays.asList(options));
    arguments.add(FUNCTION);
    arguments.add(records.toString());
    printed.reset();
    return Main.commandLine().execute(arguments.toArray(String[]::new));
  }

  private String err() {
    return printed.toString(UTF_8);
  }

  @Test
  void whatWasCutOffAnywhereIsGoneOnWith() throws IOException {
    assertThat(map("--on-error", "inline", "--seed", "7")).isEqualTo(ExitCode.RECORDS_FAILED);
    byte[] wholeJournal = Files.readAllBytes(journal);
    byte[] wholeOutput = Files.readAllBytes(output);
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      int keptOfJournal = random.nextInt(wholeJournal.length + 1);
      int keptOfOutput = random.nextInt(wholeOutput.length + 1);
      Files.write(journal, Arrays.copyOf(wholeJournal, keptOfJournal));
      Files.write(output, Arrays.copyOf(wholeOutput, keptOfOutput));
      assertThat(map("--on-error", "inline", "--seed", "7", "--resume"))
          .as("journal cut at %d, output at %d: %s", keptOfJournal, keptOfOutput, err())
          .isEqualTo(ExitCode.RECORDS_FAILED);
      assertThat(output).hasBinaryContent(wholeOutput);
      assertThat(err()).contains("5 of 50 records failed");
    }
  }

  @Test
  void whatTheRunAndTheRestOfItSayOfFailuresIsSaidOnce() throws IOException {
    String failures = folder.resolve("failures").toString();
    map("--failures", failures);
    List<String> whole = Files.readAllLines(Path.of(failures));
    byte[] wholeOutput = Files.readAllBytes(output);
    List<String> lines = Files.readAllLines(journal);
    Files.write(journal, lines.subList(0, 20)); // but all failures are there
    map("--failures", failures, "--resume");
    assertThat(Files.readAllLines(Path.of(failures))).hasSameSizeAs(whole).hasSize(5);
    assertThat(output).hasBinaryContent(wholeOutput);
  }

  @Test
  void aJournalTellsOfEachRecord() throws IOException {
    map();
    List<String> lines = Files.readAllLines(journal);
    assertThat(lines.get(0))
        .contains("\"journal\":1", "\"command\":\"pipefarm map --engine serial ", FUNCTION)
        .contains("\"inputs\":[\"" + records + "\"]", "\"java\":\"" + Runtime.version());
    assertThat(lines)
        .anyMatch(
            line ->
                line.startsWith("{\"number\":4,\"hash\":")
                    && line.contains(
                        "\"outcome\":\"failed\",\"attempts\":1,\"worker\":\"worker-1\"")
                    && line.contains("no reciprocal of 0"));
    assertThat(lines).filteredOn(line -> line.contains("\"outcome\":\"ok\"")).hasSize(45);
  }

  @Test
  void whatFailedIsRunAgainAndPutInPlace() throws IOException {
    assertThat(map("--on-error", "inline")).isEqualTo(ExitCode.RECORDS_FAILED);
    forgiving = true;
    assertThat(map("--on-error", "inline", "--retry-failed")).as(err()).isEqualTo(ExitCode.OK);
    assertThat(Files.readAllLines(output))
        .hasSize(50)
        .anyMatch(line -> line.startsWith("üInfinity "))
        .noneMatch(line -> line.startsWith("!"));
    byte[] retried = Files.readAllBytes(output);
    List<String> lines = Files.readAllLines(journal);
    assertThat(lines).filteredOn(line -> line.startsWith("{\"number\":")).hasSize(50);
    assertThat(lines).filteredOn(line -> line.contains("\"retried\"")).hasSize(1);
    assertThat(lines.get(0)).startsWith("{\"journal\":1");
    assertThat(lines.get(lines.size() - 1)).startsWith("{\"event\":\"ended\"");
    assertThat(map("--on-error", "inline", "--resume")).as(err()).isEqualTo(ExitCode.OK);
    assertThat(output).hasBinaryContent(retried);
    try (var left = Files.list(folder)) {
      assertThat(left).hasSize(3);
    }
  }

  @Test
  void newResultsAreInPlaceAsAWholeWheneverTheRetryIsKilled() throws IOException {
    map("--on-error", "inline");
    byte[] oldJournal = Files.readAllBytes(journal);
    byte[] oldOutput = Files.readAllBytes(output);
    forgiving = true;
    map("--on-error", "inline", "--retry-failed");
    byte[] newJournal = Files.readAllBytes(journal);
    byte[] newOutput = Files.readAllBytes(output);
    Path besideJournal = folder.resolve(".journal.new");
    Path besideOutput = folder.resolve(".output.new");

    Files.write(journal, oldJournal); // killed while it writes the new files
    Files.write(output, oldOutput);
    Files.write(besideJournal, Arrays.copyOf(newJournal, newJournal.length / 2));
    Files.write(besideOutput, newOutput);
    map("--on-error", "inline", "--resume");
    assertThat(output).hasBinaryContent(oldOutput);

    Files.write(journal, oldJournal); // killed before it moves them
    Files.write(besideJournal, newJournal);
    new JournalMerge(journal, output).commit();
    assertThat(map("--on-error", "inline", "--resume")).as(err()).isEqualTo(ExitCode.OK);
    assertThat(output).hasBinaryContent(newOutput);
    assertThat(besideOutput).doesNotExist();

    Files.write(journal, oldJournal); // killed between the two
    Files.write(besideJournal, newJournal);
    new JournalMerge(journal, output).commit();
    assertThat(map("--on-error", "inline", "--retry-failed")).as(err()).isEqualTo(ExitCode.OK);
    assertThat(output).hasBinaryContent(newOutput);
    assertThat(besideJournal).doesNotExist();
  }

  @Test
  void aRunThatCannotBeginLeavesTheOneBeforeAsItIs() throws IOException {
    map();
    byte[] before = Files.readAllBytes(output);
    byte[] journalBefore = Files.readAllBytes(journal);
    assertThat(
            Main.commandLine()
                .execute(
                    "map",
                    "--engine",
                    "serial",
                    "--journal",
                    journal.toString(),
                    "-o",
                    output.toString(),
                    FUNCTION + "s",
                    records.toString()))
        .isEqualTo(ExitCode.SETUP);
    assertThat(output).hasBinaryContent(before);
    assertThat(journal).hasBinaryContent(journalBefore);
    try (var left = Files.list(folder)) {
      assertThat(left).hasSize(3);
    }
  }

  @Test
  void noFileIsWrittenThatIsAnotherOneOrRead() throws IOException {
    byte[] before = Files.readAllBytes(records);
    Path link = Files.createSymbolicLink(folder.resolve("link"), records);
    assertThat(map("--failures", link.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("--failures: '" + link + "' is read by this run");
    assertThat(map("--trace", folder + "/./output")).isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("-o and --trace are the same file, '" + output + "'");
    output = records;
    assertThat(map()).isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("-o: '" + records + "' is read by this run");
    assertThat(records).hasBinaryContent(before);
  }

  @Test
  void anotherRunIsNotGoneOnWith() throws IOException {
    map();
    byte[] before = Files.readAllBytes(output);
    assertThat(map("--resume", "--tag")).isEqualTo(ExitCode.JOURNAL);
    assertThat(err()).contains("is of another run: --tag was not given and is 'true'");
    Files.writeString(records, Files.readString(records).replaceFirst("5", "6"));
    assertThat(map("--resume")).isEqualTo(ExitCode.JOURNAL);
    assertThat(err()).contains("record 5 is not the one that the journal has");
    Files.writeString(records, "1\n2\n");
    assertThat(map("--resume")).isEqualTo(ExitCode.JOURNAL);
    assertThat(err()).contains("the journal has 50 records, and the input only 2");
    assertThat(output).hasBinaryContent(before);
    Files.delete(output);
    assertThat(map("--resume")).isEqualTo(ExitCode.JOURNAL);
    assertThat(err()).contains("'" + output + "' is not there");
    assertThat(output).doesNotExist();
    Files.writeString(journal, "{}\n");
    assertThat(map("--resume")).isEqualTo(ExitCode.JOURNAL);
    assertThat(err()).contains("is no journal of a run");
  }

  @Test
  void goingOnNeedsAJournalAndAnOutputInOrder() {
    assertThat(map("--resume", "--unordered")).isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("--resume is not for --unordered results");
    assertThat(map("--resume", "--retry-failed")).isEqualTo(ExitCode.USAGE);
    assertThat(Main.commandLine().execute("map", "--resume", "A::b", "-"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err()).contains("--resume needs the journal of the run: --journal FILE");
  }

  @Test
  void aRunWithoutOrderIsNotGoneOnWithInOrder() {
    map("--unordered");
    assertThat(map("--resume")).isEqualTo(ExitCode.JOURNAL);
    assertThat(err()).contains("--unordered was 'true' and is not given");
  }

  @Test
  void aRunThatHasNotEndedIsNotRetried() throws IOException {
    map();
    List<String> lines = Files.readAllLines(journal);
    Files.write(journal, lines.subList(0, lines.size() - 3));
    assertThat(map("--retry-failed")).isEqualTo(ExitCode.JOURNAL);
    assertThat(err()).contains("has not ended: --resume first");
  }

  @Test
  void theSummaryNamesTheCommandThatRetries() {
    map("--summary", "text");
    assertThat(err())
        .contains("50 records in ", "45 ok, 5 failed, 0 retried", "to run again what failed: ")
        .contains("--journal " + journal, "--retry-failed");
    map("--summary", "json", "--progress", "json");
    assertThat(err())
        .contains(
            "{\"event\":\"progress\",\"records\":50,", "{\"event\":\"summary\",\"records\":50,")
        .contains("\"java.lang.IllegalArgumentException\":{");
    map("--progress", "bar"); // it can't move here
    assertThat(err()).contains("pipefarm: 100 %, 50 records, ").doesNotContain("\r", "\u001b");
    map("--summary", "off", "-q");
    assertThat(err()).isEmpty();
  }

  @Test
  void aTraceHasALaneForTheWorkerAndASpanForEachRecord() throws IOException {
    Path trace = folder.resolve("trace");
    map("--trace", trace.toString());
    JsonNode events = JsonMapper.shared().readTree(Files.readString(trace));
    assertThat(events.isArray()).isTrue();
    assertThat(events)
        .filteredOn(event -> event.path("ph").asString().equals("X"))
        .filteredOn(event -> event.path("name").asString().contains("record"))
        .hasSize(50)
        .allSatisfy(event -> assertThat(event.path("dur").asDouble()).isPositive());
    assertThat(events)
        .filteredOn(event -> event.path("name").asString().equals("failed record"))
        .hasSize(5);
  }
}
