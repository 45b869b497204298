package io.github.pipefarm.it;

import static io.github.pipefarm.it.FarmContract.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmBuilder;
import io.github.pipefarm.Job;
import io.github.pipefarm.Outcome;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Inputs that come slowly, and results that don't wait for more of them. */
class LazinessIT extends FarmFixture {
  @Override
  FarmBuilder<?> builder(int workers) {
    return Farm.processes(workers);
  }

  @Test
  void aResultAppearsBeforeTheNextInputComes() {
    assertThat(eachResultBringsTheNextInput(farm.job())).isEqualTo(numbers(30));
  }

  @Test
  void aResultAppearsBeforeTheNextInputComesThoughTasksTravelTogether() {
    assertThat(eachResultBringsTheNextInput(farm.job().batch(100))).isEqualTo(numbers(30));
  }

  @Test
  void anUnorderedResultAppearsBeforeTheNextInputComes() {
    assertThat(eachResultBringsTheNextInput(farm.job().unordered())).isEqualTo(numbers(30));
  }

  @Test
  void anOutcomeAppearsBeforeTheNextInputComes() {
    Semaphore seen = new Semaphore(1);
    List<Integer> delivered = new ArrayList<>();
    try (Stream<Outcome<Integer, Integer>> outcomes = farm.outcomes(waitingFor(seen, 30), i -> i)) {
      outcomes.forEach(
          outcome -> {
            delivered.add(outcome.get());
            seen.release();
          });
    }
    assertThat(delivered).isEqualTo(numbers(30));
  }

  @Test
  void aResultIsNotHeldBackByALongTaskThatTravelledWithIt() {
    Marks seen = marks; // not the test itself, which a task would take with it
    List<Integer> delivered = new ArrayList<>();
    try (Farm one = Farm.processes(1).build();
        Stream<Integer> results =
            one.job().batch(4).stream(
                numbers(4),
                i -> {
                  if (i > 0) {
                    seen.holdUntil("seen-" + (i - 1));
                  }
                  return i;
                })) {
      results.forEach(
          result -> {
            delivered.add(result);
            seen.leave("seen-" + result);
          });
    }
    assertThat(delivered).isEqualTo(numbers(4));
  }

  @Test
  void aTaskThatIsTriedAgainHoldsUpNoneOfTheOthersInTheWindow() throws Exception {
    Marks seen = marks; // not the test itself, which a task would take with it
    int window = 64;
    // Those that share its slot have to wait for it: an eighth of what a worker may hold.
    int neighbours = window / 2 / 8;
    for (int last = 20; last < 30; last++) {
      int late = last;
      String done = "done-" + late;
      CompletableFuture<List<Integer>> results =
          farm.job()
              .window(window)
              .retries(1)
              .mapAsync(
                  numbers(1_000),
                  i -> {
                    if (i == late && !seen.has("failed-" + late)) {
                      seen.holdUntil("fail-" + late);
                      seen.leave("failed-" + late);
                      throw new IllegalStateException("the first time");
                    }
                    if (i == late) {
                      seen.holdUntil("go-" + late);
                    }
                    seen.add(done, i);
                    return i;
                  });
      int others = late + window - 1;
      await().until(() -> seen.lines(done).size() >= others - neighbours);
      seen.leave("fail-" + late);
      await().until(() -> seen.lines(done).size() == others);
      seen.leave("go-" + late);
      assertThat(results.get(30, TimeUnit.SECONDS)).isEqualTo(numbers(1_000));
    }
  }

  /** The input stands still until a result is seen: a pool that waits for more would hang. */
  private static List<Integer> eachResultBringsTheNextInput(Job job) {
    Semaphore seen = new Semaphore(1);
    List<Integer> delivered = new ArrayList<>();
    try (Stream<Integer> results = job.stream(waitingFor(seen, 30), i -> i)) {
      results.forEach(
          result -> {
            delivered.add(result);
            seen.release();
          });
    }
    return delivered;
  }

  /** Numbers, each of which takes a permit. */
  private static Iterable<Integer> waitingFor(Semaphore permits, int count) {
    return () ->
        new Iterator<>() {
          private final Iterator<Integer> numbers = numbers(count).iterator();

          @Override
          public boolean hasNext() {
            return numbers.hasNext();
          }

          @Override
          public Integer next() {
            permits.acquireUninterruptibly();
            return numbers.next();
          }
        };
  }
}
