package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atMost;
import static io.github.pipefarm.benchmarks.Contestant.asked;
import static io.github.pipefarm.benchmarks.Contestant.slow;

import java.util.List;

/** The command line, as whole commands. */
final class Shell implements Group {
  private static final String HOME = Machine.home().toAbsolutePath().getParent().toString();
  private static final String PIPEFARM = HOME + "/pipefarm";
  private static final String MANY = "seq 1000000 | ";
  private static final String POOL =
      """
      import multiprocessing, math, sys
      def f(line): return str(math.sqrt(float(line)))
      with multiprocessing.Pool() as pool:
          for r in pool.imap(f, sys.stdin, chunksize=%d): print(r)
      """;

  @Override
  public List<Question> questions() {
    String map = PIPEFARM + " map java.lang.Math::sqrt";
    return List.of(
        new Question(
            "1,000,000 lines",
            "s",
            List.of(
                asked("pipefarm map", () -> shell(MANY + map)),
                asked(
                    "Pool.imap, chunks of 1,000",
                    () -> shell(MANY + "python3 -c '" + POOL.formatted(1000) + "'")),
                slow("Pool.imap", () -> shell(MANY + "python3 -c '" + POOL.formatted(1) + "'"))),
            List.of()),
        new Question(
            "1,000 lines, where the others start a process for each",
            "s",
            List.of(
                asked("pipefarm map", () -> shell("seq 1000 | " + map)),
                asked("xargs", () -> shell("seq 1000 | xargs -P 2 -n 1 /bin/echo")),
                slow("parallel", () -> shell("seq 1000 | parallel -k -j 2 /bin/echo {}"))),
            List.of()),
        new Question(
            "From start to end",
            "ms",
            List.of(
                asked("pipefarm --help", () -> 1000 * shell(PIPEFARM + " --help")),
                asked("pipefarm map, one line", () -> 1000 * shell("echo 4 | " + map)),
                asked("a bare JVM", () -> 1000 * Jvm.seconds(Jvm.nothing())),
                asked(
                    "two bare JVMs, one after the other",
                    () -> 1000 * (Jvm.seconds(Jvm.nothing()) + Jvm.seconds(Jvm.nothing())))),
            List.of(
                atMost("pipefarm --help", 1.3, "a bare JVM"),
                atMost("pipefarm map, one line", 1.3, "two bare JVMs, one after the other"))));
  }

  private static double shell(String command) throws Exception {
    return Jvm.seconds(
        new ProcessBuilder("/bin/sh", "-c", command)
            .redirectError(ProcessBuilder.Redirect.DISCARD));
  }
}
