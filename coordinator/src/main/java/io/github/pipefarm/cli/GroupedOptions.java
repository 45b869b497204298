package io.github.pipefarm.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Lists options under headings: those of each mixin under its name, in front of them those of the
 * command itself.
 */
final class GroupedOptions implements IHelpSectionRenderer {
  private static final String INHERITED = "mixinStandardHelpOptions";

  /** Has a command and all its subcommands list their options so. */
  static void install(CommandLine command) {
    Map<String, IHelpSectionRenderer> sections = command.getHelpSectionMap();
    sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new GroupedOptions());
    command.setHelpSectionMap(sections);
    command.getSubcommands().values().forEach(GroupedOptions::install);
  }

  /** The options of a command by the headings of their groups, those of its own first. */
  static Map<String, List<OptionSpec>> groups(CommandSpec command) {
    List<OptionSpec> own = new ArrayList<>(command.options());
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    groups.put("Options", own);
    for (Map.Entry<String, CommandSpec> mixin : command.mixins().entrySet()) {
      List<OptionSpec> options = new ArrayList<>(own);
      options.retainAll(mixin.getValue().options());
      if (!mixin.getKey().equals(INHERITED) && !options.isEmpty()) {
        own.removeAll(options);
        options.sort(Comparator.comparingInt(OptionSpec::order)); // for those that are methods
        groups.put(mixin.getKey(), options);
      }
    }
    return groups;
  }

  @Override
  public String render(Help help) {
    Map<String, List<OptionSpec>> groups = groups(help.commandSpec());
    if (groups.size() == 1) {
      return help.optionList();
    }
    StringBuilder text = new StringBuilder();
    groups.forEach((heading, options) -> text.append(group(help, heading, options)));
    return text.toString();
  }

  private static String group(Help help, String heading, List<OptionSpec> options) {
    Help.Layout layout = help.createDefaultLayout();
    layout.addOptions(options, help.parameterLabelRenderer());
    return "%n%s:%n%s".formatted(heading, layout);
  }
}
