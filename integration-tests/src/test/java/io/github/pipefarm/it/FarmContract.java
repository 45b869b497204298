package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmClosedException;
import io.github.pipefarm.FarmException;
import io.github.pipefarm.FarmListener;
import io.github.pipefarm.FarmStats;
import io.github.pipefarm.Job;
import io.github.pipefarm.NotTransferableException;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.Progress;
import io.github.pipefarm.TaskCancelledException;
import io.github.pipefarm.TaskFailedException;
import io.github.pipefarm.TaskInfo;
import io.github.pipefarm.WorkerStartException;
import io.github.pipefarm.function.TaskCallable;
import io.github.pipefarm.function.TaskFunction;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every engine promises: a column for each is a subclass. What needs tasks to run beside their
 * caller stands in {@link ParallelFarmContract}.
 *
 * <p>No function here may capture the test itself, or the test would travel with it: what a
 * function needs is a local variable.
 */
abstract class FarmContract extends FarmFixture {
  // Users' own methods that fail.

  @Test
  void aTaskWhoseItemCantBeDescribedFailsAllTheSame() {
    assertThatThrownBy(
            () -> farm.submit(new Speechless(), i -> refuse("it")).get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TaskFailedException.class);
  }

  @Test
  void anExceptionThatCantBeDescribedArrivesAllTheSame() {
    TaskFunction<Integer, Integer> mute =
        i -> {
          throw new SpeechlessException();
        };
    assertThatThrownBy(() -> farm.submit(1, mute).get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TaskFailedException.class);
    try (Stream<Outcome<Integer, Integer>> outcomes = farm.outcomes(numbers(2), mute)) {
      assertThat(outcomes).hasSize(2).noneMatch(Outcome::isSuccess);
    }
  }

