package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atMost;
import static io.github.pipefarm.benchmarks.Command.shellSeconds;
import static io.github.pipefarm.benchmarks.Contestant.asked;
import static io.github.pipefarm.benchmarks.Contestant.slow;

import java.util.List;

/**
 * The command line, as whole commands. xargs and parallel start processes, so they are measured at
 * two jobs: a process for each line, which is the least that can be asked of them, and the same
 * square roots by an awk for each 10,000 lines, which somebody has had to write.
 */
final class Cli implements Group {
  private static final String PIPEFARM = "'" + Machine.home().getParent().resolve("pipefarm") + "'";
  private static final String MAP = PIPEFARM + " map java.lang.Math::sqrt";
  private static final String MILLION = "seq 1000000 | ";
  private static final String POOL =
      "'" + Python.executable() + "' '" + Python.script("lines.py") + "' ";
  private static final String HELP_FLOOR = "an empty main in a jar";
  private static final String MAP_FLOOR = HELP_FLOOR + ", and a worker's start";
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  @Override
  public List<Question> questions() throws Exception {
    StartUp.warmUp();
    return List.of(
        new Question(
            "The square roots of 1,000,000 lines",
            "s",
            List.of(
                asked("pipefarm map", () -> shellSeconds("seq", MILLION + MAP)),
                slow("Pool.imap", () -> shellSeconds("python3", MILLION + POOL + 1)),
                asked(
                    "Pool.imap, chunks of 1,000",
                    () -> shellSeconds("python3", MILLION + POOL + 1000)),
                asked(
                    "xargs, awk for 10,000 lines",
                    () ->
                        shellSeconds(
                            "xargs",
                            MILLION
                                + "xargs -n 10000 -P "
                                + PROCESSORS
                                + " awk 'BEGIN { for (i = 1; i < ARGC; i++) print sqrt(ARGV[i]) }'")),
                asked(
                    "parallel, awk for 10,000 lines",
                    () ->
                        shellSeconds(
                            "parallel",
                            MILLION
                                + "parallel --will-cite -k --pipe -N 10000 -j "
                                + PROCESSORS
                                + " \"awk '{ print sqrt(\\$1) }'\""))),
            List.of()),
        new Question(
            "1,000 lines, where the others start a process for each",
            "s",
            List.of(
                asked("pipefarm map", () -> shellSeconds("seq", "seq 1000 | " + MAP)),
                asked(
                    "xargs",
                    () ->
                        shellSeconds(
                            "xargs", "seq 1000 | xargs -n 1 -P " + PROCESSORS + " /bin/echo")),
                slow(
                    "parallel",
                    () ->
                        shellSeconds(
                            "parallel",
                            "seq 1000 | parallel --will-cite -k -j "
                                + PROCESSORS
                                + " /bin/echo {}"))),
            List.of()),
        new Question(
            "From the start of a command to its end",
            "ms",
            List.of(
                asked("pipefarm --help", () -> 1000 * shellSeconds("sh", PIPEFARM + " --help")),
                asked("pipefarm map, one line", () -> 1000 * shellSeconds("sh", "echo 4 | " + MAP)),
                asked(HELP_FLOOR, () -> 1000 * Command.seconds(Jvm.emptyJar())),
                asked(
                    MAP_FLOOR,
                    () -> 1000 * Command.seconds(Jvm.emptyJar()) + StartUp.firstResult(1)),
                asked(
                    "Pool.imap, one line",
                    () -> 1000 * shellSeconds("python3", "echo 4 | " + POOL + 1))),
            List.of(
                atMost("pipefarm --help", 1.3, HELP_FLOOR),
                atMost("pipefarm map, one line", 1.3, MAP_FLOOR))));
  }
}
