package io.github.pipefarm.benchmarks;

import static io.github.pipefarm.benchmarks.Budget.atLeast;
import static io.github.pipefarm.benchmarks.Contestant.asked;
import static io.github.pipefarm.benchmarks.Contestant.slow;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import io.github.pipefarm.Farm;
import io.github.pipefarm.function.TaskCallable;
import io.github.pipefarm.function.TaskFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * A million tasks that do next to nothing through {@code map}, so that all there is to measure is
 * what a task costs. Python's pools cut the million into chunks of thousands, by their own default
 * or, where that is one item a chunk, by the same rule; each has as many processes as the farm.
 * Java's own ways have a JVM of their own, as Python's pools have: what they leave to the garbage
 * collector would be collected in the farm's time.
 */
final class Tiny implements Group {
  private static final int TASKS = 1_000_000;

  /** Of those in a JVM: after so many turns of some 0.1 s each, the figures change no more. */
  private static final int WARM_UPS = 15;

  /**
   * Of this JVM, which touches so much of its heap for the first time meanwhile: a page that it has
   * never used costs 20 microseconds on some virtual machines, as much as a hundred tasks.
   */
  private static final int WARM_UPS_OF_HEAP = 60;

  record Pair(int a, int b) {}

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final TaskFunction<Integer, Integer> INCREMENT = n -> n + 1;
  private static final TaskFunction<Pair, Pair> SWAP = pair -> new Pair(pair.b(), pair.a());

  private final Farm farm = Farm.processes(PROCESSORS).build();
  private final Farm java = Farm.processes(1).jvmArgs(likeAnApplication()).build();
  private final Python python = new Python();
  private final List<Integer> integers = integers();
  private final List<Pair> pairs = pairs();

  /** Of the JVM of Java's own ways, made there. */
  private static final class Java {
    static final List<Integer> INTEGERS = integers();
    static final List<Pair> PAIRS = pairs();
    static final ExecutorService THREADS = Executors.newFixedThreadPool(PROCESSORS);
  }

  /** What a JVM has by default, and workers have not. */
  private static String[] likeAnApplication() {
    return new String[] {
      "-XX:+UseG1GC",
      "-XX:ActiveProcessorCount=" + PROCESSORS,
      "-XX:MaxRAMPercentage=25",
      "-XX:InitialRAMPercentage=1.5625"
    };
  }

  private static List<Integer> integers() {
    return IntStream.range(0, TASKS).boxed().toList();
  }

  private static List<Pair> pairs() {
    return IntStream.range(0, TASKS).mapToObj(i -> new Pair(i, i + 1)).toList();
  }

  @Override
  public List<Question> questions() {
    return List.of(
        new Question(
            "1,000,000 integers through map",
            "million/s",
            List.of(
                asked("Farm.map", () -> rate(integers, () -> farm.map(integers, INCREMENT)))
                    .warmedUp(WARM_UPS_OF_HEAP),
                asked("Pool.map, fork", () -> python("fork", "integers")),
                asked("Pool.map, spawn", () -> python("spawn", "integers")),
                asked("ProcessPoolExecutor.map", () -> python("executor", "integers")),
                slow("joblib", () -> python("joblib", "integers")),
                inJava("a plain loop", () -> ofIntegers(Tiny::inLoop)),
                inJava("a thread pool", () -> ofIntegers(Tiny::inThreads)),
                inJava("a parallel stream", () -> ofIntegers(Tiny::inParallel)),
                inJava("Kryo alone", () -> ofIntegers((items, unused) -> kryoAlone(items)))),
            List.of(
                atLeast("Farm.map", 2, "Pool.map, fork"), atLeast("Farm.map", 0.6, "Kryo alone"))),
        new Question(
            "1,000,000 records of two ints through map (Python: tuples)",
            "million/s",
            List.of(
                asked("Farm.map", () -> rate(pairs, () -> farm.map(pairs, SWAP)))
                    .warmedUp(WARM_UPS),
                asked("Pool.map, fork", () -> python("fork", "tuples")),
                asked("Pool.map, spawn", () -> python("spawn", "tuples")),
                asked("ProcessPoolExecutor.map", () -> python("executor", "tuples")),
                slow("joblib", () -> python("joblib", "tuples")),
                inJava("a plain loop", () -> ofPairs(Tiny::inLoop)),
                inJava("a thread pool", () -> ofPairs(Tiny::inThreads)),
                inJava("a parallel stream", () -> ofPairs(Tiny::inParallel)),
                inJava("Kryo alone", () -> ofPairs((items, unused) -> kryoAlone(items)))),
            List.of(
                atLeast("Farm.map", 3, "Pool.map, fork"), atLeast("Farm.map", 0.6, "Kryo alone"))));
  }

