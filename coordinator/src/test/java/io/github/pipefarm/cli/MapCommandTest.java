package io.github.pipefarm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Whole runs of {@code pipefarm map} in this JVM: what goes in, what comes out, what is said. */
class MapCommandTest {
  private static final String SAMPLE = Sample.class.getName();
  private static final String SALES = "item,price,qty\napple,1.5,2\n\"pear, big\",3,4\n";

  @TempDir private Path folder;
  private final PrintStream standardError = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private String engine = "serial";
  private int exitCode;
  private String out = "";
  private String err = "";

  @BeforeEach
  void captureStandardError() {
    System.setErr(new PrintStream(printed, true, UTF_8));
  }

  @AfterEach
  void releaseStandardError() {
    System.setErr(standardError);
  }

  // Input.

  @Test
  void linesAreRecordsBlankOnesTooWhateverEndsThem() {
    map("a\r\n\n b\nc", "java.lang.String::length");
    expect(ExitCode.OK, "1\n0\n2\n1\n", "");
  }

  @Test
  void recordsMayEndWithNul() {
    map("a\nb\0c\0", "-0", "java.lang.String::length");
    expect(ExitCode.OK, "3\n1\n", "");
  }

  @Test
  void columnsOfCsvAndTsvFillParameters() {
    map("1,\"2\"\n\n3,4\n", "--csv", "--const", "10", SAMPLE + "::work");
    expect(ExitCode.OK, "30\n70\n", "");
    map("1\t2\r\n", "--tsv", "--const", "10", SAMPLE + "::work");
    expect(ExitCode.OK, "30\n", "");
    map("1,2\n", "--csv", SAMPLE + "::product");
    expect(ExitCode.OK, "2\n", "");
    map("\"a\nb\",c\n", "--csv", SAMPLE + "::size");
    expect(ExitCode.OK, "2\n", "");
  }

  @Test
  void columnsAreSelectedAndOrderedByNameOrNumber() {
    map(SALES, "--csv", "--header", "--columns", "qty,price", SAMPLE + "::ratio");
    expect(ExitCode.OK, "1.3333333333333333\n1.3333333333333333\n", "");
    map("1,2,3\n", "--csv", "--columns", "3,1", SAMPLE + "::ratio");
    expect(ExitCode.OK, "3.0\n", "");
    map(SALES, "--csv", "--header", "--columns", "item", "java.lang.String::toUpperCase");
    expect(ExitCode.OK, "APPLE\nPEAR, BIG\n", "");
    map("1,2\n1\n", "--csv", "--columns", "2", "java.lang.Math::sqrt");
    expect(
        ExitCode.RECORDS_FAILED,
        "1.4142135623730951\n",
        """
        pipefarm: in:2: wrong number of columns: 1, and --columns takes column 2
        pipefarm: 1 of 2 records failed
        """);
  }

  @Test
  void namedColumnsBecomeRecordsBeansAndMaps() {
    map(SALES, "--csv", "--header", SAMPLE + "::total");
    expect(ExitCode.OK, "3.0\n12.0\n", "");
    map(SALES, "--csv", "--header", SAMPLE + "::label");
    expect(ExitCode.OK, "apple:2\npear, big:4\n", "");
    map(SALES, "--csv", "--header", SAMPLE + "::keys");
    expect(ExitCode.OK, "[\"item\",\"price\",\"qty\"]\n[\"item\",\"price\",\"qty\"]\n", "");
    map("pear,2,3\n", "--csv", SAMPLE + "::total");
    expect(ExitCode.OK, "6.0\n", "");
    map("item,price,qty\na,b,1\na,1\n", "--csv", "--header", SAMPLE + "::total");
    expect(
        ExitCode.RECORDS_FAILED,
        "",
        """
        pipefarm: in:2: java.lang.NumberFormatException: For input string: "b" (column 2 price)
        pipefarm: in:3: wrong number of columns: 2, and the header has 3
        pipefarm: 2 of 2 records failed
        """);
  }

  @Test
  void aColumnThatIsNotThereIsAnsweredBeforeAnythingRuns() {
    map(SALES, "--csv", "--header", "--columns", "prize", SAMPLE + "::loud");
    expect(
        ExitCode.SETUP,
        "",
        "pipefarm: --columns: there is no column 'prize': did you mean price?\n");
    map("item,prize,qty\na,1,1\n", "--csv", "--header", SAMPLE + "::total");
    assertThat(exitCode).isEqualTo(ExitCode.SETUP);
    assertThat(err).contains("wants a column price: is that prize?");
    map(SALES, "--csv", SAMPLE + "::distinct");
    assertThat(err).contains("java.util.Set<java.lang.String> can't be made of a text\n");
    map(SALES, "--csv", SAMPLE + "::keys");
    assertThat(err).contains("needs names for its values: --header");
    map("a\n", SAMPLE + "::total");
    assertThat(err).contains("can't be made of a text, but of --jsonl or of --csv with --header");
    map(SALES, "--csv", "--header", "--columns", "price,qty", SAMPLE + "::three");
    assertThat(err).contains("takes 3 values of each record, but --columns names 2");
  }

