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
    List<SingleSlot> sent = job.slots.subList(before, before + tasks);
    for (SingleSlot slot : sent) {
      sequence++;
      slot.sent("worker-1", sequence);
    }
    inFlight.add(List.copyOf(sent));
  }

  private SingleSlot slot(long ofSequence) {
    return job.slots.get((int) ofSequence - 1);
  }

  private static void settle(SingleSlot slot) {
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

  // Wide slots.

  /** Sends a wide slot of so many tasks. */
  private WideSlot sendWide(int tasks) {
    WideSlot wide = job.appendWide(tasks);
    wide.sent("worker-1", sequence + 1);
    sequence += tasks;
    inFlight.add(List.of(wide));
    return wide;
  }

  /** So many results come back, the first of which is that of a sequence. */
  private void succeed(WideSlot wide, long from, int results) {
    for (long next = from; next < from + results; next++) {
      assertThat(inFlight.wide(next)).isSameAs(wide);
      inFlight.succeed(wide, next, "result of " + next, 1);
    }
  }

  private static List<Long> sequences(List<? extends Slot> slots) {
    return slots.stream().map(Slot::sequence).toList();
  }

  @Test
  void theResultsOfAWideSlotComeBackInTheirOrder() {
    WideSlot first = sendWide(3);
    WideSlot second = sendWide(2);
    assertThat(inFlight.wide(2)).as("before its turn").isNull();
    succeed(first, 1, 3);
    assertThat(first.isSettled()).isTrue();
    succeed(second, 4, 1);
    assertThat(second.isSettled()).isFalse();
    assertThat(inFlight.describeNext()).contains("task 5");
    succeed(second, 5, 1);
    assertThat(second.isSettled()).isTrue();
    assertThat(inFlight.describeNext()).isEqualTo("none");
  }

  @Test
  void aTaskThatIsTakenOutOfAWideSlotOpensIt() {
    WideSlot wide = sendWide(4);
    send(1);
    succeed(wide, 1, 1);
    assertThat(inFlight.take(3)).as("before its turn").isNull();
    assertThat(wide.isSettled()).isFalse();
    SingleSlot failed = inFlight.take(2);
    assertThat(failed.item()).isEqualTo("item 1");
    assertThat(inFlight.wide(3)).isNull();
    assertThat(inFlight.take(3).item()).isEqualTo("item 2");
    assertThat(inFlight.take(4).item()).isEqualTo("item 3");
    assertThat(inFlight.take(5)).isSameAs(job.slots.get(0));
  }

  @Test
  void aRangeThatBeginsInsideAWideSlotLeavesTheRestOfIt() {
    WideSlot before = sendWide(2);
    WideSlot cut = sendWide(3);
    WideSlot behind = sendWide(2);
    assertThat(sequences(inFlight.takeRange(4, 6))).containsExactly(4L, 5L);
    succeed(before, 1, 2);
    assertThat(inFlight.take(3).item()).isEqualTo("item 2");
    assertThat(cut.isSettled()).isTrue();
    succeed(behind, 6, 2);
    assertThat(inFlight.describeNext()).isEqualTo("none");
  }

  @Test
  void whatIsLeftOfAWideSlotIsTakenFromAWorkerThatIsGone() {
    WideSlot wide = sendWide(4);
    sendWide(1);
    succeed(wide, 1, 2);
    assertThat(sequences(inFlight.takeAll())).containsExactly(3L, 4L, 5L);
  }

  @Test
  void aWideSlotEndsBeforeATaskThatCouldNotBeSent() {
    WideSlot wide = sendWide(4);
    WideSlot behind = sendWide(1);
    assertThat(wide.cut(2).failed().sequence()).isEqualTo(3);
    succeed(wide, 1, 2);
    succeed(behind, 5, 1);
    assertThat(inFlight.describeNext()).isEqualTo("none");
  }

  @Test
  void aWideSlotMayBeCutWhereItHasComeBackAlready() {
    WideSlot wide = sendWide(2);
    WideSlot behind = sendWide(1);
    succeed(wide, 1, 1);
    wide.cut(1);
    succeed(behind, 3, 1);
    assertThat(inFlight.takeAll()).isEmpty();
  }
}
