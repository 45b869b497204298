package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atLeast;
import static io.github.pipefarm.benchmarks.Contestant.asked;
import static io.github.pipefarm.benchmarks.Contestant.slow;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import io.github.pipefarm.Farm;
import io.github.pipefarm.function.TaskFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Tasks that do next to nothing, so that all there is to measure is what a task costs. */
final class TinyTasks implements Group {
  private static final int MAPPED = 1_000_000;
  private static final int STREAMED = 200_000;

  record Pair(int a, int b) {}

  private final int workers = Runtime.getRuntime().availableProcessors();
  private final Farm farm = Farm.processes(workers).build();
  private final ExecutorService threads = Executors.newFixedThreadPool(workers);
  private final Python python = new Python();
  private final List<Integer> integers = IntStream.range(0, MAPPED).boxed().toList();
  private final List<Pair> pairs =
      IntStream.range(0, MAPPED).mapToObj(i -> new Pair(i, i + 1)).toList();

  @Override
  public List<Question> questions() {
    TaskFunction<Integer, Integer> increment = n -> n + 1;
    TaskFunction<Pair, Pair> swap = pair -> new Pair(pair.b(), pair.a());
    return List.of(
        new Question(
            "1,000,000 integers through map",
            "million/s",
            List.of(
                asked("Farm.map", () -> rate(MAPPED, () -> farm.map(integers, increment))),
                asked("Pool.map", () -> python("fork", "integers", MAPPED)),
                asked("ProcessPoolExecutor.map", () -> python("executor", "integers", MAPPED)),
                slow("joblib", () -> python("joblib", "integers", MAPPED)),
                asked("a thread pool", () -> rate(MAPPED, () -> inThreads(increment))),
                asked("Kryo alone", () -> kryoAlone(integers))),
            List.of(atLeast("Farm.map", 2, "Pool.map"), atLeast("Farm.map", 0.6, "Kryo alone"))),
        new Question(
            "1,000,000 records of two ints through map (Python: tuples)",
            "million/s",
            List.of(
                asked("Farm.map", () -> rate(MAPPED, () -> farm.map(pairs, swap))),
                asked("Pool.map", () -> python("fork", "tuples", MAPPED)),
                asked("ProcessPoolExecutor.map", () -> python("executor", "tuples", MAPPED)),
                asked("Kryo alone", () -> kryoAlone(pairs))),
            List.of(atLeast("Farm.map", 3, "Pool.map"), atLeast("Farm.map", 0.6, "Kryo alone"))),
        new Question(
            "200,000 integers through an ordered stream",
            "million/s",
            List.of(
                asked("Farm.stream", () -> rate(STREAMED, () -> stream(increment))),
                slow("Pool.imap", () -> python("fork", "stream", STREAMED)),
                slow("ProcessPoolExecutor.map", () -> python("executor", "stream", STREAMED))),
            List.of(atLeast("Farm.stream", 30, "Pool.imap"))));
  }

  private static double rate(int tasks, Clock.Body body) throws Exception {
    return tasks / 1e6 / Clock.seconds(body);
  }

  private double python(String pool, String what, int tasks) throws Exception {
    return tasks / 1e6 / python.seconds(pool, what, tasks);
  }

  private void stream(TaskFunction<Integer, Integer> function) {
    long sum =
        farm.stream(integers.subList(0, STREAMED), function).mapToLong(Integer::longValue).sum();
    if (sum != STREAMED * (STREAMED + 1L) / 2) {
      throw new IllegalStateException("a wrong result: " + sum);
    }
  }

  private void inThreads(TaskFunction<Integer, Integer> function) throws Exception {
    List<Callable<Integer>> tasks = new ArrayList<>(MAPPED);
    integers.forEach(n -> tasks.add(() -> function.apply(n)));
    for (Future<Integer> result : threads.invokeAll(tasks)) {
      result.get();
    }
  }

  /**
   * What serialization alone allows: on all processors at once, each item and each result is
   * written and read by Kryo, with references on, and the class registered.
   */
  private double kryoAlone(List<?> items) throws Exception {
    int share = items.size() / workers;
    List<Callable<Object>> parts = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      List<?> part = items.subList(i * share, (i + 1) * share);
      parts.add(() -> thereAndBack(part));
    }
    return rate(
        share * workers,
        () -> {
          for (Future<Object> part : threads.invokeAll(parts)) {
            part.get();
          }
        });
  }

  private static Object thereAndBack(List<?> items) {
    Kryo kryo = new Kryo();
    kryo.setReferences(true);
    kryo.register(Pair.class);
    Output out = new Output(1 << 16);
    Input in = new Input();
    List<Object> results = new ArrayList<>(items.size());
    for (Object item : items) {
      Object copy = item;
      for (int way = 0; way < 2; way++) {
        out.setPosition(0);
        kryo.writeClassAndObject(out, copy);
        in.setBuffer(out.getBuffer(), 0, out.position());
        copy = kryo.readClassAndObject(in);
      }
      results.add(copy);
    }
    return results;
  }

  @Override
  public void close() throws Exception {
    farm.close();
    threads.shutdown();
    python.close();
  }
}
