package io.github.pipefarm.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pipefarm doctor}. */
@Command(
    name = "doctor",
    header = "Look at Java, this machine and this shell, start workers, and tell what is wrong.",
    description = {
      "",
      "Each line begins with ok; with note, for what works and may surprise; or with BAD.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 nothing is bad; 4 something is.",
      "",
      "Examples:",
      "  pipefarm doctor"
    })
final class DoctorCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (spec == null) {
      throw new IllegalStateException("picocli sets it");
    }
    PrintWriter out = spec.commandLine().getOut();
    List<Finding> findings = new ArrayList<>();
    findings.addAll(new MachineCheck(System.getenv(), Path.of("/")).findings());
    findings.forEach(out::println);
    out.flush();
    List<Finding> ofWorkers = new WorkerCheck().findings();
    ofWorkers.forEach(out::println);
    out.flush();
    findings.addAll(ofWorkers);
    boolean isBad = findings.stream().anyMatch(finding -> finding.level() == Finding.Level.BAD);
    return isBad ? ExitCode.WORKERS : ExitCode.OK;
  }
}
