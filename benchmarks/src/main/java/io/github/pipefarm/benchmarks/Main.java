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
    description = {
      "Measures Pipefarm beside its peers and its limits, and prints a table for each question.",
      "It runs on the java of JAVA_HOME, or else of the PATH. Exit code 1: a group failed."
    },
    footer = {
      "",
      "benchmarks/run jmh [OPTIONS OF JMH]   measures the hot paths of our own (-h: the options)"
    })
final class Main implements Callable<Integer> {
  private static final int ROUNDS = 7;
  private static final int QUICK_ROUNDS = 2;

  private record Entry(String about, Callable<Group> opener) {}

  private static final Map<String, Entry> GROUPS = groups();

  @Parameters(
      paramLabel = "GROUP",
      description = "What to measure, of those that --list names. Default: all.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this help.")
  @SuppressWarnings("UnusedVariable") // picocli does it
  private boolean help;

  @Option(names = "--list", description = "Names the groups.")
  private boolean list;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "How often each contestant is asked, the first, cold time included. Default: "
              + ROUNDS
              + ".")
  private Integer rounds;

  @Option(
      names = "--quick",
      description = "Asks each twice, cold and warm: to see that all works, not to quote.")
  private boolean quick;

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

  private static Map<String, Entry> groups() {
    Map<String, Entry> groups = new LinkedHashMap<>();
    groups.put("tiny", new Entry("a million tiny tasks through map", Tiny::new));
    groups.put("stream", new Entry("tiny tasks through an ordered stream", OrderedStream::new));
    groups.put("call", new Entry("one call at a time", Call::new));
    groups.put("bulk", new Entry("16 MB there and back", Bulk::new));
    groups.put("constant", new Entry("constant state of 200 MB", Constant::new));
    groups.put("scheduling", new Entry("how busy the workers are kept", Scheduling::new));
    groups.put("start-up", new Entry("from nothing to a first result", StartUp::new));
    groups.put("recovery", new Entry("from a kill to the next result", Recovery::new));
    groups.put("footprint", new Entry("memory and processor time when idle", Footprint::new));
    groups.put("scale", new Entry("many workers, items and futures", Scale::new));
    groups.put("cli", new Entry("whole commands at a shell", Cli::new));
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
      GROUPS.forEach((name, entry) -> System.out.printf("%-12s%s%n", name, entry.about()));
      return 0;
    }
    check();
    int asked = rounds != null ? rounds : quick ? QUICK_ROUNDS : ROUNDS;
    Report report = new Report(Machine.describe(), asked);
    System.out.println(report.head());
    for (String name : names.isEmpty() ? GROUPS.keySet() : names) {
      measure(name, asked, report);
    }
    System.out.println(report.budgets());
    if (json != null) {
      Files.writeString(json, report.json() + "\n");
    }
    if (markdown != null) {
      Files.writeString(markdown, report.markdown());
    }
    return report.isWhole() ? 0 : 1;
  }

  private void check() {
    for (String name : names) {
      if (!GROUPS.containsKey(name)) {
        throw new ParameterException(
            spec.commandLine(), "there is no group '" + name + "'; --list names them");
      }
    }
    if (rounds != null && rounds < 1) {
      throw new ParameterException(spec.commandLine(), "--rounds: " + rounds + " is less than 1");
    }
  }

  /** One group; what fails in it is told, and the others are measured all the same. */
  private static void measure(String name, int rounds, Report report) throws Exception {
    try (Group group = GROUPS.get(name).opener().call()) {
      for (Question question : group.questions()) {
        Answer answer = Answer.to(question, rounds);
        report.add(answer);
        System.out.println(Report.table(answer));
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) { // of whatever kind
      report.addFailed(name, e);
      System.err.println("benchmarks: the group " + name + " failed: " + e);
    }
  }
}
