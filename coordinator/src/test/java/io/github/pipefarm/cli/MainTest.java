package io.github.pipefarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpGoesToStandardOutput() {
    assertThat(execute("--help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("map", "demo");
    assertThat(execute("map --help")).isEqualTo(ExitCode.OK);
    assertThat(out.toString())
        .contains("--classpath", "\nInput:\n", "\nOutput:\n", "Examples:")
        .doesNotContain("\u001b");
    assertThat(execute("--version")).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("pipefarm ", "Java ");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void everyCommandAndOptionIsInTheManual() {
    assertThat(execute("gen-manpage")).isEqualTo(ExitCode.OK);
    CommandLine all = Main.commandLine();
    all.getSubcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .filter(command -> !command.usageMessage().hidden())
        .forEach(
            command -> {
              assertThat(out.toString()).contains("\n.SS " + command.qualifiedName() + "\n");
              assertThat(command.usageMessage().footer()).as(command.name()).contains("Examples:");
              for (OptionSpec option : command.options()) {
                assertThat(out.toString()).contains(option.longestName().replace("-", "\\-"));
              }
            });
    assertThat(out.toString().lines())
        .allMatch(
            line -> !line.startsWith(".") || line.matches("[.](TH|SH|SS|TP|PP|B|nf|fi)( .*)?"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | a command is missing, such as map or demo",
        "mpa | there is no command 'mpa': did you mean map?",
        "mpa --help | there is no command 'mpa': did you mean map?",
        "map | Missing required parameter: 'FUNCTION'",
        "map --claspath x A::b - | Unknown option: '--claspath': did you mean --classpath?",
        "map --engine thread A::b - | there are processes, threads, serial",
        "map --csv --lines A::b - | mutually exclusive",
        "map -j many A::b - | is no number of workers",
        "map --batch 0 A::b - | --batch: 0 must be 1 or more",
        "map --crash-retries -1 A::b - | --crash-retries: -1 must be 0 or more",
        "map -JXmx1g A::b - | right would be, for example, -J-Xmx512m",
        "map --engine threads -J-Xmx1g A::b - | -J is for the JVMs of workers",
        "map --max-tasks-per-worker 0 A::b - | --max-tasks-per-worker: 0 must be 1 or more",
        "map --max-rss much A::b - | --max-rss: 'much' is no size; right would be 512m or 2g",
        "map --launcher 'x A::b - | --launcher: ''x' has no second '",
        "map --launcher= A::b - | --launcher: it is empty; right would be 'nice -n 10'",
        "map --env =1 A::b - | right would be --env NAME=VALUE",
        "map --worker-output nowhere A::b - | there are relay, capture, discard",
        "map --on-error never A::b - | there are stop, skip, inline",
        "map --grace soon A::b - | right would be 500ms, 30s",
        "map --timeout soon A::b - | 'soon' is no length of time; right would be 500ms, 30s",
        "map --header A::b - | --header is for --csv and --tsv",
        "map --columns a A::b - | --columns is for --csv, --tsv and --jsonl",
        "map --csv --columns a A::b - | 'a' is no number of a column, from 1, and without --header",
        "map --csv --columns 1,,2 A::b - | --columns: a name is missing",
        "map --csv --jsonl A::b - | mutually exclusive",
        "map --max-record 0 A::b - | '0' is no size; right would be 64k or 16m",
        "map --max-record 2g A::b - | '2g' is too much; a record has up to 1g",
        "map --encoding UFT-8 A::b - | 'UFT-8' is no encoding that Java knows: did you mean UTF-8?",
        "map A::b --const | Missing required parameter for option '--const'",
        "map -e | Missing required parameter for option '--expr'",
        "map --format xml A::b - | there are text, jsonl",
        "map --on-malformed stop A::b - | there are fail, skip",
        "map --colums 1 A::b - | Unknown option: '--colums': did you mean --columns?",
        "map A:b - | 'A:b' is no FUNCTION; right would be, for example, A::b",
        "demo --size 10 | '10' is no size; right would be 1600x1000",
      })
  void aUsageErrorSaysWhatWouldBeRight(String arguments, String message) {
    assertThat(execute(arguments)).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).startsWith("pipefarm: ").contains(message);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void whatCannotBeReadOrWrittenEndsTheRunBeforeItBegins() {
    assertThat(execute("map A::b /nowhere/at/all")).isEqualTo(ExitCode.SETUP);
    assertThat(execute("map --cp /nowhere.jar A::b -")).isEqualTo(ExitCode.SETUP);
    assertThat(execute("map -o /nowhere/at/all A::b -")).isEqualTo(ExitCode.SETUP);
    assertThat(err.toString().lines())
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).startsWith("pipefarm: "));
  }

  /** Picocli is not asked then. */
  @ParameterizedTest
  @ValueSource(strings = {"map A::b", "map A::b -", "map A::b one.txt - two.gz", "map lines.txt"})
  void aMapWithoutOptionsIsWhatPicocliMakesOfIt(String arguments) {
    String[] args = arguments.split(" ");
    CommandLine all = Main.commandLine(args);
    all.parseArgs(args);
    assertThat(MapCommand.withoutOptions(args).orElseThrow())
        .usingRecursiveComparison()
        .ignoringFields("spec", "functionOptions.command", "running.command") // for its messages
        .isEqualTo(all.getSubcommands().get("map").<MapCommand>getCommand());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "map",
        "mapp A::b",
        "check A::b",
        "map -j2 A::b",
        "map A::b @more",
        "map A::b "
      })
  void allElseIsForPicocli(String arguments) {
    assertThat(MapCommand.withoutOptions(arguments.split(" ", -1))).isEmpty();
    assertThat(MapCommand.withoutOptions()).isEmpty();
  }

  private int execute(String arguments) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return Main.execute(
        () -> command, arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
  }
}