  /** One of Java's own ways, which measures itself. */
  private Contestant inJava(String name, TaskCallable<Double> turn) {
    return asked(name, () -> java.call(turn)).warmedUp(WARM_UPS);
  }

  /** A way to apply a function to all items. */
  private interface Way<T> {
    List<T> map(List<T> items, TaskFunction<T, T> function) throws Exception;
  }

  private static double ofIntegers(Way<Integer> way) throws Exception {
    return rate(Java.INTEGERS, () -> way.map(Java.INTEGERS, INCREMENT));
  }

  private static double ofPairs(Way<Pair> way) throws Exception {
    return rate(Java.PAIRS, () -> way.map(Java.PAIRS, SWAP));
  }

  /** Millions of items a second; the last result shows whether they were computed. */
  private static <T> double rate(List<T> items, Callable<List<T>> run) throws Exception {
    List<List<T>> results = new ArrayList<>();
    double seconds = Clock.seconds(() -> results.add(run.call()));
    T last = items.get(TASKS - 1);
    Object expected = last instanceof Pair p ? new Pair(p.b(), p.a()) : (Object) TASKS;
    // Kryo alone computes nothing.
    Object result = results.get(0).get(TASKS - 1);
    if (results.get(0).size() != TASKS || !(result.equals(expected) || result.equals(last))) {
      throw new IllegalStateException("a wrong result: " + result);
    }
    return TASKS / 1e6 / seconds;
  }

  private double python(String pool, String what) throws Exception {
    return TASKS / 1e6 / python.seconds(pool, what, TASKS);
  }

  private static <T> List<T> inLoop(List<T> items, TaskFunction<T, T> function) throws Exception {
    List<T> results = new ArrayList<>(items.size());
    for (T item : items) {
      results.add(function.apply(item));
    }
    return results;
  }

  private static <T> List<T> inThreads(List<T> items, TaskFunction<T, T> function)
      throws Exception {
    List<Callable<T>> tasks = new ArrayList<>(items.size());
    items.forEach(item -> tasks.add(() -> function.apply(item)));
    return resultsOf(tasks);
  }

  private static <T> List<T> inParallel(List<T> items, TaskFunction<T, T> function) {
    return items.parallelStream().map(item -> Scheduling.ofStream(function, item)).toList();
  }

  /**
   * What serialization alone allows: on all processors at once, each item and each result is
   * written and read by a {@link Kryo} of its thread's own, with references on, as the farm keeps
   * them, and with the class registered, as the farm sends its name once. Nothing is done between.
   */
  private static <T> List<T> kryoAlone(List<T> items) throws Exception {
    List<Callable<List<T>>> parts = new ArrayList<>();
    for (int i = 0; i < PROCESSORS; i++) {
      int from = (int) ((long) items.size() * i / PROCESSORS);
      int to = (int) ((long) items.size() * (i + 1) / PROCESSORS);
      parts.add(() -> thereAndBack(items.subList(from, to)));
    }
    List<T> results = new ArrayList<>(items.size());
    resultsOf(parts).forEach(results::addAll);
    return results;
  }

  @SuppressWarnings("unchecked") // Kryo reads what it has written
  private static <T> List<T> thereAndBack(List<T> items) {
    Kryo kryo = new Kryo();
    kryo.setReferences(true);
    kryo.register(Pair.class);
    Output out = new Output(1 << 16);
    Input in = new Input();
    List<T> results = new ArrayList<>(items.size());
    for (T item : items) {
      T copy = item;
      for (int way = 0; way < 2; way++) {
        out.setPosition(0);
        kryo.writeClassAndObject(out, copy);
        in.setBuffer(out.getBuffer(), 0, out.position());
        copy = (T) kryo.readClassAndObject(in);
      }
      results.add(copy);
    }
    return results;
  }

  private static <T> List<T> resultsOf(List<Callable<T>> tasks) throws Exception {
    List<T> results = new ArrayList<>(tasks.size());
    for (Future<T> result : Java.THREADS.invokeAll(tasks)) {
      results.add(result.get());
    }
    return results;
  }

  @Override
  public void close() throws Exception {
    farm.close();
    java.close();
    python.close();
  }
}