  private static final class Speechless implements Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public String toString() {
      throw new AssertionError("no text");
    }
  }

  @SuppressWarnings("OverrideThrowableToString") // as users do
  private static final class SpeechlessException extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String toString() {
      throw new IllegalStateException("no text");
    }
  }

  // The end, which other threads may ask for at any moment.

  @Test
  void aStreamThatWasClosedBeforeItsFirstElementDoesNotHoldUpClose() {
    Farm closing = builder(1).build();
    Stream<Integer> stream = closing.stream(numbers(3), i -> i);
    Iterator<Integer> results = stream.iterator();
    stream.close();
    assertThatThrownBy(results::hasNext).isInstanceOf(TaskCancelledException.class);
    closing.close();
  }

  @Test
  void aStreamThatCouldNotBeginSaysSoEachTime() {
    Farm closed = builder(1).build();
    @SuppressWarnings("resource") // there is nothing to close: it never begins
    Iterator<Integer> results = closed.stream(numbers(3), i -> i).iterator();
    closed.close();
    assertThatThrownBy(results::hasNext).isInstanceOf(FarmClosedException.class);
    assertThatThrownBy(results::hasNext).isInstanceOf(FarmClosedException.class);
  }

  // Forms: map, mapPairs, mapAsync, forEach, stream, outcomes, submit, call.

  @Test
  void resultsComeInTheOrderOfTheItemsWhateverTheirDurations() {
    List<Integer> items = numbers(200);
    List<Integer> results =
        farm.map(
            items,
            i -> {
              Thread.sleep(Math.floorMod(i * 7919, 5));
              return i * 10;
            });
    assertThat(results).isEqualTo(items.stream().map(i -> i * 10).toList());
  }

  @Test
  void anEmptyInputGivesAnEmptyResult() throws Exception {
    List<Integer> none = List.of();
    assertThat(farm.map(none, i -> i + 1)).isEmpty();
    assertThat(farm.map(none, 1, Integer::sum)).isEmpty();
    assertThat(farm.mapPairs(none, numbers(3), Integer::sum)).isEmpty();
    assertThat(farm.mapAsync(none, i -> i + 1).get()).isEmpty();
    farm.forEach(none, i -> {});
    try (Stream<Integer> results = farm.stream(none, i -> i + 1)) {
      assertThat(results).isEmpty();
    }
    try (Stream<Outcome<Integer, Integer>> outcomes = farm.outcomes(none, i -> i + 1)) {
      assertThat(outcomes).isEmpty();
    }
  }

  @Test
  void itemsResultsAndConstantsMayBeNull() throws Exception {
    List<Integer> items = Arrays.asList(1, null, 3);
    TaskFunction<Integer, Integer> nullForThree =
        i -> i == null ? Integer.valueOf(7) : i == 3 ? null : i;
    List<Integer> expected = Arrays.asList(1, 7, null);
    assertThat(farm.map(items, nullForThree)).isEqualTo(expected);
    assertThat(farm.mapAsync(items, nullForThree).get()).isEqualTo(expected);
    try (Stream<Integer> results = farm.stream(items, nullForThree)) {
      assertThat(results.toList()).isEqualTo(expected);
    }
    try (Stream<Outcome<Integer, Integer>> outcomes = farm.outcomes(items, nullForThree)) {
      List<Outcome<Integer, Integer>> all = outcomes.toList();
      assertThat(all).extracting(Outcome::item).isEqualTo(items);
      assertThat(all).extracting(Outcome::get).isEqualTo(expected);
    }
    String nothing = null;
    assertThat(farm.map(List.of("a"), nothing, (a, b) -> a + b)).containsExactly("anull");
    assertThat(farm.mapPairs(items, items, Objects::equals)).containsOnly(true);
    assertThat(farm.submit(nothing, x -> x == null).get()).isTrue();
    assertThat(farm.<String>call(() -> null)).isNull();
  }

  @Test
  void aConstantIsTheSecondArgumentOfEveryCall() {
    assertThat(farm.map(numbers(5), 100, (i, c) -> i * c)).containsExactly(0, 100, 200, 300, 400);
  }

  @Test
  void mapPairsStopsAtTheEndOfTheShorterInput() {
    PulledNumbers endless = PulledNumbers.endless();
    List<String> letters = List.of("a", "b", "c");
    assertThat(farm.mapPairs(letters, endless, (a, b) -> a + b)).containsExactly("a0", "b1", "c2");
    assertThat(farm.mapPairs(PulledNumbers.endless(), letters, (a, b) -> a + b))
        .containsExactly("0a", "1b", "2c");
  }

  @Test
  void theListThatMapReturnsIsTheCallersOwn() {
    List<Integer> results = farm.map(List.of(1, 2), i -> i);
    results.add(3);
    results.remove(Integer.valueOf(1));
    assertThat(results).containsExactly(2, 3);
  }

  @Test
  void soIsALongOneWhichMayBeAnItemOfTheNextJob() {
    int many = 30_000;
    List<Integer> results = farm.map(numbers(many), i -> i);
    assertThat(farm.map(List.of(results), List::size)).containsExactly(many);
    assertThat(farm.map(List.of(1), results, (i, list) -> list.get(many - i)))
        .containsExactly(many - 1);
    results.removeIf(i -> i % 2 == 0);
    results.add(0, -1);
    assertThat(results).hasSize(1 + many / 2).startsWith(-1, 1).endsWith(many - 1);
  }

  @Test
  void mapAsyncCompletesWithTheResultsInOrder() throws Exception {
    List<Integer> items = numbers(100);
    assertThat(farm.mapAsync(items, i -> i + 1).get())
        .isEqualTo(items.stream().map(i -> i + 1).toList());
  }

  @Test
  void mapAsyncCompletesWithTheFirstFailure() {
    CompletableFuture<List<Integer>> results =
        farm.mapAsync(numbers(10), i -> i == 4 ? refuse("four") : i);
    assertThatThrownBy(results::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            TaskFailedException.class, failure -> assertThat(failure.index()).isEqualTo(4));
  }

  @Test
  void forEachRunsTheActionOnEveryItemBeforeItReturns() {
    Marks seen = marks;
    farm.forEach(numbers(30), i -> seen.add("item-" + i, "run"));
    assertThat(numbers(30)).allSatisfy(i -> assertThat(seen.lines("item-" + i)).hasSize(1));
  }

  @Test
  void forEachThrowsTheFailureOfATask() {
    assertThatExceptionOfType(TaskFailedException.class)
        .isThrownBy(() -> farm.forEach(numbers(5), i -> requireNot(i, 2)))
        .satisfies(failure -> assertThat(failure.index()).isEqualTo(2));
  }

  @Test
  void aStreamPullsNothingBeforeItsTerminalOperation() {
    PulledNumbers items = PulledNumbers.upTo(10);
    try (Stream<Integer> results = farm.stream(items, i -> i * 2);
        Stream<Outcome<Integer, Integer>> outcomes = farm.outcomes(items, i -> i * 2)) {
      await()
          .during(Duration.ofMillis(200))
          .atMost(Duration.ofSeconds(5))
          .until(() -> items.pulled() == 0);
      assertThat(results.map(i -> i + 1)).hasSize(10);
      assertThat(items.pulled()).isEqualTo(10);
      assertThat(outcomes).isEmpty();
    }
  }

  @Test
  void aStreamPullsNeverFurtherAheadThanTheWindow() {
    int window = 8;
    PulledNumbers items = PulledNumbers.endless();
    try (Stream<Integer> stream = farm.job().window(window).stream(items, i -> i)) {
      Iterator<Integer> results = stream.iterator();
      for (int handedOver = 1; handedOver <= 100; handedOver++) {
        assertThat(results.next()).isEqualTo(handedOver - 1);
        assertThat(items.pulled()).isBetween(handedOver, handedOver + window);
      }
      await()
          .during(Duration.ofMillis(200))
          .atMost(Duration.ofSeconds(5))
          .until(() -> items.pulled() <= 100 + window);
    }
  }

  @Test
  void anEndlessInputCanBeReadInPart() {
    try (Stream<Integer> results = farm.stream(PulledNumbers.endless(), i -> i * 2)) {
      assertThat(results.limit(5)).containsExactly(0, 2, 4, 6, 8);
    }
    try (Stream<Integer> results =
        farm.stream(Stream.iterate(1, i -> i + 1), i -> i * 3).filter(i -> i % 2 == 0)) {
      assertThat(results.findFirst()).contains(6);
    }
    assertThat(farm.map(List.of(1), i -> i + 1)).as("afterwards").containsExactly(2);
  }

  @Test
  void closingTheResultsClosesTheSource() {
    AtomicInteger closed = new AtomicInteger();
    Stream<Integer> source = Stream.of(1, 2, 3).onClose(closed::incrementAndGet);
    try (Stream<Integer> results = farm.stream(source, i -> i + 1)) {
      assertThat(results).containsExactly(2, 3, 4);
    }
    assertThat(closed).hasValue(1);
    Stream<Integer> another = Stream.of(1, 2, 3).onClose(closed::incrementAndGet);
    farm.outcomes(another, i -> i + 1).close();
    assertThat(closed).hasValue(2);
  }

  @Test
  void outcomesTellTheFateOfEachItemAndThrowForNone() {
    List<Box> items = numbers(10).stream().map(Box::new).toList();
    List<Outcome<Box, Integer>> all;
    try (Stream<Outcome<Box, Integer>> outcomes =
        farm.outcomes(items, box -> box.number % 3 == 0 ? refuse("no") : box.number * 2)) {
      all = outcomes.toList();
    }
    assertThat(all).hasSize(10);
    for (int i = 0; i < 10; i++) {
      Outcome<Box, Integer> outcome = all.get(i);
      assertThat(outcome.index()).isEqualTo(i);
      assertThat(outcome.item()).as("the caller's item itself").isSameAs(items.get(i));
      assertThat(outcome.attempts()).isEqualTo(1);
      assertThat(outcome.isSuccess()).isEqualTo(i % 3 != 0);
      if (outcome instanceof Outcome.Success<Box, Integer> success) {
        assertThat(success.value()).isEqualTo(i * 2);
        assertThat(success.get()).isEqualTo(i * 2);
      } else if (outcome instanceof Outcome.Failure<Box, Integer> failure) {
        assertThat(failure.exception())
            .isInstanceOf(TaskFailedException.class)
            .hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(failure::get).isSameAs(failure.exception());
      }
    }
  }

  @Test
  void anOutcomeTellsHowLongItsTaskTook() {
    try (Stream<Outcome<Integer, Integer>> outcomes =
        farm.outcomes(
            List.of(1),
            i -> {
              Thread.sleep(30);
              return i;
            })) {
      assertThat(outcomes.toList().get(0).duration())
          .isBetween(Duration.ofMillis(25), Duration.ofSeconds(30));
    }
  }

  @Test
  void aStreamThrowsAFailureWhenItsTurnComes() {
    try (Stream<Integer> stream =
        farm.stream(
            numbers(10),
            i -> {
              Thread.sleep(i == 3 ? 0 : 20);
              return i == 3 ? refuse("three") : i;
            })) {
      Iterator<Integer> results = stream.iterator();
      assertThat(results.next()).isEqualTo(0);
      assertThat(results.next()).isEqualTo(1);
      assertThat(results.next()).isEqualTo(2);
      assertThatExceptionOfType(TaskFailedException.class)
          .isThrownBy(results::next)
          .satisfies(failure -> assertThat(failure.index()).isEqualTo(3));
    }
    assertThat(farm.map(List.of(1), i -> i + 1)).as("afterwards").containsExactly(2);
  }

  @Test
  void mapThrowsTheFailureOfATaskAndTheFarmGoesOn() {
    assertThatExceptionOfType(TaskFailedException.class)
        .isThrownBy(() -> farm.map(numbers(500), i -> i == 5 ? refuse("five") : i))
        .satisfies(
            failure -> {
              assertThat(failure.index()).isEqualTo(5);
              assertThat(failure.attempts()).isEqualTo(1);
              assertThat(failure.item()).contains("5");
            });
    assertThat(farm.map(numbers(3), i -> i + 1)).containsExactly(1, 2, 3);
  }

  @Test
  void submitRunsACallableAFunctionOfAnItemAndAnAction() throws Exception {
    Marks ran = marks;
    assertThat(farm.submit(() -> 6 * 7).get()).isEqualTo(42);
    assertThat(farm.submit(7, i -> i + 1).get()).isEqualTo(8);
    assertThat(farm.submit(() -> ran.leave("action")).get()).isNull();
    assertThat(ran.has("action")).isTrue();
  }

  @Test
  void submitCopiesBeforeItReturns() throws Exception {
    int[] item = new int[1];
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      item[0] = i;
      futures.add(i % 2 == 0 ? farm.submit(item, a -> a[0]) : farm.submit(() -> item[0]));
    }
    item[0] = -1;
    for (int i = 0; i < 200; i++) {
      assertThat(futures.get(i).get()).isEqualTo(i);
    }
  }

  @Test
  void aFailedSubmissionCompletesItsFuture() {
    TaskCallable<Integer> refusal = () -> refuse("sorry");
    assertThatThrownBy(() -> farm.submit(refusal).get())
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(TaskFailedException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void callReturnsTheResultOrThrowsTheFailure() {
    assertThat(farm.call(() -> "done")).isEqualTo("done");
    TaskCallable<Integer> refusal = () -> refuse("sorry");
    assertThatExceptionOfType(TaskFailedException.class)
        .isThrownBy(() -> farm.call(refusal))
        .withStackTraceContaining("sorry");
  }

  // Jobs.

  @Test
  void aJobsOptionsLeaveItsResultsAsTheyAre() {
    List<Integer> items = numbers(100);
    List<Integer> expected = items.stream().map(i -> i + 1).toList();
    assertThat(farm.job().window(1).map(items, i -> i + 1)).isEqualTo(expected);
    assertThat(farm.job().window(3).batch(10).map(items, i -> i + 1)).isEqualTo(expected);
    assertThat(farm.job().batch(1).map(items, i -> i + 1)).isEqualTo(expected);
    assertThat(farm.job().batch(1000).map(items, i -> i + 1)).isEqualTo(expected);
    assertThat(farm.job().name("adding").crashRetries(2).map(items, i -> i + 1))
        .isEqualTo(expected);
    assertThat(farm.job().window(2).mapPairs(items, items, Integer::sum))
        .isEqualTo(items.stream().map(i -> i + i).toList());
  }

  @Test
  void anUnorderedJobGivesEveryResultOnce() {
    List<Integer> items = numbers(300);
    Job unordered = farm.job().unordered();
    assertThat(unordered.map(items, i -> i * 2))
        .containsExactlyInAnyOrderElementsOf(items.stream().map(i -> i * 2).toList());
    try (Stream<Outcome<Integer, Integer>> outcomes = unordered.outcomes(items, i -> i * 2)) {
      assertThat(outcomes)
          .allSatisfy(o -> assertThat(o.get()).isEqualTo(o.item() * 2))
          .extracting(Outcome::index)
          .doesNotHaveDuplicates()
          .hasSize(300);
    }
  }

  @Test
  void aJobIsImmutableAndCanBeUsedAgain() {
    Job job = farm.job().window(5);
    Job other = job.window(7).unordered();
    assertThat(other).isNotSameAs(job);
    assertThat(job.map(numbers(50), i -> i)).isEqualTo(numbers(50));
    assertThat(job.map(numbers(50), i -> i)).isEqualTo(numbers(50));
  }

  @Test
  void anOptionThatMakesNoSenseIsRefusedByName() {
    Job job = farm.job();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> job.window(0))
        .withMessageContaining("window");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> job.batch(-1))
        .withMessageContaining("batch");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> job.crashRetries(-1))
        .withMessageContaining("crashRetries");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> job.name(" "))
        .withMessageContaining("name");
    assertThatIllegalArgumentException().isThrownBy(() -> builder(2).name("two words"));
  }

  // Copies.

  @Test
  void tasksNeverChangeTheCallersObjects() {
    List<int[]> items = List.of(new int[] {1}, new int[] {2});
    List<Integer> collected = new ArrayList<>();
    List<Integer> results =
        farm.map(
            items,
            a -> {
              a[0] += 10;
              collected.add(a[0]);
              return a[0];
            });
    assertThat(results).containsExactly(11, 12);
    assertThat(items.get(0)).containsExactly(1);
    assertThat(items.get(1)).containsExactly(2);
    assertThat(collected).isEmpty();
  }

  @Test
  void resultsAreCopiesOfWhatTasksReturn() {
    List<Box> items = List.of(new Box(1), new Box(2));
    List<Box> results = farm.map(items, box -> box);
    assertThat(results).extracting(box -> box.number).containsExactly(1, 2);
    assertThat(results.get(0)).isNotSameAs(items.get(0));
    assertThat(results.get(1)).isNotSameAs(items.get(1));
  }

  @Test
  void aResultIsWhatTheTaskReturnedAtThatMoment() {
    try (Farm one = builder(1).build()) {
      List<List<Integer>> results = one.map(numbers(20), new Remembering());
      for (int i = 0; i < 20; i++) {
        assertThat(results.get(i)).isEqualTo(numbers(i + 1));
      }
    }
  }

  @Test
  void theStateOfTheFunctionObjectDoesNotComeBack() {
    Remembering function = new Remembering();
    assertThat(farm.map(numbers(4), function)).hasSize(4);
    assertThat(function.seen).isEmpty();
  }

  // Kinds of functions.

  @Test
  void lambdasRun() {
    int captured = 41;
    Box box = new Box(1);
    assertThat(farm.map(List.of(0, 1), i -> i + captured + box.number)).containsExactly(42, 43);
  }

  @Test
  void localClassesRun() {
    assertThat(farm.map(List.of(0, 1), localClass(41))).containsExactly(41, 42);
  }

  @Test
  void anonymousClassesRun() {
    assertThat(farm.map(List.of(0, 1), anonymousClass(41))).containsExactly(41, 42);
  }

  @Test
  void nestedClassesRun() {
    assertThat(farm.map(List.of(1, 2), new Scale(100))).containsExactly(100, 200);
  }

  @Test
  void boundMethodsRun() {
    Scale scale = new Scale(100);
    assertThat(farm.map(List.of(1, 2), scale::negated)).containsExactly(-100, -200);
  }

  @Test
  void staticMethodsRun() {
    assertThat(farm.map(List.of(1, 2), FarmContract::twice)).containsExactly(2, 4);
    assertThat(farm.map(List.of(4.0, 9.0), Math::sqrt)).containsExactly(2.0, 3.0);
  }

  @Test
  void unboundMethodsRun() {
    assertThat(farm.map(List.of("a", "bc"), String::length)).containsExactly(1, 2);
    assertThat(farm.map(List.of(new Box(3), new Box(4)), Box::twice)).containsExactly(6, 8);
    assertThat(farm.mapPairs(List.of("a", "b"), List.of("c", "d"), String::concat))
        .containsExactly("ac", "bd");
  }

  @Test
  void constructorsRun() {
    assertThat(farm.map(List.of(20, 30), Celsius::new))
        .containsExactly(new Celsius(20), new Celsius(30));
    assertThat(farm.map(List.of(20, 30), Box::new))
        .extracting(box -> box.number)
        .containsExactly(20, 30);
  }

  @Test
  void aFunctionThatCapturedItsFarmThroughThisRuns() {
    assertThat(new Service(farm, 3).triple(List.of(1, 2))).containsExactly(3, 6);
  }

  // Failures.

  @Test
  void anExceptionArrivesWithItsClassMessageStackAndTheStackOfItsCaller() {
    TaskFailedException failure =
        catchThrowableOfType(
            TaskFailedException.class, () -> farm.map(List.of(1), i -> refuse("not this one")));
    assertThat(failure.getCause())
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("not this one");
    assertThat(failure.getCause().getStackTrace())
        .anySatisfy(
            frame -> {
              assertThat(frame.getClassName()).isEqualTo(FarmContract.class.getName());
              assertThat(frame.getMethodName()).isEqualTo("refuse");
            });
    assertThat(failure.getStackTrace())
        .anySatisfy(
            frame ->
                assertThat(frame.getMethodName())
                    .contains("anExceptionArrivesWithItsClassMessageStackAndTheStackOfItsCaller"));
    assertThat(failure).hasMessageContaining("not this one");
  }

  @Test
  void checkedExceptionsArriveAsThemselves() {
    assertThat(failureOf(i -> missing("a.txt")))
        .isExactlyInstanceOf(FileNotFoundException.class)
        .hasMessage("a.txt");
    assertThat(failureOf(i -> rejected(7)))
        .isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(rejected.code).isEqualTo(7));
  }

  @Test
  void errorsArriveAsThemselvesAndTheFarmGoesOn() {
    assertThat(failureOf(i -> error("broken"))).isExactlyInstanceOf(AssertionError.class);
    assertThat(failureOf(i -> endless(i))).isInstanceOf(StackOverflowError.class);
    assertThat(failureOf(i -> noClass())).isInstanceOf(NoClassDefFoundError.class);
    assertThat(farm.map(numbers(3), i -> i)).containsExactly(0, 1, 2);
  }

  @Test
  void causesAndSuppressedExceptionsArrive() {
    Throwable cause = failureOf(i -> nestedFailure());
    assertThat(cause).hasMessage("outer").hasRootCauseMessage("inner");
    assertThat(cause.getSuppressed()).singleElement().isInstanceOf(ArithmeticException.class);
  }

  @Test
  void anExceptionThatCannotBeSentArrivesAsAnInertCopy() {
    Throwable cause = failureOf(i -> unsendableFailure());
    assertThat(cause.toString())
        .contains(WithThread.class.getSimpleName())
        .contains("holds a thread");
    assertThat(cause.getStackTrace())
        .extracting(StackTraceElement::getMethodName)
        .contains("unsendableFailure");
    assertThat(farm.map(numbers(2), i -> i)).containsExactly(0, 1);
  }

  @Test
  void aFunctionThatCannotBeSentIsRefusedWithThePathToTheCulprit() {
    Thread thread = new Thread("not for sending");
    TaskFunction<Integer, String> function = i -> thread.getName() + i;
    TaskCallable<String> callable = () -> thread.getName();
    Consumer<NotTransferableException> namesTheCulprit =
        e -> {
          assertThat(e.className()).isEqualTo(Thread.class.getName());
          assertThat(e.path()).isNotBlank();
          assertThat(e).hasMessageContaining(Thread.class.getName());
        };
    assertThatExceptionOfType(NotTransferableException.class)
        .isThrownBy(() -> farm.map(List.of(1), function))
        .satisfies(namesTheCulprit);
    assertThatExceptionOfType(NotTransferableException.class)
        .isThrownBy(() -> farm.call(callable))
        .satisfies(namesTheCulprit);
    assertThatExceptionOfType(NotTransferableException.class)
        .isThrownBy(
            () -> {
              try (Stream<String> results = farm.stream(List.of(1), function)) {
                assertThat(results).isEmpty();
              }
            });
    CompletableFuture<String> future = farm.submit(callable);
    assertThatThrownBy(future::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(NotTransferableException.class);
    assertThat(farm.map(numbers(2), i -> i)).as("afterwards").containsExactly(0, 1);
  }

  @Test
  void anItemThatCannotBeSentFailsItsOwnTaskOnly() {
    List<Object> items = List.of(1, new Thread("not for sending"), 3);
    List<Outcome<Object, String>> all;
    try (Stream<Outcome<Object, String>> outcomes = farm.outcomes(items, Object::toString)) {
      all = outcomes.toList();
    }
    assertThat(all).extracting(Outcome::isSuccess).containsExactly(true, false, true);
    assertThat(all.get(0).get()).isEqualTo("1");
    assertThat(all.get(2).get()).isEqualTo("3");
    assertThat(all.get(1).attempts()).isZero();
    assertThat(all.get(1).item()).isSameAs(items.get(1));
    assertThatExceptionOfType(NotTransferableException.class)
        .isThrownBy(() -> all.get(1).get())
        .satisfies(e -> assertThat(e.className()).isEqualTo(Thread.class.getName()));
    assertThatThrownBy(() -> farm.map(items, Object::toString))
        .isInstanceOf(NotTransferableException.class);
  }

  @Test
  void whatCannotBeSentAmongManyEndsAMap() {
    int many = 3_000;
    for (int culprit : new int[] {0, 1, 63, 64, 1_500, many - 1}) {
      List<Object> items = new ArrayList<>(numbers(many));
      items.set(culprit, new Thread("not for sending"));
      assertThatExceptionOfType(NotTransferableException.class)
          .isThrownBy(() -> farm.map(items, item -> item))
          .withMessageContaining("task " + culprit + " ");
      assertThatExceptionOfType(NotTransferableException.class)
          .isThrownBy(() -> farm.map(numbers(many), i -> i == culprit ? new Thread("neither") : i))
          .withMessageContaining("task " + culprit + " ");
      assertThat(farm.map(numbers(many), i -> i)).as("afterwards").isEqualTo(numbers(many));
    }
  }

  @Test
  void aResultThatCannotBeSentFailsItsOwnTaskOnly() {
    List<Outcome<Integer, Object>> all;
    try (Stream<Outcome<Integer, Object>> outcomes =
        farm.outcomes(numbers(5), i -> i == 2 ? new Thread("not for sending") : i)) {
      all = outcomes.toList();
    }
    assertThat(all).extracting(Outcome::isSuccess).containsExactly(true, true, false, true, true);
    assertThatExceptionOfType(NotTransferableException.class)
        .isThrownBy(() -> all.get(2).get())
        .satisfies(e -> assertThat(e.className()).isEqualTo(Thread.class.getName()));
  }

  @Test
  void anInputThatBreaksOffGivesItsExceptionToTheCaller() {
    IllegalStateException broken = new IllegalStateException("the input broke off");
    assertThatThrownBy(() -> farm.map(brokenAfter(3, broken), i -> i)).isSameAs(broken);
    assertThatThrownBy(() -> farm.forEach(brokenAfter(3, broken), i -> {})).isSameAs(broken);
    assertThatThrownBy(() -> farm.mapAsync(brokenAfter(3, broken), i -> i).get())
        .hasStackTraceContaining("the input broke off");
    try (Stream<Integer> results = farm.stream(brokenAfter(3, broken), i -> i)) {
      assertThatThrownBy(results::toList).hasStackTraceContaining("the input broke off");
    }
    assertThat(farm.map(numbers(3), i -> i)).as("afterwards").containsExactly(0, 1, 2);
  }

  // Life of a farm.

  @Test
  void aFarmTellsHowManyWorkersItMayHave() {
    try (Farm three = builder(3).build()) {
      assertThat(three.workers()).isEqualTo(workersOfAFarmOf(3));
    }
  }

  /** How many workers a farm has that was asked for so many. */
  int workersOfAFarmOf(int asked) {
    return asked;
  }

  @Test
  void theInitializerRunsInAWorkerBeforeItsTasks() {
    Marks seen = marks;
    try (Farm initialized = builder(2).initializer(() -> seen.add("initialized", "")).build()) {
      List<Boolean> results = initialized.map(numbers(50), i -> seen.has("initialized"));
      assertThat(results).hasSize(50).containsOnly(true);
      assertThat(initialized.call(() -> seen.has("initialized"))).isTrue();
    }
    assertThat(marks.lines("initialized")).hasSizeBetween(1, workersOfAFarmOf(2));
  }

  @Test
  void aFailingInitializerSurfacesInTheFirstJob() {
    try (Farm failing = builder(2).initializer(() -> refuse("no database")).build()) {
      assertThatExceptionOfType(WorkerStartException.class)
          .isThrownBy(() -> failing.map(numbers(5), i -> i))
          .withStackTraceContaining("no database");
      assertThatThrownBy(() -> failing.call(() -> 1)).isInstanceOf(FarmException.class);
    }
  }

  @Test
  void anInitializerThatCannotBeSentIsRefusedWhenTheFarmIsBuilt() {
    Thread thread = new Thread("not for sending");
    assertThatThrownBy(() -> builder(1).initializer(() -> thread.setName("x")).build())
        .isInstanceOf(NotTransferableException.class);
  }

  @Test
  void aFarmServesManyJobsOneAfterAnother() {
    for (int i = 0; i < 100; i++) {
      int constant = i;
      assertThat(farm.map(List.of(1, 2, 3), x -> x * constant)).containsExactly(i, 2 * i, 3 * i);
    }
  }

  @Test
  void aFarmServesManyCallingThreadsAtOnce() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Void>> calls = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int constant = i;
        calls.add(
            () -> {
              for (int round = 0; round < 20; round++) {
                assertThat(farm.map(numbers(20), x -> x + constant))
                    .isEqualTo(IntStream.range(constant, 20 + constant).boxed().toList());
                assertThat(farm.call(() -> constant)).isEqualTo(constant);
              }
              return null;
            });
      }
      for (Future<Void> call : callers.invokeAll(calls)) {
        call.get();
      }
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void useAfterCloseThrowsFarmClosedException() {
    Job job = farm.job();
    farm.map(List.of(1), i -> i);
    farm.close();
    List<Integer> items = List.of(1, 2);
    assertClosed(() -> farm.map(items, i -> i));
    assertClosed(() -> farm.map(items, 1, Integer::sum));
    assertClosed(() -> farm.mapPairs(items, items, Integer::sum));
    assertClosed(() -> farm.forEach(items, i -> {}));
    assertClosed(() -> farm.stream(items, i -> i).forEach(x -> {}));
    assertClosed(() -> farm.stream(items.stream(), i -> i).forEach(x -> {}));
    assertClosed(() -> farm.outcomes(items, i -> i).forEach(x -> {}));
    assertClosed(() -> farm.call(() -> 1));
    assertClosed(() -> job.map(items, i -> i));
    assertClosed(() -> unwrapped(() -> farm.submit(() -> 1)));
    assertClosed(() -> unwrapped(() -> farm.submit(1, i -> i)));
    assertClosed(() -> unwrapped(() -> farm.mapAsync(items, i -> i)));
  }

  @Test
  void whatWasClosedTwiceIsClosed() {
    farm.call(() -> 1);
    farm.close();
    farm.close();
    farm.terminate();
    farm.close();
    assertClosed(() -> farm.call(() -> 1));
  }

  @Test
  void aFarmThatNeverWorkedCloses() {
    Farm idle = builder(2).build();
    idle.close();
    Farm terminated = builder(2).build();
    terminated.terminate();
    assertThatThrownBy(() -> terminated.call(() -> 1)).isInstanceOf(FarmClosedException.class);
  }

  @Test
  void closeFinishesWhatWasSubmitted() throws Exception {
    List<CompletableFuture<Integer>> futures = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      futures.add(
          farm.submit(
              i,
              x -> {
                Thread.sleep(10);
                return x + 1;
              }));
    }
    CompletableFuture<List<Integer>> all = farm.mapAsync(numbers(50), i -> i + 1);
    farm.close();
    for (int i = 0; i < 20; i++) {
      assertThat(futures.get(i).get()).isEqualTo(i + 1);
    }
    assertThat(all.get()).hasSize(50);
  }

  @Test
  void anOpenStreamDeliversWhatWasPulledBeforeCloseAndThenThrows() {
    PulledNumbers items = PulledNumbers.endless();
    List<Integer> delivered = new ArrayList<>();
    try (Stream<Integer> stream = farm.job().window(8).stream(items, i -> i)) {
      Iterator<Integer> results = stream.iterator();
      delivered.add(results.next());
      AtomicInteger before = new AtomicInteger(-1);
      await()
          .during(Duration.ofMillis(300))
          .until(() -> before.getAndSet(items.pulled()) == items.pulled());
      farm.close();
      int pulled = items.pulled();
      assertThatExceptionOfType(FarmClosedException.class)
          .isThrownBy(
              () -> {
                while (delivered.size() <= pulled) {
                  delivered.add(results.next());
                }
              });
      assertThat(delivered).isEqualTo(numbers(pulled));
      assertThat(items.pulled()).isEqualTo(pulled);
    }
  }

  @Test
  void anAbandonedStreamDoesNotHoldUpClose() {
    AtomicBoolean closed = new AtomicBoolean();
    @SuppressWarnings("resource") // that it is never closed is the point
    Iterator<Integer> results =
        farm.stream(Stream.iterate(0, i -> i + 1).onClose(() -> closed.set(true)), i -> i)
            .iterator();
    assertThat(results.next()).isZero();
    farm.close();
    assertThatThrownBy(() -> farm.call(() -> 1)).isInstanceOf(FarmClosedException.class);
  }

  static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  /** The numbers from 0 on, and in place of the one after so many, an exception. */
  static Iterable<Integer> brokenAfter(int count, RuntimeException exception) {
    return () ->
        new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return next <= count;
          }

          @Override
          public Integer next() {
            if (next > count) {
              throw new NoSuchElementException();
            }
            if (next == count) {
              throw exception;
            }
            return next++;
          }
        };
  }

  private Throwable failureOf(TaskFunction<Integer, Integer> function) {
    TaskFailedException failure =
        catchThrowableOfType(TaskFailedException.class, () -> farm.map(List.of(1), function));
    assertThat(failure).isNotNull();
    return failure.getCause();
  }

  private interface Use {
    void run() throws Exception;
  }

  private static void assertClosed(Use use) {
    assertThatThrownBy(use::run).isInstanceOf(FarmClosedException.class);
  }

  /** Whether a method throws at once or by its future: the exception itself. */
  private static void unwrapped(Callable<CompletableFuture<?>> method) throws Exception {
    try {
      method.call().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FarmException cause) {
        throw cause;
      }
      throw e;
    }
  }

  @SuppressWarnings("DoNotCallSuggester") // it is there to be called, by tasks
  static Integer refuse(String message) {
    throw new IllegalStateException(message);
  }

  private static void requireNot(int number, int forbidden) {
    if (number == forbidden) {
      throw new IllegalStateException("forbidden: " + number);
    }
  }

  private static Integer twice(Integer number) {
    return 2 * number;
  }

  private static Integer missing(String file) throws IOException {
    throw new FileNotFoundException(file);
  }

  private static Integer rejected(int code) throws Rejected {
    throw new Rejected("rejected", code);
  }

  private static Integer error(String message) {
    throw new AssertionError(message);
  }

  @SuppressWarnings("InfiniteRecursion") // the stack has to overflow
  private static Integer endless(Integer number) {
    return 1 + endless(number);
  }

  private static Integer noClass() {
    throw new NoClassDefFoundError("com/acme/Missing");
  }

  private static Integer nestedFailure() {
    RuntimeException outer =
        new IllegalStateException("outer", new IllegalArgumentException("inner"));
    outer.addSuppressed(new ArithmeticException("aside"));
    throw outer;
  }

  private static Integer unsendableFailure() {
    throw new WithThread("holds a thread");
  }

  private static TaskFunction<Integer, Integer> localClass(int captured) {
    class Adding implements TaskFunction<Integer, Integer> {
      @Override
      public Integer apply(Integer item) {
        return item + captured;
      }
    }
    return new Adding();
  }

  @SuppressWarnings("UnnecessaryAnonymousClass") // it is the kind that is tested
  private static TaskFunction<Integer, Integer> anonymousClass(int captured) {
    return new TaskFunction<>() {
      @Override
      public Integer apply(Integer item) {
        return item + captured;
      }
    };
  }

  /** No record and not serializable: as most classes of users are. */
  static final class Box {
    final int number;

    Box(int number) {
      this.number = number;
    }

    int twice() {
      return 2 * number;
    }
  }

  record Celsius(int degrees) {}

  static final class Scale implements TaskFunction<Integer, Integer> {
    private final int factor;

    Scale(int factor) {
      this.factor = factor;
    }

    @Override
    public Integer apply(Integer item) {
      return item * factor;
    }

    Integer negated(Integer item) {
      return -apply(item);
    }
  }

  /** A function that changes itself, and returns what it changed. */
  static final class Remembering implements TaskFunction<Integer, List<Integer>> {
    final List<Integer> seen = new ArrayList<>();

    @Override
    public List<Integer> apply(Integer item) {
      seen.add(item);
      return seen;
    }
  }

  /** As in many an application: its functions capture it, and it holds the farm. */
  static final class Service {
    private final Farm farm;
    private final int factor;

    Service(Farm farm, int factor) {
      this.farm = farm;
      this.factor = factor;
    }

    List<Integer> triple(List<Integer> items) {
      return farm.map(items, i -> i * factor);
    }
  }

  static final class Rejected extends Exception {
    private static final long serialVersionUID = 1;
    final int code;

    Rejected(String message, int code) {
      super(message);
      this.code = code;
    }
  }

  static final class WithThread extends RuntimeException {
    private static final long serialVersionUID = 1;
    final Thread thread = Thread.currentThread();

    WithThread(String message) {
      super(message);
    }
  }

  // Trying again, and limits.

  @Test
  void aTaskThatThrowsIsTriedAgainAsOftenAsAskedFor() {
    Marks tries = marks;
    List<Outcome<Integer, Integer>> outcomes =
        outcomesOf(
            farm.job().retries(2),
            i -> {
              tries.add("tried-" + i, "");
              if (tries.lines("tried-" + i).size() <= i) {
                throw new IOException("item " + i);
              }
              return i;
            });
    assertThat(outcomes).extracting(Outcome::attempts).containsExactly(1, 2, 3, 3, 3);
    assertThat(outcomes)
        .extracting(Outcome::isSuccess)
        .containsExactly(true, true, true, false, false);
    assertThat(tries.lines("tried-4")).hasSize(3);
  }

  @Test
  void onlyWhatWasAskedForIsAReasonToTryAgain() {
    List<Outcome<Integer, Integer>> outcomes =
        outcomesOf(
            farm.job().retries(1).retryOn(IOException.class),
            i -> {
              if (i % 2 == 0) {
                throw new FileNotFoundException("a kind of IOException");
              }
              throw new IllegalStateException("none");
            });
    assertThat(outcomes).extracting(Outcome::attempts).containsExactly(2, 1, 2, 1, 2);
  }

  @Test
  void aTaskWaitsBeforeItIsTriedAgain() {
    Marks tries = marks;
    List<Long> times =
        farm.job()
            .retries(1)
            .retryDelay(Duration.ofMillis(300))
            .map(
                numbers(1),
                i -> {
                  tries.add("at", System.nanoTime());
                  if (tries.lines("at").size() == 1) {
                    throw new IOException("once");
                  }
                  return Long.valueOf(tries.lines("at").get(1))
                      - Long.valueOf(tries.lines("at").get(0));
                });
    assertThat(times)
        .singleElement()
        .satisfies(nanos -> assertThat(nanos).isGreaterThan(299_000_000));
  }

  @Test
  void aJobThatMeetsItsDeadlineIsLeftAlone() {
    assertThat(farm.job().deadline(Duration.ofSeconds(30)).map(numbers(20), i -> i))
        .isEqualTo(numbers(20));
  }

  @Test
  void optionsThatMakeNoSenseAreRefusedByName() {
    assertThatThrownBy(() -> farm.job().timeout(Duration.ZERO)).hasMessageContaining("timeout");
    assertThatThrownBy(() -> farm.job().deadline(Duration.ofSeconds(-1)))
        .hasMessageContaining("deadline");
    assertThatThrownBy(() -> farm.job().retries(-1)).hasMessageContaining("retries");
    assertThatThrownBy(() -> farm.job().crashRetries(-1)).hasMessageContaining("crashRetries");
    assertThatThrownBy(() -> farm.job().retryDelay(Duration.ofMillis(-1)))
        .hasMessageContaining("retryDelay");
    assertThatThrownBy(() -> farm.job().retryOn(String.class)).hasMessageContaining("retryOn");
  }

  private static List<Outcome<Integer, Integer>> outcomesOf(
      Job job, TaskFunction<Integer, Integer> function) {
    try (Stream<Outcome<Integer, Integer>> outcomes = job.outcomes(numbers(5), function)) {
      return outcomes.toList();
    }
  }

  @Test
  void itemsThatCannotBeSentFailAmongOthersThatCan() {
    // Many in a row, so that whole batches consist of them.
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      items.add(i % 300 < 200 ? new Thread("not sendable") : (Object) i);
    }
    try (Stream<Outcome<Object, Object>> outcomes = farm.outcomes(items, item -> item)) {
      assertThat(outcomes.map(Outcome::isSuccess))
          .containsExactlyElementsOf(items.stream().map(item -> item instanceof Integer).toList());
    }
  }

  // Who wants to know.

  @Test
  void statsCountWhatWasDone() {
    FarmStats stats;
    try (Farm fresh = builder(2).build()) {
      fresh.job().retries(1).map(numbers(50), i -> i);
      outcomesOf(fresh.job().retries(1), i -> Objects.checkIndex(i, 2));
      stats = fresh.stats();
    }
    assertThat(stats.tasksSubmitted()).isEqualTo(55);
    assertThat(stats.tasksSucceeded()).isEqualTo(52);
    assertThat(stats.tasksFailed()).isEqualTo(3);
    assertThat(stats.tasksRetried()).isEqualTo(3);
    assertThat(stats.workers()).isPositive();
    assertThat(stats.workersCrashed()).isZero();
    assertThat(stats.bytesSent()).isPositive();
    assertThat(stats.bytesReceived()).isPositive();
    assertThat(stats.timeRunning()).isPositive();
    assertThat(stats.timeShipping()).isGreaterThanOrEqualTo(Duration.ZERO);
    assertThat(stats.timeIdle()).isGreaterThanOrEqualTo(Duration.ZERO);
  }

  @Test
  void aListenerHearsOfJobsAndTasksInTheirOrder() {
    RecordedEvents events = new RecordedEvents();
    try (Farm heard = builder(1).listener(events).build()) {
      heard.job().name("counted").map(numbers(3), i -> i * 10);
      heard.call(() -> "on its own");
    }
    assertThat(events.all)
        .containsSubsequence(
            "job counted of OptionalLong[3]",
            "task 0 try 1",
            "outcome 0",
            "task 1 try 1",
            "outcome 1",
            "task 2 try 1",
            "outcome 2",
            "end of counted",
            "task 0 try 1",
            "outcome 0");
    assertThat(events.finished.subList(0, 3))
        .extracting(outcome -> (Object) outcome.get())
        .containsExactly(0, 10, 20);
    assertThat(events.results)
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.done()).isEqualTo(3);
              assertThat(result.succeeded()).isEqualTo(3);
            });
    assertThat(events.started)
        .allSatisfy(
            task ->
                assertThat(task.started())
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1)));
  }

  @Test
  void aListenerHearsOfFurtherTries() {
    RecordedEvents events = new RecordedEvents();
    try (Farm heard = builder(1).listener(events).build()) {
      outcomesOf(heard.job().retries(1), i -> Objects.checkIndex(i, 4));
    }
    assertThat(events.retried).extracting(TaskInfo::index).containsExactly(4L);
    assertThat(events.all).containsSubsequence("task 4 try 1", "retry 4", "task 4 try 2");
    assertThat(events.results)
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.failed()).isEqualTo(1);
              assertThat(result.retried()).isEqualTo(1);
            });
  }

  @Test
  void aListenerThatThrowsHarmsNobody() {
    FarmListener bad =
        new FarmListener() {
          @Override
          public void taskFinished(Outcome<?, ?> outcome) {
            throw new IllegalStateException("from a listener");
          }
        };
    try (Farm heard = builder(2).listener(bad).build()) {
      assertThat(heard.map(numbers(20), i -> i)).isEqualTo(numbers(20));
    }
  }

  @Test
  void aListenerThatNeverReturnsHoldsUpNoTask() {
    CompletableFuture<Void> end = new CompletableFuture<>();
    FarmListener slow =
        new FarmListener() {
          @Override
          public void taskFinished(Outcome<?, ?> outcome) {
            end.join(); // cares for no interrupt
          }
        };
    Farm heard = builder(2).listener(slow).build();
    try {
      assertThat(heard.map(numbers(100_000), i -> i)).hasSize(100_000);
      assertThat(heard.call(() -> 7)).isEqualTo(7);
    } finally {
      end.complete(null);
      heard.close();
    }
  }

  @Test
  void progressBeginsWithNothingAndEndsWithAll() {
    List<Progress> told = new CopyOnWriteArrayList<>();
    try (Farm watched = builder(2).build()) {
      outcomesOf(watched.job().progress(told::add), i -> Objects.checkIndex(i, 4));
    }
    assertThat(told).isNotEmpty().allMatch(progress -> progress.total().orElse(0) == 5);
    assertThat(told).isSortedAccordingTo(Comparator.comparingLong(Progress::done));
    Progress last = told.get(told.size() - 1);
    assertThat(last.done()).isEqualTo(5);
    assertThat(last.succeeded()).isEqualTo(4);
    assertThat(last.failed()).isEqualTo(1);
    assertThat(last.elapsed()).isPositive();
    assertThat(last.tasksPerSecond()).isPositive();
  }

  @Test
  void progressOfAnInputThatDoesNotTellItsSizeHasNoTotal() {
    List<Progress> told = new CopyOnWriteArrayList<>();
    try (Farm watched = builder(2).build();
        Stream<Integer> results =
            watched.job().progress(told::add).stream(numbers(30).stream(), i -> i)) {
      assertThat(results).hasSize(30);
    }
    assertThat(told).isNotEmpty().allMatch(progress -> progress.total().isEmpty());
    assertThat(told.get(told.size() - 1).done()).isEqualTo(30);
  }

  @Test
  void aProgressConsumerThatThrowsHarmsNobody() {
    List<Integer> results =
        farm.job()
            .progress(
                progress -> {
                  throw new IllegalStateException("from a consumer");
                })
            .map(numbers(20), i -> i);
    assertThat(results).isEqualTo(numbers(20));
  }
}
