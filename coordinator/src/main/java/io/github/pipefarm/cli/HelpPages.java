package io.github.pipefarm.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/**
 * What {@code --help} says, written when the jar is built: to look through all commands and their
 * options takes picocli three times as long as the JVM takes to start.
 */
final class HelpPages {
  private static final String FOLDER = "help";

  private HelpPages() {}

  /**
   * The page that these arguments ask for, if they ask for nothing else.
   *
   * @return the text; empty if there is no such page, or none was built
   */
  static Optional<String> of(String[] args, boolean coloured) throws IOException {
    boolean isAsked = args.length > 0 && isHelp(args[args.length - 1]);
    if (!isAsked || args.length > 2 || (args.length == 2 && !Main.COMMANDS.contains(args[0]))) {
      return Optional.empty();
    }
    String name = name(args.length == 2 ? args[0] : "", coloured);
    try (InputStream page = HelpPages.class.getResourceAsStream(FOLDER + "/" + name)) {
      return page == null
          ? Optional.empty()
          : Optional.of(new String(page.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static boolean isHelp(String argument) {
    return argument.equals("--help") || argument.equals("-h");
  }

  private static String name(String command, boolean coloured) {
    return (command.isEmpty() ? "pipefarm" : command) + (coloured ? ".ansi" : ".txt");
  }

  /** The page of a command, or of all without one, as picocli makes it. */
  static String make(String command, boolean coloured) {
    Help.Ansi colours = coloured ? Help.Ansi.ON : Help.Ansi.OFF;
    String[] args = command.isEmpty() ? new String[0] : new String[] {command};
    CommandLine all = Main.commandLine(colours, args);
    CommandLine one = all.getSubcommands().get(command);
    return (one == null ? all : one).getUsageMessage();
  }

  /**
   * Writes all pages; for the build.
   *
   * @param args the folder of the classes
   */
  public static void main(String[] args) throws IOException {
    String packages = HelpPages.class.getPackageName().replace('.', '/');
    Path folder = Files.createDirectories(Path.of(args[0], packages, FOLDER));
    for (boolean coloured : new boolean[] {false, true}) {
      Files.writeString(folder.resolve(name("", coloured)), make("", coloured));
      for (String command : Main.COMMANDS) {
        Files.writeString(folder.resolve(name(command, coloured)), make(command, coloured));
      }
    }
  }
}
