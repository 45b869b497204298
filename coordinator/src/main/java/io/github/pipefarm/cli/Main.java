package io.github.pipefarm.cli;

import io.github.pipefarm.WorkerStartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code pipefarm} command. */
@Command(
    name = "pipefarm",
    header = "Run a function over many records in child JVMs, results in order.",
    description = "",
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    versionProvider = Main.Version.class,
    usageHelpWidth = 100,
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Examples:",
      "  pipefarm demo",
      "  seq 1000000 | pipefarm map java.lang.Math::sqrt",
      "",
      "pipefarm COMMAND --help tells more."
    })
public final class Main implements Runnable {
  static final List<String> COMMANDS =
      List.of("map", "check", "bench", "demo", "report", "doctor", "completion", "gen-manpage");

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  private Main() {}

  /** Loads the class of this command, and of no other one. */
  private static Object command(String name) {
    return switch (name) {
      case "map" -> new MapCommand();
      case "check" -> new CheckCommand();
      case "bench" -> new BenchCommand();
      case "demo" -> new DemoCommand();
      case "report" -> new ReportCommand();
      case "doctor" -> new DoctorCommand();
      case "completion" -> new CompletionCommand();
      case "gen-manpage" -> new ManualCommand();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /**
   * Runs the command and ends the JVM with its exit code.
   *
   * @param args command and options
   * @throws IOException if the jar can't be read
   */
  public static void main(String[] args) throws IOException {
    Optional<String> help = HelpPages.of(args, hasColours());
    if (help.isPresent()) {
      System.out.print(help.get());
      return;
    }
    NoLogging.install();
    System.exit(execute(() -> commandLine(args), args));
  }

  /**
   * Runs the command.
   *
   * @param all the command line, which is not made if the run needs none
   * @return the exit code
   */
  static int execute(Supplier<CommandLine> all, String... args) {
    Optional<MapCommand> map = MapCommand.withoutOptions(args);
    if (map.isEmpty()) {
      return all.get().execute(args);
    }
    try {
      return map.get().call();
    } catch (Exception e) {
      return failed(e, all.get());
    }
  }

  private static boolean hasColours() {
    return Terminal.hasColours(Terminal.STDOUT, System.getenv());
  }

  /** The command line for these arguments. */
  static CommandLine commandLine(String... args) {
    return commandLine(hasColours() ? Help.Ansi.ON : Help.Ansi.OFF, args);
  }

  static CommandLine commandLine(Help.Ansi colours, String... args) {
    CommandLine all = new CommandLine(new Main());
    // To look through the options of commands that are not wanted would take longer than the start
    // of a JVM.
    String wanted = args.length > 0 && COMMANDS.contains(args[0]) ? args[0] : "";
    for (String name : wanted.isEmpty() ? COMMANDS : List.of(wanted)) {
      all.addSubcommand(name, command(name));
    }
    GroupedOptions.install(all);
    return all.setColorScheme(Help.defaultColorScheme(colours))
        .setExecutionStrategy(Main::run)
        .setParameterExceptionHandler((e, given) -> usageError(e))
        .setExecutionExceptionHandler((e, command, result) -> failed(e, command));
  }

  /** Runs what was asked for. Beside --help, picocli lets a command pass that there is not. */
  private static int run(ParseResult parsed) {
    if (!parsed.hasSubcommand() && !parsed.unmatched().isEmpty()) {
      throw new UnmatchedArgumentException(parsed.commandSpec().commandLine(), parsed.unmatched());
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /** Without a command. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing, such as map or demo");
  }

  private static int usageError(ParameterException e) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("pipefarm: " + message(e, command).replaceFirst("^Error: ", ""));
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return ExitCode.USAGE;
  }

  private static String message(ParameterException e, CommandLine command) {
    String message = String.valueOf(e.getMessage());
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return message;
    }
    String typed = unmatched.getUnmatched().get(0);
    if (unmatched.isUnknownOption()) {
      return message + didYouMean(typed, command.getCommandSpec().optionsMap().keySet());
    }
    Set<String> commands = command.getSubcommands().keySet();
    return commands.isEmpty()
        ? message
        : "there is no command '" + typed + "'" + didYouMean(typed, commands);
  }

  private static String didYouMean(String typed, Set<String> names) {
    return Suggestion.nearest(typed, names).map(near -> ": did you mean " + near + "?").orElse("");
  }

  private static int failed(Exception e, CommandLine command) {
    PrintWriter err = command.getErr();
    try {
      if (e instanceof CommandException expected) {
        err.println("pipefarm: " + expected.getMessage());
        return expected.exitCode();
      }
      if (e instanceof WorkerStartException noWorkers) {
        err.println("pipefarm: " + noWorkers.getMessage());
        return ExitCode.WORKERS;
      }
      err.println("pipefarm: an error of Pipefarm's own, please report it:");
      e.printStackTrace(err);
      return ExitCode.INTERNAL;
    } finally {
      err.flush();
    }
  }

  /** Reads the version from the jar. */
  static final class Version implements IVersionProvider {
    static String number() {
      return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
          .orElse("(not from a jar)");
    }

    @Override
    public String[] getVersion() {
      return new String[] {
        "pipefarm " + number(),
        "Java " + Runtime.version() + " (" + System.getProperty("java.home") + ")"
      };
    }
  }
}
