package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers whose coordinator is gone. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class OrphanedWorkerIT {
  @TempDir Path folder;

  @AfterEach
  void leaveNoProcess() {
    Marks marks = new Marks(folder);
    marks.pids("workers").forEach(Pids::kill);
    marks.pids("processes").forEach(Pids::kill);
  }

  @Test
  void busyWorkersAndTheProcessesOfTheirTasksGoWithAKilledCoordinator() {
    Marks marks = new Marks(folder);
    try (Program coordinator = coordinator("busy")) {
      await().atMost(Duration.ofSeconds(30)).until(() -> marks.pids("workers").size() == 3);
      List<Long> pids = new ArrayList<>(marks.pids("workers"));
      pids.addAll(marks.pids("processes"));
      assertThat(pids).hasSize(4).noneMatch(Pids::isGone);
      coordinator.kill();
      Pids.awaitGone(pids);
    }
  }

  @Test
  void idleWorkersGoWithAKilledCoordinator() {
    Marks marks = new Marks(folder);
    try (Program coordinator = coordinator("idle")) {
      await().atMost(Duration.ofSeconds(30)).until(() -> marks.pids("workers").size() == 1);
      assertThat(marks.pids("workers")).noneMatch(Pids::isGone);
      coordinator.kill();
      Pids.awaitGone(marks.pids("workers"));
    }
  }

  @Test
  void busyWorkersGoWithACoordinatorThatExits() {
    Marks marks = new Marks(folder);
    try (Program coordinator = coordinator("exit")) {
      assertThat(coordinator.exitCode()).isEqualTo(5);
      assertThat(marks.pids("workers")).hasSize(1);
      Pids.awaitGone(marks.pids("workers"));
    }
  }

  @Test
  void aFarmThatWasNeverClosedDoesNotKeepItsJvmAlive() {
    Marks marks = new Marks(folder);
    try (Program coordinator = coordinator("return")) {
      assertThat(coordinator.exitCode()).isZero();
      assertThat(marks.pids("workers")).hasSize(1);
      Pids.awaitGone(marks.pids("workers"));
    }
  }

  @Test
  void aFarmThatWasNeverClosedLeavesNoFile() throws IOException {
    for (String way : List.of("exit", "return")) {
      try (Program coordinator = coordinator(way)) {
        coordinator.exitCode();
        try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
          assertThat(files.map(Path::toString))
              .noneMatch(name -> name.contains("pipefarm-" + coordinator.pid() + "-"));
        }
      }
    }
  }

  private Program coordinator(String way) {
    return Program.start(Program.java(List.of(), BusyCoordinator.class, folder.toString(), way));
  }
}
