package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atMost;
import static io.github.pipefarm.benchmarks.Contestant.asked;
import static io.github.pipefarm.benchmarks.Contestant.slow;

import io.github.pipefarm.Farm;
import io.github.pipefarm.function.TaskCallable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One call at a time: how long its caller waits. */
final class Calls implements Group {
  private static final int CALLS = 10_000;
  private static final String FARM = "Farm.call";
  private static final String RAW = "a raw ping-pong";

  private final Farm farm = Farm.processes(2).build();
  private final RawPipe pipe = new RawPipe();
  private final Python python = new Python();

  /** The 99th percentiles of those who were asked for their medians. */
  private final Map<String, Double> p99 = new HashMap<>();

  Calls() throws java.io.IOException {}

  @Override
  public List<Question> questions() {
    TaskCallable<Integer> one = () -> 1;
    byte[] message = {0, 0, 0, 1, 7};
    return List.of(
        new Question(
            "A single call, median",
            "µs",
            List.of(
                asked(FARM, () -> median(FARM, () -> farm.call(one))),
                asked(RAW, () -> median(RAW, () -> pipe.pingPong(message))),
                asked("Pool.apply", () -> python("Pool.apply", "fork")),
                asked(
                    "ProcessPoolExecutor.submit",
                    () -> python("ProcessPoolExecutor.submit", "executor")),
                slow("a new JVM", () -> 1e6 * Jvm.seconds(Jvm.nothing()))),
            List.of(atMost(FARM, 3, RAW))),
        new Question(
            "The same calls, 99th percentile",
            "µs",
            List.of(
                asked(FARM, () -> p99.get(FARM)),
                asked("Farm.call, median", () -> median(FARM, () -> farm.call(one))),
                asked(RAW, () -> p99.get(RAW)),
                asked("Pool.apply", () -> p99.get("Pool.apply"))),
            List.of(atMost(FARM, 5, "Farm.call, median"))));
  }

  private double median(String name, Clock.Body call) throws Exception {
    double[] taken = new double[CALLS];
    for (int i = 0; i < CALLS; i++) {
      taken[i] = 1e6 * Clock.seconds(call);
    }
    Arrays.sort(taken);
    p99.put(name, taken[CALLS * 99 / 100]);
    return taken[CALLS / 2];
  }

  private double python(String name, String pool) throws Exception {
    double[] both = python.latencies(pool, CALLS / 5);
    p99.put(name, 1e6 * both[1]);
    return 1e6 * both[0];
  }

  @Override
  public void close() throws Exception {
    farm.close();
    pipe.close();
    python.close();
  }
}
