package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atMost;
import static io.github.pipefarm.benchmarks.Contestant.several;
import static io.github.pipefarm.benchmarks.Contestant.slow;

import io.github.pipefarm.Farm;
import io.github.pipefarm.function.TaskCallable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * One call at a time: how long its caller waits. A turn makes thousands of calls and gives their
 * median and their 99th percentile, so that both are of the same calls. The limit is a message of
 * one byte and its answer between two JVMs, one thread on each side.
 */
final class Call implements Group {
  private static final int CALLS = 10_000;

  /** Python is asked less often, as it takes longer. */
  private static final int CALLS_OF_PYTHON = 2_000;

  private final Farm farm = Farm.processes(2).build();
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final RawPipe pipe = new RawPipe();
  private final Python python = new Python();

  Call() throws IOException {}

  @Override
  public List<Question> questions() {
    TaskCallable<Integer> one = () -> 1;
    byte[] message = {0, 0, 0, 1, 7};
    return List.of(
        new Question(
            "A single call: median and 99th percentile of 10,000",
            "µs",
            List.of(
                latencies("Farm.call", () -> farm.call(one)),
                latencies("a raw ping-pong", () -> pipe.pingPong(message)),
                latencies("a thread pool", () -> threads.submit(one).get()),
                ofPython("Pool.apply, of 2,000", "fork"),
                ofPython("ProcessPoolExecutor.submit, of 2,000", "executor"),
                slow("ProcessBuilder, a JVM", () -> 1e6 * Command.seconds(Jvm.nothing()))),
            List.of(
                atMost("Farm.call", 3, "a raw ping-pong"),
                atMost("Farm.call, p99", 5, "Farm.call"))));
  }

  private static Contestant latencies(String name, Clock.Body call) {
    return several(
        List.of(name, name + ", p99"),
        () -> {
          double[] taken = new double[CALLS];
          for (int i = 0; i < CALLS; i++) {
            taken[i] = 1e6 * Clock.seconds(call);
          }
          Arrays.sort(taken);
          return new double[] {taken[CALLS / 2], taken[CALLS * 99 / 100]};
        });
  }

  private Contestant ofPython(String name, String pool) {
    return several(
        List.of(name, name + ", p99"),
        () -> {
          double[] seconds = python.latencies(pool, CALLS_OF_PYTHON);
          return new double[] {1e6 * seconds[0], 1e6 * seconds[1]};
        });
  }

  @Override
  public void close() throws Exception {
    farm.close();
    threads.shutdown();
    pipe.close();
    python.close();
  }
}
