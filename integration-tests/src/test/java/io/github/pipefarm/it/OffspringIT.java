package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.WorkerCrashedException;
import io.github.pipefarm.WorkerOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that tasks start: they go with their worker, and hold up nobody. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class OffspringIT {
  @TempDir Path folder;

  @AfterEach
  void leaveNoProcess() {
    new Marks(folder).pids("processes").forEach(Pids::kill);
  }

  @Test
  void theyGoWithAWorkerThatCrashesThoughTheirParentIsGoneAlready() {
    Marks marks = new Marks(folder);
    try (Farm farm = Farm.processes(1).output(WorkerOutput.DISCARD).build()) {
      crash(farm, "sleep 600 & echo $! >>'" + marks.path("processes") + "'");
      assertThat(marks.pids("processes")).hasSize(1);
      Pids.awaitGone(marks.pids("processes"));
    }
  }

  @Test
  void theyGoWithAFarmThatIsClosed() {
    Marks marks = new Marks(folder);
    try (Farm farm = Farm.processes(1).build()) {
      farm.call(() -> run("sleep 600 & echo $! >>'" + marks.path("processes") + "'"));
      await().until(() -> marks.pids("processes").size() == 1);
    }
    Pids.awaitGone(marks.pids("processes"));
  }

  @Test
  void otherProcessesOfTheUserAreLeftAlone() throws Exception {
    Process other = new ProcessBuilder("sleep", "600").start();
    try (Farm farm = Farm.processes(1).output(WorkerOutput.DISCARD).build()) {
      crash(farm, "true");
      assertThat(farm.call(() -> 1)).isEqualTo(1);
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void aProcessThatEscapedAndHoldsTheWorkersPipesOpenHoldsUpNobody() {
    Marks marks = new Marks(folder);
    try (Farm farm = Farm.processes(1).output(WorkerOutput.DISCARD).build()) {
      // With another environment it can't be recognised; it opens the pipes by the worker's own
      // descriptors, as native code that forks would have them.
      crash(
          farm,
          "env -i setsid /bin/sh -c 'exec 3</proc/'$PPID'/fd/3 4>/proc/'$PPID'/fd/4; echo $$ >>"
              + marks.path("processes")
              + "; exec sleep 600' & while [ ! -s '"
              + marks.path("processes")
              + "' ]; do sleep 0.01; done; sleep 0.1");
      assertThat(farm.call(() -> "goes on")).isEqualTo("goes on");
      assertThat(marks.pids("processes")).hasSize(1).noneMatch(Pids::isGone);
    }
    marks.pids("processes").forEach(Pids::kill);
  }

  @Test
  void whatHadFinishedIsNotLostThoughThePipeStaysOpen() throws Exception {
    Marks marks = new Marks(folder);
    try (Farm farm = Farm.processes(1).output(WorkerOutput.DISCARD).build()) {
      var first = farm.submit(() -> run(holder(marks)));
      assertThat(first.get()).isZero();
      crash(farm, "true");
      assertThat(farm.call(() -> 2)).isEqualTo(2);
    }
    marks.pids("processes").forEach(Pids::kill);
  }

  private static String holder(Marks marks) {
    return "env -i setsid /bin/sh -c 'exec 4>/proc/'$PPID'/fd/4; echo $$ >>"
        + marks.path("processes")
        + "; exec sleep 600' & while [ ! -s '"
        + marks.path("processes")
        + "' ]; do sleep 0.01; done; sleep 0.1";
  }

  /** Runs a script in a worker, which dies right afterwards. */
  private static void crash(Farm farm, String script) {
    assertThatExceptionOfType(WorkerCrashedException.class)
        .isThrownBy(
            () ->
                farm.job()
                    .timeout(Duration.ofSeconds(20))
                    .call(
                        () -> {
                          run(script);
                          Runtime.getRuntime().halt(1);
                          return 1;
                        }));
  }

  private static int run(String script) throws IOException, InterruptedException {
    return new ProcessBuilder("/bin/sh", "-c", script)
        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start()
        .waitFor();
  }
}
