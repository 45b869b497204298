package io.github.pipefarm.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pipefarm completion}. */
@Command(
    name = "completion",
    header = "Print a script by which bash and zsh complete commands and options.",
    description = {"", "Load it from the file that your shell reads when it starts.", ""},
    footer = {"", "Examples:", "  source <(pipefarm completion)"})
final class CompletionCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("picocli sets it");
    }
    // Not the command line of this run, which knows this one command only.
    spec.commandLine().getOut().print(AutoComplete.bash("pipefarm", Main.commandLine()));
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
