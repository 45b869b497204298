package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atLeast;
import static io.github.pipefarm.benchmarks.Contestant.asked;
import static io.github.pipefarm.benchmarks.Contestant.slow;

import io.github.pipefarm.Farm;
import io.github.pipefarm.function.TaskFunction;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Large items and results: 16 MB there and back, 32 times. */
final class Bulk implements Group {
  private static final int SIZE = 16 << 20;
  private static final int TIMES = 32;
  private static final String RAW = "a raw pipe";

  private final Farm farm = Farm.processes(2).build();
  private final RawPipe pipe = new RawPipe();
  private final Python python = new Python();
  private final byte[] bytes = new byte[SIZE];
  private final double[] doubles = new double[SIZE / Double.BYTES];
  private final String text = "x".repeat(SIZE);

  Bulk() throws IOException {}

  @Override
  public List<Question> questions() {
    return List.of(
        new Question(
            "16 MB there and back, 32 times, both ways counted",
            "MB/s",
            List.of(
                asked("Farm.stream of byte[]", () -> stream(bytes)),
                asked("Farm.submit of byte[], one at a time", () -> oneByOne(bytes)),
                asked("Farm.stream of double[]", () -> stream(doubles)),
                asked("Farm.stream of String", () -> stream(text)),
                asked(RAW, () -> rate(this::raw)),
                slow("Pool.map of bytes", () -> 2 * 16 * 8 / python.seconds("fork", "bulk", 8))),
            List.of(
                atLeast("Farm.stream of byte[]", 1.5, RAW),
                atLeast("Farm.stream of double[]", 1.5, RAW),
                atLeast("Farm.submit of byte[], one at a time", 1.5, RAW))));
  }

  private static double rate(Clock.Body body) throws Exception {
    return 2 * 16 * TIMES / Clock.seconds(body);
  }

  private <T> double stream(T item) throws Exception {
    TaskFunction<T, T> same = it -> it;
    // A stream, so that not all results stand in memory at once.
    return rate(
        () -> {
          try (Stream<T> results = farm.stream(Collections.nCopies(TIMES, item), same)) {
            if (results.count() != TIMES) {
              throw new IllegalStateException("results are missing");
            }
          }
        });
  }

  private double oneByOne(byte[] item) throws Exception {
    return rate(
        () -> {
          for (int i = 0; i < TIMES; i++) {
            check(farm.submit(item, it -> it).get().length);
          }
        });
  }

  private void raw() throws IOException {
    for (int i = 0; i < TIMES; i++) {
      pipe.echo(bytes);
    }
  }

  private static void check(int length) {
    if (length != SIZE) {
      throw new IllegalStateException("a wrong result");
    }
  }

  @Override
  public void close() throws Exception {
    farm.close();
    pipe.close();
    python.close();
  }
}