  @Test
  void jsonFillsParametersByTypeByPositionAndByName() {
    map("\"ab\"\n\n[1, \"x\"]\n", "--jsonl", SAMPLE + "::loud");
    expect(ExitCode.OK, "ab!\n[1, \"x\"]!\n", "");
    map("7\n\"8\"\n", "--jsonl", "java.lang.Math::abs(long)");
    expect(ExitCode.OK, "7\n8\n", "");
    map("[1,2,3]\n[]\n", "--jsonl", SAMPLE + "::sum");
    expect(ExitCode.OK, "6\n0\n", "");
    map("[1,\"2\"]\n", "--jsonl", "--const", "10", SAMPLE + "::work");
    expect(ExitCode.OK, "30\n", "");
    map(
        "{\"qty\": 2, \"item\": \"x\", \"price\": 1.5, \"more\": null}\n",
        "--jsonl",
        SAMPLE + "::total");
    expect(ExitCode.OK, "3.0\n", "");
    map("{\"qty\": 2, \"item\": \"x\"}\n", "--jsonl", SAMPLE + "::label");
    expect(ExitCode.OK, "x:2\n", "");
    map("{\"qty\": 2, \"price\": 2}\n", "--jsonl", SAMPLE + "::total");
    expect(ExitCode.OK, "4.0\n", "");
    map("{\"qty\": 2, \"item\": \"x\"}\n", "--jsonl", SAMPLE + "::total");
    assertThat(err).startsWith("pipefarm: in:1: Missing property 'price'");
    map("{\"qty\": \"\", \"item\": \"\"}\n", "--jsonl", SAMPLE + "::label");
    expect(
        ExitCode.RECORDS_FAILED,
        "",
        """
        pipefarm: in:1: Cannot coerce `null` to `int` value, at qty
        pipefarm: 1 of 1 record failed
        """);
    map("{\"a\": 1, \"b\": 4}\n", "--jsonl", "--columns", "b,a", SAMPLE + "::ratio");
    expect(ExitCode.OK, "4.0\n", "");
    map("{\"a\": 1}\n", "--jsonl", "java.util.Map::size");
    expect(ExitCode.OK, "1\n", "");
  }

  @Test
  void jsonThatDoesNotFitFailsAlone() {
    map(
        "[1,2]\n[1]\n{}\n[1,null]\n[1\n[3,4]\n[1,{}]\n",
        "--jsonl",
        "--const",
        "10",
        SAMPLE + "::work");
    assertThat(out).isEqualTo("30\n70\n");
    assertThat(err)
        .contains(
            "pipefarm: in:2: wrong number of elements: 1, and " + SAMPLE + "::work(int,int,int)",
            "pipefarm: in:3: not a JSON array: ",
            "pipefarm: in:4: null is no int (element 2)",
            "pipefarm: in:5: malformed record: Unexpected end-of-input",
            "pipefarm: in:7: ")
        .endsWith("pipefarm: 5 of 7 records failed\n");
  }

  @Test
  void aMalformedRecordFailsOrIsSkipped() {
    byte[] input = "ab\n?\ncdefgh\n\ni\n".getBytes(UTF_8);
    input[3] = (byte) 0xFF;
    map(input, "--max-record", "5", "java.lang.String::length");
    expect(
        ExitCode.RECORDS_FAILED,
        "2\n0\n1\n",
        """
        pipefarm: in:2: malformed record: invalid UTF-8, 0xFF at byte offset 3
        pipefarm: in:3: malformed record: it has 6 bytes, more than the 5 that --max-record allows
        pipefarm: 2 of 5 records failed
        """);
    map(input, "--max-record", "5", "--on-malformed", "skip", "--tag", "java.lang.String::length");
    expect(
        ExitCode.OK,
        "1\t2\n4\t0\n5\t1\n",
        "pipefarm: 2 malformed records skipped (the first is in:2)\n");
    map("1\n[\n", "--jsonl", "--on-malformed", "skip", "java.lang.Math::sqrt");
    expect(ExitCode.OK, "1.0\n", "pipefarm: 1 malformed record skipped (the first is in:2)\n");
  }

  @Test
  void inputsMayBePackedOrEncodedOtherwise() {
    map("in.gz", InputTest.packed("4\n9\n"), "java.lang.Math::sqrt");
    expect(ExitCode.OK, "2.0\n3.0\n", "");
    map(new byte[] {(byte) 0xE4, '\n'}, "--encoding", "ISO-8859-1", SAMPLE + "::loud");
    expect(ExitCode.OK, "ä!\n", "");
  }

