package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.pipefarm.Farm;
import io.github.pipefarm.TaskFailedException;
import io.github.pipefarm.function.Shared;
import io.github.pipefarm.function.TaskContext;
import io.github.pipefarm.function.WorkerLocal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What the engines promise of state whose tasks run beside their caller. */
abstract class ParallelStateContract extends StateContract {
  @Test
  void aTaskCanSeeThatItWasCancelled() {
    Marks seen = marks;
    CompletableFuture<Integer> future =
        farm.submit(
            () -> {
              TaskContext context = TaskContext.current();
              seen.leave("running");
              while (!context.isCancelled()) {
                Thread.onSpinWait(); // the interrupt is none of its business
              }
              seen.leave("stopped");
              return 1;
            });
    await().until(() -> marks.has("running"));
    assertThat(marks.has("stopped")).isFalse();
    future.cancel(true);
    await().until(() -> marks.has("stopped"));
  }

  @Test
  void eachWorkerHasItsOwnValueAndItsOwnCopy() {
    Marks met = marks;
    WorkerLocal<Resource> local = WorkerLocal.of(() -> new Resource("one", met));
    try (Shared<Traced> shared = farm.share(new Traced(marks))) {
      Set<String> workers =
          new HashSet<>(
              farm.mapPairs(
                  List.of("one", "other"),
                  List.of("other", "one"),
                  (own, others) -> {
                    met.leave(own);
                    met.holdUntil(others);
                    return ownWorker() + local.get().use() + shared.get().number++;
                  }));
      assertThat(workers).hasSize(2).allMatch(text -> text.endsWith("17"));
    }
    assertThat(marks.lines("made")).hasSize(2);
    assertThat(marks.lines("decoded")).hasSize(2);
  }

  @Test
  void aTaskThatAsksForAValueThatWasClosedMeanwhileFails() {
    Marks gate = marks;
    try (Farm single = builder(1).build()) {
      Shared<String> shared = single.share("text");
      CompletableFuture<String> future =
          single.submit(
              () -> {
                gate.leave("running");
                gate.holdUntil("closed");
                while (true) {
                  shared.get(); // until the news has come
                  Thread.sleep(1);
                }
              });
      await().until(() -> marks.has("running"));
      shared.close();
      marks.leave("closed");
      assertThatThrownBy(future::join)
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOf(TaskFailedException.class)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the shared value was closed");
    }
  }

  @Test
  void anIdleWorkerClosesAtOnceWhatNobodyHasAnyMore() {
    try (Farm single = builder(1).build()) {
      use(single, marks);
      await()
          .until(
              () -> {
                System.gc();
                return marks.has("closed");
              });
    }
  }

  private static void use(Farm farm, Marks seen) {
    WorkerLocal<Resource> local = WorkerLocal.of(() -> new Resource("one", seen));
    farm.call(() -> local.get().use());
  }
}
