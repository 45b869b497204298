package io.github.pipefarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class InFlightTest {
  private final Scheduler scheduler = new Scheduler(1, true, Recycling.NEVER, credit -> {});
  private final SampleJob job = new SampleJob(scheduler);
  private final InFlight inFlight = new InFlight();
  private long sequence;

  /** Sends so many tasks at once, with sequences that count on from 1. */
  private void send(int tasks) {
    int before = job.slots.size();
    job.appendSilently(tasks);
    List<Slot> sent = job.slots.subList(before, before + tasks);
    for (Slot slot : sent) {
      sequence++;
      slot.sent("worker-1", sequence);
    }
    inFlight.add(List.copyOf(sent));
  }

  private Slot slot(long ofSequence) {
    return job.slots.get((int) ofSequence - 1);
  }

  private static void settle(Slot slot) {
    slot.succeed(1, "done");
  }

  @Test
  void tasksComeBackInTheOrderInWhichTheyWereSent() {
    send(3);
    assertThat(inFlight.take(2)).as("before its turn").isNull();
    assertThat(inFlight.take(1)).isSameAs(slot(1));
    send(2);
    LongStream.rangeClosed(2, 5)
        .forEach(next -> assertThat(inFlight.take(next)).isSameAs(slot(next)));
    assertThat(inFlight.take(6)).isNull();
    assertThat(inFlight.describeNext()).isEqualTo("none");
  }

  @Test
  void nothingIsAddedOnceAllWasTaken() {
    send(1);
    assertThat(inFlight.takeAll()).containsExactly(slot(1));
    assertThat(inFlight.add(List.of(slot(1)))).isFalse();
    assertThat(inFlight.takeAll()).isEmpty();
  }

  @Test
  void theNextOneCanBeLookedAt() {
    send(2);
    assertThat(inFlight.find(2)).isNull();
    assertThat(inFlight.find(1)).isSameAs(slot(1)).isSameAs(inFlight.find(1));
    assertThat(inFlight.describeNext()).contains("task 1");
  }

  @Test
  void whatCouldNotBeSentInTheEndIsPassedOver() {
    send(4);
    settle(slot(1));
    settle(slot(3));
    assertThat(inFlight.take(2)).isSameAs(slot(2));
    assertThat(inFlight.take(4)).isSameAs(slot(4));
  }

  @Test
  void aRangeIsTakenOutOfTheMiddle() {
    send(3);
    assertThat(inFlight.take(1)).isSameAs(slot(1));
    send(3);
    settle(slot(4));
    assertThat(inFlight.takeRange(3, 6)).containsExactly(slot(3), slot(5));
    assertThat(inFlight.take(2)).isSameAs(slot(2));
    assertThat(inFlight.take(6)).isSameAs(slot(6));
  }

  @Test
  void allThatIsLeftIsTakenFromAWorkerThatIsGone() {
    send(3);
    assertThat(inFlight.take(1)).isSameAs(slot(1));
    send(1);
    assertThat(inFlight.takeAll()).containsExactly(slot(2), slot(3), slot(4));
    assertThat(inFlight.takeAll()).isEmpty();
  }
}
