package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.WorkerOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals that go to a whole process group: the coordinator decides, not each worker. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class SignalsIT {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT", "HUP", "QUIT"})
  void aSignalToAWorkerNeitherEndsItNorItsTask(String signal) throws Exception {
    Marks marks = new Marks(folder);
    try (Farm farm = Farm.processes(1).output(WorkerOutput.DISCARD).build()) {
      CompletableFuture<Long> task =
          farm.submit(
              () -> {
                marks.add("pid", Pids.own());
                marks.holdUntil("open");
                return Pids.own();
              });
      await().atMost(Duration.ofSeconds(20)).until(() -> marks.pids("pid").size() == 1);
      long pid = marks.pids("pid").get(0);
      Pids.signal(signal, pid);
      await().during(Duration.ofMillis(300)).until(() -> !Pids.isGone(pid));
      marks.leave("open");
      assertThat(task.get(20, TimeUnit.SECONDS)).isEqualTo(pid);
      assertThat(farm.call(() -> Pids.own())).isEqualTo(pid);
    }
  }

  @Test
  void anInterruptOfTheProcessGroupLeavesTheDecisionToTheCoordinator() throws Exception {
    // Whoever runs a build in the background has it ignore SIGINT, which is inherited.
    List<String> inItsOwnGroup =
        new ArrayList<>(List.of("env", "--default-signal=INT", "/usr/bin/setsid"));
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")), "there is no setsid");
    assumeTrue(succeeds("env", "--default-signal=INT", "true"), "env can't reset signals");
    Marks marks = new Marks(folder);
    ProcessBuilder builder =
        Program.java(List.of(), InterruptedCoordinator.class, folder.toString());
    inItsOwnGroup.addAll(builder.command());
    try (Program coordinator = Program.start(builder.command(inItsOwnGroup))) {
      await().atMost(Duration.ofSeconds(30)).until(() -> marks.pids("worker").size() == 1);
      long worker = marks.pids("worker").get(0);
      Pids.signal("INT", -coordinator.pid());
      await().atMost(Duration.ofSeconds(10)).until(() -> marks.has("interrupted"));
      await().during(Duration.ofMillis(300)).until(() -> !Pids.isGone(worker));
      marks.leave("open");
      assertThat(coordinator.exitCode()).as(coordinator::err).isZero();
      assertThat(coordinator.out()).containsExactly("result " + worker);
      assertThat(marks.pids("worker")).as("the same worker to the end").hasSize(1);
      Pids.awaitGone(List.of(worker));
    }
  }

  private static boolean succeeds(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }
}
