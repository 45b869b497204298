package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.WorkerCrashedException;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What stands in flight recordings, of the coordinator and of its workers. */
@Timeout(value = 90, threadMode = SEPARATE_THREAD)
class FlightRecorderIT {
  @TempDir Path folder;

  @Test
  void workersAndTheirDeathsStandInARecordingOfTheCoordinator() throws IOException {
    try (Recording recording = new Recording()) {
      recording.start();
      try (Farm farm = Farm.processes(1).name("crashing").build()) {
        farm.outcomes(List.of(0, 1), FlightRecorderIT::haltAtOne).forEach(outcome -> {});
      }
      Path file = folder.resolve("coordinator.jfr");
      recording.dump(file);
      List<RecordedEvent> deaths = events(file, "io.github.pipefarm.WorkerDeath");
      assertThat(deaths).hasSize(1);
      assertThat(deaths.get(0).getString("cause")).contains("9");
      assertThat(deaths.get(0).getLong("taskIndex")).isEqualTo(1);
      List<RecordedEvent> workers = events(file, "io.github.pipefarm.Worker");
      assertThat(workers).extracting(event -> event.getBoolean("died")).contains(true);
      assertThat(workers.get(0).getDuration("startUpTime")).isPositive();
      assertThat(workers.get(0).getDuration())
          .isGreaterThan(workers.get(0).getDuration("startUpTime"));
    }
  }

  @Test
  void aTaskAmongManyStandsInARecordingIfItRanLong() throws IOException {
    try (Recording recording = new Recording();
        Farm farm = Farm.processes(2).name("many").build()) {
      List<Integer> items = FarmContract.numbers(20_000);
      farm.map(items, i -> i);
      recording.start();
      assertThat(
              farm.map(
                  items,
                  i -> {
                    if (i % 5_000 == 123) {
                      Thread.sleep(25);
                    }
                    return i;
                  }))
          .isEqualTo(items);
      Path file = folder.resolve("tasks.jfr");
      recording.dump(file);
      assertThat(events(file, "io.github.pipefarm.Task"))
          .filteredOn(event -> event.getString("farm").equals("many"))
          .extracting(event -> event.getLong("index"))
          .contains(123L, 5_123L, 10_123L, 15_123L);
    }
  }

  @Test
  void eachWorkerLeavesItsRecordingAlsoIfItIsKilled() throws IOException {
    Path recordings = folder.resolve("here, and new");
    String path = recordings.toString();
    WorkerCrashedException crash;
    long last;
    try (Farm farm = Farm.processes(1).name("recorded").recordWorkers(recordings).build()) {
      crash =
          catchThrowableOfType(
              WorkerCrashedException.class,
              () ->
                  farm.map(
                      List.of(0, 1),
                      item -> {
                        awaitFlush(Path.of(path));
                        return haltAtOne(item);
                      }));
      last = farm.call(() -> ProcessHandle.current().pid());
    }
    Path ofKilled = Path.of(crash.report().recording().orElseThrow());
    assertThat(crash).hasMessageContaining(ofKilled.toString());
    Path ofLast = recordings.resolve("recorded-worker-2-" + last + ".jfr");
    try (Stream<Path> files = Files.list(recordings)) {
      assertThat(files).containsExactlyInAnyOrder(ofKilled, ofLast);
    }
    assertThat(pids(ofKilled)).containsExactly(crash.report().pid().orElseThrow());
    assertThat(pids(ofLast)).containsExactly(last);
  }

  @Test
  void aRuntimeWithoutFlightRecorderWillDo() {
    Program run =
        Program.start(
            Program.pipefarm(
                List.of("--limit-modules", "java.management,java.compiler,jdk.unsupported"),
                "map",
                "java.lang.Math::sqrt"));
    run.send("4\n");
    run.endInput();
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).containsExactly("2.0");
  }

  private static int haltAtOne(int item) {
    if (item == 1) {
      Runtime.getRuntime().halt(9);
    }
    return item;
  }

  /** Waits until something was written of the only recording, as is done once a second. */
  private static void awaitFlush(Path recordings) throws IOException, InterruptedException {
    while (true) {
      try (Stream<Path> files = Files.walk(recordings)) {
        if (files.anyMatch(FlightRecorderIT::isFlushed)) {
          return;
        }
      }
      Thread.sleep(20);
    }
  }

  private static boolean isFlushed(Path chunk) {
    int placeOfMetadata = 24;
    try (DataInputStream header = new DataInputStream(Files.newInputStream(chunk))) {
      header.skipNBytes(placeOfMetadata);
      return header.readLong() != 0;
    } catch (IOException e) {
      return false; // a folder, or a file that has just been made
    }
  }

  private static List<Long> pids(Path recording) throws IOException {
    return events(recording, "jdk.JVMInformation").stream()
        .map(event -> event.getLong("pid"))
        .distinct()
        .toList();
  }

  private static List<RecordedEvent> events(Path recording, String type) throws IOException {
    return RecordingFile.readAllEvents(recording).stream()
        .filter(event -> event.getEventType().getName().equals(type))
        .toList();
  }
}
