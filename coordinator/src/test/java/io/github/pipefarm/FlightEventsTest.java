package io.github.pipefarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightEventsTest {
  private static final String TASK = "io.github.pipefarm.Task";

  @TempDir Path folder;

  @Test
  void aFarmItsJobsAndItsTasksStandInARecording() throws IOException {
    try (Recording recording = new Recording()) {
      recording.enable(TASK).with("ranAtLeast", "0 ms");
      recording.start();
      try (Farm farm = Farm.serial().name("recorded").build()) {
        farm.job().name("sevenths").outcomes(List.of(1, 0), i -> 7 / i).forEach(outcome -> {});
      }
      List<RecordedEvent> farms = events(recording, "io.github.pipefarm.Farm", "recorded");
      assertThat(farms).hasSize(1);
      assertThat(farms.get(0).getDuration()).isPositive();
      assertThat(farms.get(0).getEventType().getCategoryNames()).containsExactly("Pipefarm");
      assertThat(farms.get(0).getLong("tasksSucceeded")).isEqualTo(1);
      List<RecordedEvent> jobs = events(recording, "io.github.pipefarm.Job", "recorded");
      assertThat(jobs).hasSize(1);
      assertThat(jobs.get(0).getString("job")).isEqualTo("sevenths");
      assertThat(jobs.get(0).getLong("tasksFailed")).isEqualTo(1);
      assertThat(events(recording, TASK, "recorded"))
          .extracting(event -> event.getString("failure"))
          .containsExactly("", "TaskFailedException");
      assertThat(events(recording, "io.github.pipefarm.FarmStatistics", "recorded")).isNotEmpty();
    }
  }

  @Test
  void unlessAskedForOnlyTasksThatRanLongAreRecorded() throws IOException {
    try (Recording recording = new Recording()) {
      recording.start();
      try (Farm farm = Farm.serial().name("some-long").build()) {
        farm.map(
            List.of(0, 25, 0),
            millis -> {
              Thread.sleep(millis);
              return millis;
            });
      }
      List<RecordedEvent> tasks = events(recording, TASK, "some-long");
      assertThat(tasks).extracting(event -> event.getLong("index")).contains(1L);
      assertThat(tasks)
          .extracting(event -> event.getDuration("ran"))
          .allMatch(ran -> ran.compareTo(Duration.ofMillis(20)) >= 0);
    }
  }

  @Test
  void aRecordingThatBeginsLaterHasTheEndOfTheFarm() throws IOException {
    try (Recording recording = new Recording()) {
      try (Farm farm = Farm.serial().name("older").build()) {
        farm.call(() -> 1);
        recording.start();
        farm.call(() -> 2);
      }
      assertThat(events(recording, "io.github.pipefarm.Farm", "older"))
          .extracting(event -> event.getLong("tasksSucceeded"))
          .containsExactly(2L);
    }
  }

  private List<RecordedEvent> events(Recording recording, String type, String farm)
      throws IOException {
    Path file = folder.resolve("events.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals(type))
        .filter(event -> event.getString("farm").equals(farm))
        .toList();
  }
}
