package io.github.pipefarm.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Spec;

/** {@code pipefarm gen-manpage}: all that {@code --help} says, as man shows it. */
@Command(
    name = "gen-manpage",
    hidden = true,
    header = "Print the manual page of all commands.",
    footer = {"", "Examples:", "  pipefarm gen-manpage >/usr/local/share/man/man1/pipefarm.1"})
final class ManualCommand implements Callable<Integer> {
  /** What a row of picocli's table has of an option: mark, short name, comma, long name, text. */
  private static final int TEXT = 4;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("picocli sets it");
    }
    PrintWriter out = spec.commandLine().getOut();
    CommandLine all = Main.commandLine();
    out.printf(".TH PIPEFARM 1 \"\" \"Pipefarm %s\"%n", Main.Version.number());
    out.printf(".SH NAME%npipefarm \\- %s%n", escaped(header(all)));
    out.printf(".SH SYNOPSIS%n");
    List<CommandLine> commands =
        all.getSubcommands().values().stream()
            .filter(command -> !command.getCommandSpec().usageMessage().hidden())
            .toList();
    for (CommandLine command : commands) {
      out.printf(".nf%n%s%n.fi%n", escaped(synopsis(command)));
    }
    out.printf(".SH COMMANDS%n");
    for (CommandLine command : commands) {
      describe(command, out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static String header(CommandLine command) {
    return String.join(" ", command.getCommandSpec().usageMessage().header());
  }

  private static String synopsis(CommandLine command) {
    return command.getHelp().synopsis(0).stripTrailing().replaceAll("(?m)^ +", "");
  }

  private static void describe(CommandLine command, PrintWriter out) {
    CommandSpec spec = command.getCommandSpec();
    UsageMessageSpec usage = spec.usageMessage();
    Help help = command.getHelp();
    out.printf(".SS %s%n%s%n", spec.qualifiedName(), escaped(header(command)));
    text(usage.description(), out);
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      if (!parameter.hidden()) {
        Text[][] rows =
            help.createDefaultParameterRenderer()
                .render(parameter, help.parameterLabelRenderer(), help.colorScheme());
        entry(
            help.parameterLabelRenderer()
                .renderParameterLabel(parameter, help.ansi(), List.of())
                .toString(),
            rows,
            out);
      }
    }
    GroupedOptions.groups(spec)
        .forEach(
            (heading, options) -> {
              out.printf(".PP%n.B %s%n", escaped(heading + ":"));
              for (OptionSpec option : options) {
                Text[][] rows =
                    help.createDefaultOptionRenderer()
                        .render(option, help.parameterLabelRenderer(), help.colorScheme());
                entry(names(rows[0]), rows, out);
              }
            });
    text(usage.footer(), out);
  }

  private static String names(Text[] row) {
    return Arrays.stream(row, 0, TEXT)
        .map(Text::toString)
        .collect(Collectors.joining(" "))
        .strip()
        .replaceFirst(" +, +", ", ");
  }

  private static void entry(String term, Text[][] rows, PrintWriter out) {
    String description =
        Arrays.stream(rows)
            .map(row -> row[TEXT].toString())
            .collect(Collectors.joining(" "))
            .strip();
    out.printf(".TP%n.B %s%n%s%n", escaped(term), escaped(description));
  }

  /** Paragraphs; what is indented keeps its line breaks. */
  private static void text(String[] lines, PrintWriter out) {
    for (String line : lines) {
      String formatted = line.formatted();
      if (line.isEmpty()) {
        out.printf(".PP%n");
      } else if (line.startsWith(" ")) {
        out.printf(".nf%n%s%n.fi%n", escaped(formatted));
      } else {
        out.println(escaped(formatted));
      }
    }
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-").replaceAll("(?m)^(?=[.'])", "\\\\&");
  }
}