  @Test
  void emptyInputsWithAHeaderHaveNoRecords() {
    map("", "--csv", "--header", "--columns", "price", "java.lang.Math::sqrt");
    expect(ExitCode.OK, "", "");
  }

  @Test
  void anEmptyInputGivesAnEmptyOutputAndARunWithoutFailuresAnEmptyFileOfThem() {
    Path failures = folder.resolve("failures.jsonl");
    map("", "--failures", failures.toString(), "java.lang.Math::sqrt");
    expect(ExitCode.OK, "", "");
    assertThat(failures).isEmptyFile();
    map("4\n", "--failures", failures.toString(), "java.lang.Math::sqrt");
    expect(ExitCode.OK, "2.0\n", "");
    assertThat(failures).isEmptyFile();
  }

  @Test
  void filesAreReadOneAfterAnother() throws IOException {
    Path first = Files.writeString(folder.resolve("first"), "1\n4");
    map("9\n16", "java.lang.Math::sqrt", first.toString());
    expect(ExitCode.OK, "1.0\n2.0\n3.0\n4.0\n", "");
  }

  // Constants.

  @Test
  void constantsAndThoseInFilesFillTheLastParametersInTheirOrder() throws IOException {
    Path two = Files.writeString(folder.resolve("two"), "2\n");
    map("0\n", "--const-file", two.toString(), "--const", "3", SAMPLE + "::digits");
    expect(ExitCode.OK, "23\n", "");
    map("0\n", "--const", "3", "--const-file", two.toString(), SAMPLE + "::digits");
    expect(ExitCode.OK, "32\n", "");
    map("1\n", "--const-file", folder.resolve("none").toString(), SAMPLE + "::digits");
    assertThat(exitCode).isEqualTo(ExitCode.SETUP);
    assertThat(err).startsWith("pipefarm: --const-file: '").endsWith("none': no such file\n");
  }

  @Test
  void whatIsTypedMayLookLikeAnOption() {
    map("4\n", "--const", "-0.5", "java.lang.Math::pow");
    expect(ExitCode.OK, "0.5\n", "");
    map("2\n", "--const-first", "-0.5", "--const-first=-1", "--const=-3", SAMPLE + "::joined");
    expect(ExitCode.OK, "-0.5 -1 2 -3\n", "");
    map("ab\n", "-e", "-0.5 * it.length()");
    expect(ExitCode.OK, "-1.0\n", "");
    map("ab\n", "-e=-1");
    expect(ExitCode.OK, "-1\n", "");
  }

  @Test
  void aConstantOfSeveralValuesIsJson() {
    map("2\n", "--const", "[10, 20]", SAMPLE + "::scaled");
    expect(ExitCode.OK, "[20,40]\n", "");
    map("2\n", "--const", "[10, 20", SAMPLE + "::scaled");
    assertThat(exitCode).isEqualTo(ExitCode.SETUP);
    assertThat(err).contains("--const '[10, 20'", "java.util.List<java.lang.Integer>", "no JSON");
  }

  // Expressions.

  @Test
  void withAnExpressionEveryOperandIsAFile() {
    map("a\nbc\n", "-e", "it.length()");
    expect(ExitCode.OK, "1\n2\n", "");
    map(SALES, "--csv", "--header", "-e", "it.get(\"item\")");
    expect(ExitCode.OK, "apple\npear, big\n", "");
    map("1,2\n", "--csv", "-e", "(int a, int b, int k) -> (a + b) * k", "--const", "100");
    expect(ExitCode.OK, "300\n", "");
    map("1,2\n", "--csv", "--columns", "2,1", "-e", "it");
    expect(ExitCode.OK, "[\"2\",\"1\"]\n", "");
    map("1\n\"a\"\n", "--jsonl", "-e", "it + 1");
    expect(ExitCode.OK, "2\na1\n", "");
  }

  @Test
  void anExpressionThatMakesNoSenseIsAUsageError() {
    map("a\n", "-e", "it.lenght()");
    expect(
        ExitCode.USAGE,
        "",
        """
        pipefarm: -e: cannot find symbol (symbol: method lenght(), location: variable it of type \
        java.lang.String)
          it.lenght()
            ^
        """);
    map("a\n", "-e", "(a, b) -> a");
    assertThat(err).contains("the expression(String,String) takes 2 values of each record");
  }

  // Output.

