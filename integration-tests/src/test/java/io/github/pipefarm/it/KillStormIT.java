package io.github.pipefarm.it;

import static io.github.pipefarm.it.FarmContract.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.WorkerCrashedException;
import io.github.pipefarm.WorkerOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tiny tasks by the thousand, and workers killed at random moments among them. */
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class KillStormIT {
  private static final int TASKS = 100_000;
  private static final int KILLS = 200;

  @TempDir Path folder;

  @Test
  void eachResultComesOnceAndEachTaskRunsOnceButThoseThatWereKilled() throws IOException {
    Counters runs = Counters.create(folder.resolve("runs"), TASKS);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Outcome<Integer, Long>> outcomes = new ArrayList<>();
    long killed = 0;
    try (Farm farm = Farm.processes(3).output(WorkerOutput.DISCARD).build();
        Stream<Outcome<Integer, Long>> stream =
            farm.job()
                .window(3000)
                .outcomes(
                    numbers(TASKS),
                    i -> {
                      assertThat(runs.increment(i)).isZero();
                      return Pids.own();
                    })) {
      var each = stream.iterator();
      while (each.hasNext()) {
        Outcome<Integer, Long> outcome = each.next();
        outcomes.add(outcome);
        boolean isTime = random.nextInt(TASKS / KILLS) == 0;
        if (isTime && outcome.isSuccess() && ProcessHandle.of(outcome.get()).isPresent()) {
          ProcessHandle.of(outcome.get()).ifPresent(ProcessHandle::destroyForcibly);
          killed++;
        }
      }
    }
    assertThat(killed).as("kills, seed %d", seed).isGreaterThan(KILLS / 4);
    assertThat(outcomes)
        .as("seed %d", seed)
        .extracting(Outcome::index)
        .containsExactlyElementsOf(Stream.iterate(0L, i -> i + 1).limit(TASKS).toList());
    for (Outcome<Integer, Long> outcome : outcomes) {
      int times = runs.get(outcome.item());
      if (outcome.isSuccess()) {
        assertThat(times).as("runs of %s, seed %d", outcome, seed).isEqualTo(1);
      } else {
        assertThat(times).as("runs of %s, seed %d", outcome, seed).isLessThanOrEqualTo(1);
        assertThat(((Outcome.Failure<Integer, Long>) outcome).exception())
            .isInstanceOf(WorkerCrashedException.class);
      }
    }
    assertThat(outcomes.stream().filter(outcome -> !outcome.isSuccess()).count())
        .as("only what was running when its worker was killed, seed %d", seed)
        .isLessThanOrEqualTo(killed);
  }
}
