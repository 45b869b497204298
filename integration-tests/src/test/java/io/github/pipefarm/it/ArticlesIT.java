package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.NotTransferableException;
import io.github.pipefarm.StateScope;
import io.github.pipefarm.TaskFailedException;
import io.github.pipefarm.function.Shared;
import io.github.pipefarm.function.TaskCallable;
import io.github.pipefarm.function.TaskContext;
import io.github.pipefarm.function.TaskFunction;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs of the articles on Python's process pools that Pipefarm goes back to. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class ArticlesIT {
  record Pair(int a, int b) {
    int hundredfold() {
      return (a + b) * 100;
    }
  }

  /** {@code zip(range(20), range(100, 120))}. */
  private static final List<Pair> PAIRS =
      IntStream.range(0, 20).mapToObj(i -> new Pair(i, i + 100)).toList();

  /** 10000, 10200 … 13800. */
  private static final List<Integer> EXPECTED =
      IntStream.range(0, 20).mapToObj(i -> 10_000 + 200 * i).toList();

  /** Of the object, so that an inner class needs it. */
  private final int hundred = 100;

  /** Of all rows that begin none themselves. */
  private static Farm farm;

  @BeforeAll
  @Timeout(value = 30, threadMode = SEPARATE_THREAD)
  static void openFarm() {
    farm = Farm.processes(2).build();
  }

  @AfterAll
  @Timeout(value = 30, threadMode = SEPARATE_THREAD)
  static void closeFarm() {
    farm.close();
  }

  @Test
  void row1TheLoopOverPairsGivesTheSameListInTheSameOrder() {
    int constant = 100;
    List<Integer> loop = new ArrayList<>();
    for (Pair pair : PAIRS) {
      loop.add((pair.a() + pair.b()) * constant);
    }
    assertThat(loop).isEqualTo(EXPECTED);
    try (Farm farm = Farm.processes(2).build()) {
      assertThat(farm.map(PAIRS, pair -> (pair.a() + pair.b()) * constant)).isEqualTo(loop);
      assertThat(
              farm.mapPairs(
                  IntStream.range(0, 20).boxed().toList(),
                  IntStream.range(100, 120).boxed().toList(),
                  (a, b) -> (a + b) * constant))
          .isEqualTo(loop);
    }
  }

  @Test
  void row3AConstantIsCapturedOrGivenBesideTheItems() {
    int constant = 100;
    assertThat(farm.map(PAIRS, pair -> work(pair, constant))).isEqualTo(EXPECTED);
    assertThat(farm.map(PAIRS, constant, ArticlesIT::work)).isEqualTo(EXPECTED);
  }

  @Test
  void row4AnObjectThatHoldsTheConstantIsTheFunction() {
    assertThat(farm.map(PAIRS, new Worker(100))).isEqualTo(EXPECTED);
  }

  @Test
  void row5AnyMethodOfSuchAnObjectIsTheFunction() {
    Worker worker = new Worker(100);
    assertThat(farm.map(PAIRS, worker::foo)).isEqualTo(EXPECTED);
  }

  @Test
  void row6OpenTakesOneWorkerPerProcessorAndAnyInputPulledLazily() {
    try (Farm farm = Farm.open()) {
      assertThat(farm.workers()).isEqualTo(Runtime.getRuntime().availableProcessors());
      assertThat(farm.map(PAIRS, new Worker(100))).isEqualTo(EXPECTED);
      assertThat(farm.map(new HashSet<>(PAIRS), Pair::a)).hasSize(20);
      PulledNumbers generator = PulledNumbers.endless();
      try (Stream<Integer> results =
          farm.job().window(10).stream(generator, i -> (i + i + 100) * 100)) {
        assertThat(results.limit(20)).isEqualTo(EXPECTED);
      }
      assertThat(generator.pulled()).isBetween(20, 30);
    }
  }

  @Test
  void row7AFarmServesManyJobsAndTheEndOfItsBlockCleansUp() {
    Set<Long> pids = new HashSet<>();
    try (Farm farm = Farm.processes(2).build()) {
      for (int job = 0; job < 5; job++) {
        assertThat(farm.map(PAIRS, new Worker(100))).isEqualTo(EXPECTED);
        pids.addAll(farm.map(PAIRS, pair -> Pids.own()));
      }
    }
    assertThat(pids).as("the same workers in every job").hasSizeBetween(1, 2);
    assertThat(pids).as("close waits for the workers' end").allMatch(Pids::isGone);

    Farm withoutBlock = Farm.processes(2).build();
    CompletableFuture<List<Integer>> results = withoutBlock.mapAsync(PAIRS, new Worker(100));
    withoutBlock.close();
    assertThat(results).isCompletedWithValue(EXPECTED);
  }

  @Test
  void row8StateInTheFunctionIsPerWorkerPerTaskOrChecked() {
    List<Integer> items = List.of(1, 2, 3, 4, 5);
    try (Farm farm = Farm.processes(1).build()) {
      Counting counting = new Counting();
      assertThat(farm.map(items, counting)).containsExactly(1, 2, 3, 4, 5);
      assertThat(farm.job().scope(StateScope.PER_TASK).map(items, counting)).containsOnly(1);
      assertThatThrownBy(() -> farm.job().scope(StateScope.CHECKED).map(items, counting))
          .isInstanceOf(TaskFailedException.class)
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .rootCause()
          .hasMessageContaining("function.calls was 0 and is 1");
      assertThat(counting.calls).isZero();
    }
  }

  @Test
  void row9TheConstantIsShippedOncePerWorkerAndJobForOneTaskOrTenThousand() {
    for (int megabytes : List.of(1, 5)) { // by the pipe, and past it
      long size = megabytes * 1_000_000L;
      byte[] constant = new byte[(int) size];
      assertThat(shippedWith(farm, constant, 1)).isBetween(size, size + 10_000);
      assertThat(shippedWith(farm, constant, 10_000)).isBetween(size, 2 * size + 250_000);
    }
  }

  private static long shippedWith(Farm farm, byte[] constant, int tasks) {
    long before = farm.stats().bytesSent();
    List<Integer> items = IntStream.range(0, tasks).boxed().toList();
    assertThat(farm.map(items, constant, (i, c) -> c.length)).hasSize(tasks);
    return farm.stats().bytesSent() - before;
  }

  @Test
  void row10AnOpenFileOrSocketIsRefusedWithTheFieldThatHoldsItAndWhatToDo(@TempDir Path folder)
      throws IOException {
    Path path = Files.writeString(folder.resolve("text"), "one\ntwo\n");
    try (Farm farm = Farm.processes(1).build();
        BufferedReader reader = Files.newBufferedReader(path);
        ServerSocket socket = new ServerSocket()) {
      Report report = new Report(reader);
      NotTransferableException refused =
          catchThrowableOfType(
              NotTransferableException.class,
              () -> farm.map(List.of(1), i -> report.reader.readLine()));
      assertThat(refused.className()).isEqualTo("java.io.BufferedReader");
      assertThat(refused.path())
          .isEqualTo(
              "function → captured argument 1 (%s) → field \"reader\" (java.io.BufferedReader)"
                  .formatted(Report.class.getName()));
      assertThat(refused).hasMessageContaining("open it in the task");

      refused =
          catchThrowableOfType(
              NotTransferableException.class,
              () -> farm.map(List.of(Map.of("server", socket)), Map::size));
      assertThat(refused.path()).contains("[\"server\"]").contains("java.net.ServerSocket");
      assertThat(refused).hasMessageContaining("send host and port");

      assertThatThrownBy(() -> farm.call(() -> Files.newBufferedReader(path)))
          .as("nor as a result")
          .isInstanceOf(NotTransferableException.class)
          .hasMessageEndingWith("[result (java.io.BufferedReader)]");
      assertThat(farm.map(List.of(path), Files::readAllLines))
          .containsExactly(List.of("one", "two"));
    }
  }

  @Test
  void row11AnExceptionArrivesWithItsTypeAndTheStackOfTheWorker() {
    TaskFailedException failure =
        catchThrowableOfType(
            TaskFailedException.class, () -> farm.map(List.of(2, 1, 0), ArticlesIT::divide));
    assertThat(failure.index()).isEqualTo(2);
    assertThat(failure.getCause())
        .isExactlyInstanceOf(ArithmeticException.class)
        .hasMessage("/ by zero");
    assertThat(failure.getCause().getStackTrace()[0].getMethodName()).isEqualTo("divide");
    assertThat(farm.map(List.of(2, 1), ArticlesIT::divide)).containsExactly(5, 10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"once", "twice"})
  void row12CtrlCEndsAParallelProgram(String times, @TempDir Path folder) throws Exception {
    Marks marks = new Marks(folder);
    Path items = Files.write(folder.resolve("items"), Collections.nCopies(100, "item"));
    ProcessBuilder builder =
        Program.pipefarm(
            "map",
            "-j",
            "2",
            "--classpath",
            CommandLineIT.testClasses(),
            Work.Held.class.getName() + "::untilOpen",
            items.toString());
    builder.environment().put("PIPEFARM_IT_MARKS", folder.toString());
    // Where a build runs in the background, SIGINT is ignored, which is inherited.
    builder.command().addAll(0, List.of("env", "--default-signal=INT"));
    try (Program program = Program.start(builder)) {
      await().atMost(Duration.ofSeconds(30)).until(() -> marks.lines("begun").size() == 2);
      Pids.signal("INT", program.pid());
      await().atMost(Duration.ofSeconds(30)).until(() -> program.err().contains("interrupted"));
      if (times.equals("twice")) {
        await().during(Duration.ofMillis(200)).until(() -> !marks.has("open"));
        Pids.signal("INT", program.pid());
      } else {
        marks.leave("open");
      }
      assertThat(program.exitCode()).as(program::err).isEqualTo(130);
      assertThat(marks.lines("begun")).as("what was queued never runs").hasSize(2);
      Pids.awaitGone(marks.pids("worker"));
    }
  }

  @Test
  void row13ProcessesAndThreadsComputeFactorialsThroughTheSameInterface() {
    List<Integer> numbers = IntStream.range(0, 10).boxed().toList();
    List<Integer> factorials = List.of(1, 1, 2, 6, 24, 120, 720, 5_040, 40_320, 362_880);
    try (Farm processes = Farm.processes(2).build();
        Farm threads = Farm.threads(2).build()) {
      for (Farm farm : List.of(processes, threads)) {
        assertThat(farm.map(numbers, ArticlesIT::factorial)).isEqualTo(factorials);
      }
    }
  }

  @Test
  void row15TheConstantIsTheFirstOrTheLastArgument() {
    List<Integer> numbers = List.of(1, 2, 3, 4);
    assertThat(farm.map(numbers, x -> Math.pow(2, x))).containsExactly(2.0, 4.0, 8.0, 16.0);
    assertThat(farm.map(numbers, x -> Math.pow(x, 2))).containsExactly(1.0, 4.0, 9.0, 16.0);
    assertThat(farm.map(numbers, 2, (x, k) -> Math.pow(x, k))).containsExactly(1.0, 4.0, 9.0, 16.0);
  }

  @Test
  void row16AListThatTasksAppendToStaysEmptyInTheCaller() {
    List<Integer> numbers = List.of(1, 2, 3);
    try (Farm processes = Farm.processes(2).build();
        Farm threads = Farm.threads(2).build()) {
      for (Farm farm : List.of(processes, threads)) {
        List<Integer> collected = new ArrayList<>();
        farm.forEach(numbers, i -> collected.add(i));
        assertThat(collected).isEmpty();
        assertThat(farm.map(numbers, i -> i)).isEqualTo(numbers);
      }
    }
  }

  @Test
  void row17ApplyAndMapComeInABlockingAndAnAsynchronousForm() throws Exception {
    TaskFunction<Integer, Integer> square = x -> x * x;
    List<Integer> numbers = List.of(1, 2, 3);
    assertThat(farm.call(() -> square.apply(5))).isEqualTo(25);
    assertThat(farm.submit(5, square).get()).isEqualTo(25);
    assertThat(farm.submit(() -> square.apply(6)).get()).isEqualTo(36);
    assertThat(farm.map(numbers, square)).containsExactly(1, 4, 9);
    CompletableFuture<List<Integer>> later = farm.mapAsync(numbers, square);
    await().until(later::isDone);
    assertThat(later.get()).containsExactly(1, 4, 9);
    try (Stream<Integer> results = farm.stream(numbers, square)) {
      assertThat(results).containsExactly(1, 4, 9);
    }
  }

  /** Of a plain function, a lambda, a nested function, a method and a static method in Python. */
  @Test
  void row18AFunctionOfEveryKindWorks() {
    int constant = 100;
    Worker worker = new Worker(constant);
    class Local implements TaskFunction<Pair, Integer> {
      @Override
      public Integer apply(Pair pair) {
        return work(pair, constant);
      }

      Integer method(Pair pair) {
        return apply(pair);
      }
    }
    @SuppressWarnings("UnnecessaryAnonymousClass") // it is what is tested
    TaskFunction<Pair, Integer> anonymous =
        new TaskFunction<>() {
          @Override
          public Integer apply(Pair pair) {
            return work(pair, constant);
          }
        };
    TaskFunction<Pair, Integer> nested =
        pair -> {
          TaskFunction<Pair, Integer> inner = each -> work(each, constant);
          return inner.apply(pair);
        };
    Map<String, TaskFunction<Pair, Integer>> kinds = new LinkedHashMap<>();
    kinds.put("static method", ArticlesIT::hundredfold);
    kinds.put("lambda", pair -> (pair.a() + pair.b()) * 100);
    kinds.put("lambda with a capture", pair -> work(pair, constant));
    kinds.put("lambda in a lambda", nested);
    kinds.put("lambda that is given to a lambda", pair -> nested.apply(pair));
    kinds.put("bound method", worker::foo);
    kinds.put("method of the item", Pair::hundredfold);
    kinds.put("object of a nested class", worker);
    kinds.put("object of an inner class", new Inner());
    kinds.put("object of a local class", new Local());
    kinds.put("bound method of a local class", new Local()::method);
    kinds.put("object of an anonymous class", anonymous);
    kinds.put("object of a record", new Scaled(constant));
    kinds.put("constant of an enum", Operation.HUNDREDFOLD);
    kinds.forEach((kind, fn) -> assertThat(farm.map(PAIRS, fn)).as(kind).isEqualTo(EXPECTED));
    List<Integer> numbers = List.of(1, 2);
    assertThat(farm.map(numbers, BigDecimal::new))
        .as("constructor")
        .containsExactly(BigDecimal.ONE, BigDecimal.valueOf(2));
    assertThat(farm.mapPairs(numbers, numbers, Pair::new))
        .as("constructor of two arguments")
        .containsExactly(new Pair(1, 1), new Pair(2, 2));
    assertThat(farm.map(numbers, int[]::new))
        .as("constructor of an array")
        .extracting(array -> array.length)
        .isEqualTo(numbers);
    assertThat(farm.map(List.of("a", "bc"), String::length))
        .as("method of a class of the JDK")
        .containsExactly(1, 2);
  }

  @Test
  void row19WhatAMethodChangesInItsObjectTheCallerDoesNotSeeAndCheckedTells() {
    Counting counting = new Counting();
    assertThat(farm.call(() -> counting.apply(1))).isEqualTo(1);
    farm.forEach(List.of(1, 2, 3), counting::count);
    assertThat(counting.calls).isZero();
    assertThatThrownBy(
            () -> farm.job().scope(StateScope.CHECKED).forEach(List.of(1), counting::count))
        .rootCause()
        .hasMessageContaining("this.calls was 0 and is 1");
  }

  @Test
  void row20ATaskDrawsARandomNumberAndSleepsThatLongAndDrawsTheSameTheNextTime() {
    TaskCallable<Integer> sleeping =
        () -> {
          int millis = TaskContext.current().random().nextInt(50);
          Thread.sleep(millis);
          return millis;
        };
    CompletableFuture<Integer> later = farm.job().seed(2017).submit(sleeping);
    int slept = later.join();
    assertThat(slept).isBetween(0, 49);
    assertThat(farm.job().seed(2017).submit(sleeping).join()).isEqualTo(slept);
    try (Farm serial = Farm.serial().build()) {
      assertThat(serial.job().seed(2017).call(sleeping)).isEqualTo(slept);
    }
  }

  @Test
  void row22WorkersShareAReadOnlyValueAndReturnWhatTheyFind() {
    List<String> words = List.of("one", "two", "three");
    try (Shared<Map<String, Integer>> numbers =
        farm.share(Map.of("one", 1, "two", 2, "three", 3))) {
      assertThat(farm.map(words, word -> numbers.get().get(word))).containsExactly(1, 2, 3);
      assertThat(farm.map(words, word -> numbers.get().containsKey(word))).containsOnly(true);
    }
  }

  private static int work(Pair pair, int constant) {
    return (pair.a() + pair.b()) * constant;
  }

  private static int hundredfold(Pair pair) {
    return work(pair, 100);
  }

  private static int divide(int by) {
    return 10 / by;
  }

  private static int factorial(int n) {
    return n == 0 ? 1 : n * factorial(n - 1);
  }

  /** Holds an open file, by accident. */
  private static final class Report {
    final BufferedReader reader;

    Report(BufferedReader reader) {
      this.reader = reader;
    }
  }

  /** Needs the object that it is made in. */
  private class Inner implements TaskFunction<Pair, Integer> {
    @Override
    public Integer apply(Pair pair) {
      return work(pair, hundred);
    }
  }

  private record Scaled(int constant) implements TaskFunction<Pair, Integer> {
    @Override
    public Integer apply(Pair pair) {
      return work(pair, constant);
    }
  }

  private enum Operation implements TaskFunction<Pair, Integer> {
    HUNDREDFOLD {
      @Override
      public Integer apply(Pair pair) {
        return hundredfold(pair);
      }
    }
  }

  /** A callable object that counts its calls. */
  static final class Counting implements TaskFunction<Integer, Integer> {
    private int calls;

    @Override
    public Integer apply(Integer item) {
      return ++calls;
    }

    void count(Integer item) {
      calls++;
    }
  }

  /** A callable object, as a Python class with {@code __call__}. */
  static final class Worker implements TaskFunction<Pair, Integer> {
    private final int constant;

    Worker(int constant) {
      this.constant = constant;
    }

    @Override
    public Integer apply(Pair pair) {
      return (pair.a() + pair.b()) * constant;
    }

    Integer foo(Pair pair) {
      return apply(pair);
    }
  }
}
