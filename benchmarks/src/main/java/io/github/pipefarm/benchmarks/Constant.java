package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atMost;
import static io.github.pipefarm.benchmarks.Contestant.asked;
import static io.github.pipefarm.benchmarks.Contestant.slow;

import io.github.pipefarm.Farm;
import io.github.pipefarm.function.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Constant state of 200 MB (of 2^20 bytes), which each of two workers needs once, however many
 * tasks there are. It is another one in each turn, as the caller may have changed it since. The
 * limits: to write it to two JVMs through raw pipes, side by side, each of which reads it into an
 * array; or to write it once to a file in memory that both then read. Of a single task, one worker
 * needs it.
 */
final class Constant implements Group {
  private static final int SIZE = 200 << 20;
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final String LIMIT = "one write and one read per worker";

  private final Farm farm = Farm.processes(2).build();
  private final RawPipe first = new RawPipe();
  private final RawPipe second = new RawPipe();
  private final Python python = new Python();
  private final byte[] bytes = new byte[SIZE];
  private final double[] doubles;

  Constant() throws IOException {
    Random random = new Random(1);
    random.nextBytes(bytes);
    doubles = random.doubles(SIZE / Double.BYTES).toArray();
  }

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
                asked("Farm.share, 64 tasks", () -> share(64)),
                asked("Farm.share, 10,000 tasks", () -> share(10_000)),
                asked(LIMIT, () -> Clock.seconds(() -> both(pipe -> pipe.send(bytes)))),
                asked("a file in /dev/shm that both read", this::file),
                slow("Pool.map, 64 tasks", () -> python.seconds("fork", "constant", 64))),
            List.of(
                atMost("Farm.map, 1 task", 3, LIMIT),
                atMost("Farm.map, 64 tasks", 3, LIMIT),
                atMost("Farm.map, 10,000 tasks", 3, LIMIT),
                atMost("Farm.map, 64 tasks, double[]", 3, LIMIT),
                atMost("Farm.share, 64 tasks", 3, LIMIT),
                atMost("Farm.map, 10,000 tasks", 1.5, "Farm.map, 1 task"),
                atMost("Farm.map, 10,000 tasks", 1.5, "Farm.map, 64 tasks"))));
  }

  private static List<Integer> items(int tasks) {
    return IntStream.range(0, tasks).boxed().toList();
  }

  private double map(int tasks) throws Exception {
    bytes[0]++;
    return Clock.seconds(
        () -> check(farm.map(items(tasks), bytes, (n, constant) -> (int) constant[n])));
  }

  private double mapDoubles(int tasks) throws Exception {
    doubles[0]++;
    return Clock.seconds(
        () -> {
          List<Double> results = farm.map(items(tasks), doubles, (n, constant) -> constant[n]);
          check(results.get(0) == doubles[0]);
        });
  }

  private double share(int tasks) throws Exception {
    bytes[0]++;
    return Clock.seconds(
        () -> {
          try (Shared<byte[]> shared = farm.share(bytes)) {
            check(farm.map(items(tasks), n -> (int) shared.get()[n]));
          }
        });
  }

  private void check(List<Integer> results) {
    check(
        results.get(0) == bytes[0] && results.get(results.size() - 1) == bytes[results.size() - 1]);
  }

  private static void check(boolean isRight) {
    if (!isRight) {
      throw new IllegalStateException("a wrong result");
    }
  }

  private double file() throws Exception {
    if (!Files.isWritable(MEMORY)) {
      throw new IOException("there is no " + MEMORY);
    }
    Path file = Files.createTempFile(MEMORY, "pipefarm-constant-", "");
    try {
      return Clock.seconds(
          () -> {
            Files.write(file, bytes);
            both(pipe -> pipe.haveRead(file));
          });
    } finally {
      Files.delete(file);
    }
  }

  private interface PipeUse {
    void with(RawPipe pipe) throws IOException;
  }

  private void both(PipeUse use) throws Exception {
    Thread other =
        new Thread(
            () -> {
              try {
                use.with(second);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    other.start();
    use.with(first);
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
