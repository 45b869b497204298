package io.github.pipefarm.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * For options whose value may look like an option, as -0.5 does: takes whatever comes next. If they
 * may be repeated, adds it to those before.
 */
final class TakenAsItIs implements IParameterConsumer {
  @Override
  @SuppressWarnings("JdkObsolete") // picocli's own type
  public void consumeParameters(Stack<String> args, ArgSpec option, CommandSpec command) {
    if (args.isEmpty()) {
      throw new ParameterException(
          command.commandLine(), "Missing required parameter for option '" + name(option) + "'");
    }
    Object value = converted(args.pop(), option);
    if (option.isMultiValue()) {
      List<Object> values = new ArrayList<>(option.<Collection<?>>getValue());
      values.add(value);
      option.setValue(values);
    } else {
      option.setValue(value);
    }
  }

  private static Object converted(String text, ArgSpec option) {
    ITypeConverter<?>[] converters = option.converters();
    try {
      return converters.length == 0 ? text : converters[0].convert(text);
    } catch (Exception e) {
      throw new IllegalStateException(e); // those there are only wrap the text
    }
  }

  private static String name(ArgSpec option) {
    return ((OptionSpec) option).longestName();
  }
}