  @Test
  void aResultIsALineOfTextOrJson() {
    String results =
        "switch (it) { case \"null\" -> null; case \"text\" -> \"a \\\"b\\\"\";"
            + " case \"lines\" -> \"a\\nb\"; case \"list\" -> List.of(1, \"x\");"
            + " case \"array\" -> new double[] {1.5}; case \"map\" -> Map.of(1, 2);"
            + " case \"path\" -> Path.of(\"/a\"); case \"day\" -> LocalDate.of(2024, 2, 29);"
            + " default -> 1; }";
    String input = "null\ntext\nlist\narray\nmap\npath\nday\none\nlines\n";
    map(input, "-e", results);
    expect(
        ExitCode.RECORDS_FAILED,
        "\na \"b\"\n[1,\"x\"]\n[1.5]\n{\"1\":2}\n/a\n2024-02-29\n1\n",
        """
        pipefarm: in:9: the result has a line break, so it is not one line of output: that takes \
        --format jsonl, or a FUNCTION that returns it without
        pipefarm: 1 of 9 records failed
        """);
    map(input, "--format", "jsonl", "-e", results);
    expect(
        ExitCode.OK,
        "null\n\"a \\\"b\\\"\"\n[1,\"x\"]\n[1.5]\n{\"1\":2}\n\"/a\"\n\"2024-02-29\"\n1\n\"a\\nb\"\n",
        "");
    map("1\n2\n", "--format", "jsonl", SAMPLE + "::silent");
    expect(ExitCode.OK, "", "");
  }

  @Test
  void anErrorKeepsItsPlaceInEitherFormatAndWithItsNumber() {
    String[] inline = {"--on-error", "inline", "--tag", "java.lang.Math::sqrt"};
    map("4\nx\n", inline);
    assertThat(exitCode).isEqualTo(ExitCode.RECORDS_FAILED);
    assertThat(out)
        .isEqualTo("1\t2.0\n2\t!ERROR java.lang.NumberFormatException: For input string: \"x\"\n");
    map("4\nx\n", "--format", "jsonl", inline[0], inline[1], inline[2], inline[3]);
    assertThat(out)
        .isEqualTo(
            "1\t2.0\n2\t{\"error\":\"java.lang.NumberFormatException:"
                + " For input string: \\\"x\\\"\"}\n");
    map("4\nx\n", "--on-error", "inline", "java.lang.Integer::parseInt(String)");
    assertThat(out)
        .as("thrown by the function")
        .isEqualTo("4\n!ERROR java.lang.NumberFormatException: For input string: \"x\"\n");
  }

  // Running.

  @Test
  void unorderedGivesEveryResultOnce() {
    engine = "threads";
    List<String> numbers = IntStream.range(0, 300).mapToObj(Integer::toString).toList();
    String dawdle = "{ Thread.sleep(Integer.parseInt(it) * 7919 % 5); return it; }";
    map(String.join("\n", numbers), "--unordered", "-j", "2", "-e", "it -> " + dawdle);
    assertThat(exitCode).as(err).isEqualTo(ExitCode.OK);
    assertThat(out.lines()).containsExactlyInAnyOrderElementsOf(numbers);
  }

  @Test
  @Timeout(30)
  void aRunThatMissesItsDeadlineSaysSo() {
    engine = "threads";
    map("600000\n", "--deadline", "300ms", "java.lang.Thread::sleep(long)");
    assertThat(exitCode).as(err).isEqualTo(124);
    assertThat(err).contains("deadline").doesNotContain("\tat ");
  }

  @Test
  void aMistakeLeavesNoFileOfFailures() {
    Path failures = folder.resolve("failures.jsonl");
    engine = "processes"; // none is started
    map("1\n", "--max-rss", "much", "--failures", failures.toString(), "java.lang.Math::sqrt");
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    assertThat(err).contains("'much' is no size");
    assertThat(failures).doesNotExist();
  }

  private void map(String input, String... args) {
    map(input.getBytes(UTF_8), args);
  }

  private void map(byte[] input, String... args) {
    map("in", input, args);
  }

  private void map(String name, byte[] input, String... args) {
    printed.reset();
    Path output = folder.resolve("out");
    List<String> command = new ArrayList<>(List.of("map", "--engine", engine));
    command.addAll(List.of("-o", output.toString()));
    command.addAll(List.of(args));
    try {
      Files.deleteIfExists(output);
      command.add(Files.write(folder.resolve(name), input).toString());
      CommandLine line = Main.commandLine();
      line.setErr(new PrintWriter(printed, true, UTF_8));
      exitCode = line.execute(command.toArray(String[]::new));
      out = Files.exists(output) ? Files.readString(output) : "";
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    err = printed.toString(UTF_8).replace(folder + "/", "");
  }

  private void expect(int code, String output, String errors) {
    assertThat(err).isEqualTo(errors);
    assertThat(out).isEqualTo(output);
    assertThat(exitCode).isEqualTo(code);
  }
}
