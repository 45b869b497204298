package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atLeast;
import static io.github.pipefarm.benchmarks.Contestant.asked;
import static io.github.pipefarm.benchmarks.Contestant.slow;

import io.github.pipefarm.Farm;
import io.github.pipefarm.function.TaskFunction;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Tiny tasks through a lazy stream, whose results come in order, with nothing tuned: {@code imap}
 * and the executor's {@code map} send one item at a time by default, and with a chunk size that
 * somebody has chosen well for comparison.
 */
final class OrderedStream implements Group {
  private static final int TASKS = 200_000;

  private final Farm farm = Farm.processes().build();
  private final Python python = new Python();
  private final List<Integer> integers = IntStream.range(0, TASKS).boxed().toList();

  @Override
  public List<Question> questions() {
    return List.of(
        new Question(
            "200,000 integers through an ordered stream",
            "million/s",
            List.of(
                asked("Farm.stream", () -> TASKS / 1e6 / Clock.seconds(this::stream)),
                slow("Pool.imap", () -> python("fork", "stream")),
                asked("Pool.imap, chunks of 1,000", () -> python("fork", "stream-chunks")),
                slow("ProcessPoolExecutor.map", () -> python("executor", "stream"))),
            List.of(atLeast("Farm.stream", 30, "Pool.imap"))));
  }

  private double python(String pool, String what) throws Exception {
    return TASKS / 1e6 / python.seconds(pool, what, TASKS);
  }

  private void stream() {
    TaskFunction<Integer, Integer> increment = n -> n + 1;
    try (Stream<Integer> results = farm.stream(integers, increment)) {
      long sum = results.mapToLong(Integer::longValue).sum();
      if (sum != TASKS * (TASKS + 1L) / 2) {
        throw new IllegalStateException("a wrong result: " + sum);
      }
    }
  }

  @Override
  public void close() throws Exception {
    farm.close();
    python.close();
  }
}
