package io.github.pipefarm.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code benchmarks/run}. */
@Command(
    name = "benchmarks/run",
    description =
        "Measures Pipefarm beside its peers and its limits, and prints a table for each question.",
    mixinStandardHelpOptions = true)
final class Main implements Callable<Integer> {
  private static final Map<String, Callable<Group>> GROUPS = groups();

  @Parameters(
      paramLabel = "GROUP",
      description = "What to measure, of those that --list names; all but jmh by default.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "Names the groups.")
  private boolean list;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "How often each contestant is asked, the first, cold time included. Default: 7.")
  private int rounds = 7;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes the figures to FILE as well.")
  private Path json;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Writes the tables to FILE as well, as in benchmarks/RESULTS.md.")
  private Path markdown;

  @Spec private CommandLine.Model.CommandSpec spec;

  private static Map<String, Callable<Group>> groups() {
    Map<String, Callable<Group>> groups = new LinkedHashMap<>();
    groups.put("tiny", TinyTasks::new);
    groups.put("call", Calls::new);
    groups.put("bulk", Bulk::new);
    groups.put("constant", Constants::new);
    groups.put("scheduling", Scheduling::new);
    groups.put("start", Starts::new);
    groups.put("idle", Idle::new);
    groups.put("scale", Scale::new);
    groups.put("shell", Shell::new);
    return groups;
  }

  /**
   * Measures, and ends the JVM.
   *
   * @param args the options
   */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("jmh")) {
      org.openjdk.jmh.Main.main(List.of(args).subList(1, args.length).toArray(String[]::new));
      return;
    }
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (list) {
      GROUPS.keySet().forEach(System.out::println);
      System.out.println("jmh");
      return 0;
    }
    for (String name : names) {
      if (!GROUPS.containsKey(name)) {
        throw new ParameterException(
            spec.commandLine(), "there is no group '" + name + "'; --list names them");
      }
    }
    Report report = new Report();
    System.out.println(report.head());
    for (String name : names.isEmpty() ? GROUPS.keySet() : names) {
      try (Group group = GROUPS.get(name).call()) {
        for (Question question : group.questions()) {
          Answer answer = Answer.to(question, rounds);
          report.add(answer);
          System.out.println(Report.table(answer));
        }
      }
    }
    if (json != null) {
      Files.writeString(json, report.json() + "\n");
    }
    if (markdown != null) {
      Files.writeString(markdown, report.markdown());
    }
    return 0;
  }
}
