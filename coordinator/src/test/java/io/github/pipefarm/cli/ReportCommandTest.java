package io.github.pipefarm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages about runs in this JVM. */
class ReportCommandTest {
  @TempDir private Path folder;
  private final PrintStream standardError = System.err;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private Path journal;
  private Path page;
  private Path records;

  @BeforeEach
  void writeRecords() throws IOException {
    System.setErr(new PrintStream(printed, true, UTF_8));
    journal = folder.resolve("journal");
    page = folder.resolve("page.html");
    records = Files.writeString(folder.resolve("records"), "1\n2\nx<b>\n4\n");
  }

  @AfterEach
  void releaseStandardError() {
    System.setErr(standardError);
  }

  private int run(Object... arguments) {
    printed.reset();
    return Main.commandLine()
        .execute(Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
  }

  private int map(Object... options) {
    Object[] all =
        new Object[] {
          "map",
          "--engine",
          "serial",
          "-o",
          folder.resolve("output"),
          "java.lang.Math::sqrt",
          records
        };
    Object[] arguments = Arrays.copyOf(all, all.length + options.length);
    System.arraycopy(options, 0, arguments, all.length, options.length);
    return run(arguments);
  }

  private String err() {
    return printed.toString(UTF_8);
  }

  @Test
  void aJournalOrTheRunItselfMakesAPage() throws IOException {
    assertThat(map("--journal", journal)).as(err()).isEqualTo(ExitCode.RECORDS_FAILED);
    assertThat(run("report", journal, "-o", page)).as(err()).isZero();
    assertThat(page)
        .content()
        .contains("\"records\":4,\"ok\":3,\"failed\":1", "NumberFormatException");
    Files.delete(page);
    assertThat(map("--report", page)).isEqualTo(ExitCode.RECORDS_FAILED);
    assertThat(page)
        .content()
        .contains("\"records\":4,\"ok\":3,\"failed\":1", "\"ended\":true", "x\\u003cb\\u003e")
        .doesNotContain("x<b>");
    Files.delete(page);
    assertThat(map("--report", page, "--journal", journal)).isEqualTo(ExitCode.RECORDS_FAILED);
    assertThat(page).content().contains("\"records\":4,\"ok\":3,\"failed\":1");
  }

  @Test
  void aJournalThatIsCutOffAnywhereMakesAPage() throws IOException {
    map("--journal", journal);
    byte[] whole = Files.readAllBytes(journal);
    int header = new String(whole, UTF_8).indexOf('\n') + 1;
    for (int length = header; length < whole.length; length += 23) {
      Files.write(journal, Arrays.copyOf(whole, length));
      assertThat(run("report", journal, "-o", page)).as(err()).isZero();
      assertThat(page).content().contains("\"ended\":false");
    }
  }

  @Test
  void whatIsNoJournalIsRefusedInOneSentence() throws IOException {
    assertThat(run("report", records, "-o", page)).isEqualTo(ExitCode.JOURNAL);
    assertThat(err()).contains("is no journal of a run").doesNotContain("\tat ");
    assertThat(run("report", folder.resolve("none"), "-o", page)).isEqualTo(ExitCode.SETUP);
    assertThat(err()).contains("is not there");
    Files.writeString(records, "{\"journal\":1}\n{\"number\":1,\"outcome\":\"odd\"}\n");
    assertThat(run("report", records, "-o", page)).isEqualTo(ExitCode.JOURNAL);
    assertThat(err()).contains("has been changed: odd").doesNotContain("\tat ");
    assertThat(page).doesNotExist();
    map("--journal", journal);
    assertThat(run("report", journal, "-o", journal)).isEqualTo(ExitCode.USAGE);
    assertThat(run("report", journal)).isEqualTo(ExitCode.USAGE);
    assertThat(run("report", journal, "-o", folder.resolve("no/page.html")))
        .isEqualTo(ExitCode.SETUP);
    assertThat(err()).contains("can't be written");
  }

  @Test
  void aRunThatNeverBeganHasNoPage() {
    Path output = folder.resolve("output");
    assertThat(
            run(
                "map",
                "--engine",
                "serial",
                "--report",
                page,
                "-o",
                output,
                "no.Such::method",
                records))
        .as(err())
        .isEqualTo(ExitCode.SETUP);
    assertThat(page).doesNotExist();
  }

  @Test
  void aRunThatStopsEarlyHasOne() {
    assertThat(map("--report", page, "--on-error", "stop")).isEqualTo(ExitCode.RECORDS_FAILED);
    assertThat(page).content().contains("\"ended\":false", "\"records\":2");
  }
}
