package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atLeast;
import static io.github.pipefarm.benchmarks.Contestant.asked;
import static io.github.pipefarm.benchmarks.Contestant.slow;

import io.github.pipefarm.Farm;
import io.github.pipefarm.function.TaskFunction;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Large items and results: 16 MB (2^24 bytes) there and back, 32 times, of random content, as pages
 * that are all zero would be read from the processor's cache. A stream may use both workers; one at
 * a time uses one, as the raw pipe does, which is the limit.
 */
final class Bulk implements Group {
  private static final int SIZE = 16 << 20;
  private static final int TIMES = 32;
  private static final int TIMES_OF_PYTHON = 8;
  private static final String RAW = "a raw pipe";

  /**
   * In so many turns the farm's JVMs have used their heaps once, in which each result is a new
   * array; see {@link Tiny}. The raw pipe, which reads into one and the same, has them as well.
   */
  private static final int WARM_UPS_OF_HEAP = 8;

  private final Farm farm = Farm.processes(2).build();
  private final RawPipe pipe = new RawPipe();
  private final Python python = new Python();
  private final byte[] bytes = new byte[SIZE];
  private final double[] doubles;
  private final String text;

  Bulk() throws IOException {
    Random random = new Random(1);
    random.nextBytes(bytes);
    doubles = random.doubles(SIZE / Double.BYTES).toArray();
    StringBuilder letters = new StringBuilder(SIZE);
    random.ints(SIZE, 'a', 'z' + 1).forEach(letter -> letters.append((char) letter));
    text = letters.toString();
  }

  @Override
  public List<Question> questions() {
    Predicate<byte[]> sameBytes = it -> it.length == SIZE && it[SIZE - 1] == bytes[SIZE - 1];
    Predicate<double[]> sameDoubles = it -> it[it.length - 1] == doubles[it.length - 1];
    Predicate<String> sameText = it -> it.length() == SIZE;
    return List.of(
        new Question(
            "16 MB there and back, 32 times, both ways counted",
            "MB/s",
            List.of(
                warmed("Farm.submit of byte[], one at a time", () -> rate(this::oneByOne)),
                warmed("Farm.stream of byte[]", () -> stream(bytes, sameBytes)),
                warmed("Farm.stream of double[]", () -> stream(doubles, sameDoubles)),
                warmed("Farm.stream of String", () -> stream(text, sameText)),
                warmed(RAW, () -> rate(this::raw)),
                slow("Pool.map of bytes, 8 times", () -> python("fork")),
                slow("ProcessPoolExecutor.map of bytes, 8 times", () -> python("executor"))),
            List.of(
                atLeast("Farm.submit of byte[], one at a time", 1.5, RAW),
                atLeast("Farm.stream of byte[]", 1.5, RAW),
                atLeast("Farm.stream of double[]", 1.5, RAW),
                atLeast("Farm.stream of String", 1.5, RAW))));
  }

  private static Contestant warmed(String name, Contestant.SingleTurn turn) {
    return asked(name, turn).warmedUp(WARM_UPS_OF_HEAP);
  }

  private static double rate(Clock.Body body) throws Exception {
    return megabytes(TIMES) / Clock.seconds(body);
  }

  private double python(String pool) throws Exception {
    return megabytes(TIMES_OF_PYTHON) / python.seconds(pool, "bulk", TIMES_OF_PYTHON);
  }

  private static double megabytes(int times) {
    return 2.0 * SIZE * times / 1e6;
  }

  /** A stream, so that not all results stand in memory at once. */
  private <T> double stream(T item, Predicate<T> isSame) throws Exception {
    TaskFunction<T, T> same = it -> it;
    return rate(
        () -> {
          try (Stream<T> results = farm.stream(Collections.nCopies(TIMES, item), same)) {
            check(results.filter(isSame).count() == TIMES);
          }
        });
  }

  private void oneByOne() throws Exception {
    for (int i = 0; i < TIMES; i++) {
      bytes[SIZE - 1]++; // no result of before will do
      byte[] result = farm.submit(bytes, it -> it).get();
      check(result.length == SIZE && result[SIZE - 1] == bytes[SIZE - 1]);
    }
  }

  private void raw() throws IOException {
    for (int i = 0; i < TIMES; i++) {
      pipe.echo(bytes);
    }
  }

  private static void check(boolean isRight) {
    if (!isRight) {
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
