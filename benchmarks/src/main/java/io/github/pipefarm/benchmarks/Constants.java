package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atMost;
import static io.github.pipefarm.benchmarks.Contestant.asked;
import static io.github.pipefarm.benchmarks.Contestant.slow;

import io.github.pipefarm.Farm;
import io.github.pipefarm.function.Shared;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** Constant state of 200 MB, which each of two workers needs once. */
final class Constants implements Group {
  private static final int SIZE = 200 << 20;
  private static final String LIMIT = "one write and one read per worker";

  private final Farm farm = Farm.processes(2).build();
  private final RawPipe first = new RawPipe();
  private final RawPipe second = new RawPipe();
  private final Python python = new Python();
  private final byte[] bytes = new byte[SIZE];
  private final double[] doubles = new double[SIZE / Double.BYTES];

  Constants() throws IOException {}

  @Override
  public List<Question> questions() {
    return List.of(
        new Question(
            "A constant of 200 MB on 2 workers",
            "s",
            List.of(
                asked("Farm.map, 64 tasks", () -> map(64)),
                asked("Farm.map, 1 task", () -> map(1)),
                asked("Farm.map, 10,000 tasks", () -> map(10_000)),
                asked("Farm.map, 64 tasks, double[]", () -> mapDoubles(64)),
                asked("Farm.share, 64 tasks", this::share),
                asked(LIMIT, () -> Clock.seconds(this::raw)),
                slow("Pool.map, 64 tasks", () -> python.seconds("fork", "constant", 64))),
            List.of(
                atMost("Farm.map, 64 tasks", 3, LIMIT),
                atMost("Farm.map, 10,000 tasks", 3, LIMIT),
                atMost("Farm.map, 10,000 tasks", 1.5, "Farm.map, 64 tasks"))));
  }

  private static List<Integer> items(int tasks) {
    return IntStream.range(0, tasks).boxed().toList();
  }

  private double map(int tasks) throws Exception {
    return Clock.seconds(() -> farm.map(items(tasks), bytes, (n, constant) -> constant[n] + n));
  }

  private double mapDoubles(int tasks) throws Exception {
    return Clock.seconds(() -> farm.map(items(tasks), doubles, (n, constant) -> constant[n] + n));
  }

  private double share() throws Exception {
    return Clock.seconds(
        () -> {
          try (Shared<byte[]> shared = farm.share(bytes)) {
            farm.map(items(64), n -> shared.get()[n] + n);
          }
        });
  }

  private void raw() throws Exception {
    Thread other =
        new Thread(
            () -> {
              try {
                second.send(bytes);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    other.start();
    first.send(bytes);
    other.join();
  }

  @Override
  public void close() throws Exception {
    farm.close();
    first.close();
    second.close();
    python.close();
  }
}
