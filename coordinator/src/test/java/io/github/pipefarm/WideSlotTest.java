package io.github.pipefarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WideSlotTest {
  private static final int MOST = 256;

  private final Scheduler scheduler = new Scheduler(1, true, Recycling.NEVER, credit -> {});
  private final SampleJob job = new SampleJob(scheduler);

  private WideSlot sent(int tasks) {
    job.appendWide(tasks);
    Slot wide = job.lane().poll(tasks);
    wide.expect(7);
    wide.sent("worker-1", 11);
    return (WideSlot) wide;
  }

  /** Items 3 to 6 of 10, those before which were taken out of the same slot. */
  private WideSlot sentBehindOthers() {
    job.appendWide(10);
    job.lane().poll(3);
    WideSlot second = (WideSlot) job.lane().poll(4);
    second.sent("worker-1", 20);
    return second;
  }

  private static void succeed(WideSlot wide, int results) {
    for (int i = 0; i < results; i++) {
      wide.succeed("result", 2);
    }
  }

  /** What a consumer gets that begins with this slot and goes along the chain. */
  private static List<Object> handedOver(Slot from) {
    List<Object> values = new ArrayList<>();
    for (Slot slot = from; slot != null; slot = slot.next()) {
      Slot first = slot.unfold();
      slot = first != null ? first : slot;
      assertThat(slot.isSettled()).isTrue();
      slot.handOver(values::add);
    }
    return values;
  }

  private static List<Object> items(List<SingleSlot> slots) {
    return slots.stream().map(slot -> slot.item()).toList();
  }

  // While it waits.

  @Test
  void asManyTasksAreTakenAsAreWanted() {
    WideSlot whole = job.appendWide(10);
    Slot first = job.lane().poll(3);
    assertThat(first.count()).isEqualTo(3);
    assertThat(first.index()).isZero();
    assertThat(first.item(2)).isEqualTo("item 2");
    Slot second = job.lane().poll(4);
    assertThat(second.index()).isEqualTo(3);
    assertThat(second.item(3)).isEqualTo("item 6");
    assertThat(job.lane().waiting()).isEqualTo(3);
    assertThat(job.lane().poll(4)).isSameAs(whole);
    assertThat(whole.index()).isEqualTo(7);
    assertThat(job.lane().poll(1)).isNull();
  }

  @Test
  void theConsumerFindsWhatWasTakenInItsOrder() {
    WideSlot whole = job.appendWide(3);
    Slot first = job.lane().poll(1);
    Slot second = job.lane().poll(1);
    assertThat(first.next()).isSameAs(second);
    assertThat(second.next()).isSameAs(whole);
  }

  /** The scheduler and two workers are quicker than the consumer between two of its looks. */
  @Test
  void theConsumerTakesNothingBeforeWhatWasPutThereWhileItLooked() {
    WideSlot whole = new WideSlot(job, 0, new Object[] {"first", "second"}, 0, 2);
    SlotChain head =
        new SlotChain() {
          private boolean hasLooked;

          @Override
          Slot next() {
            Slot seen = super.next();
            if (!hasLooked) {
              hasLooked = true;
              chain(whole.split(1));
              whole.succeed("result of the second", 1);
            }
            return seen;
          }
        };
    head.chain(whole);
    assertThat(head.settledNext()).isNull();
    assertThat(whole.isSettled()).isTrue();
    Slot first = head.next();
    assertThat(first).isNotSameAs(whole);
    ((WideSlot) first).succeed("result of the first", 1);
    assertThat(head.settledNext()).isSameAs(first);
  }

  @Test
  void whatIsTakenAtOnceIsAPartOfWhatAWorkerMayHold() {
    Lane lane = new Lane(new SlotChain(), true, 24, 0);
    lane.append(new WideSlot(job, 0, new Object[24], 0, 24));
    assertThat(lane.poll(24).count()).isEqualTo(3);
  }

  @Test
  void aLargeOneIsTakenInSeveral() {
    WideSlot whole = job.appendWide(2 * MOST + 1);
    assertThat(whole.split(10_000).count()).isEqualTo(MOST);
    assertThat(whole.split(10_000).count()).isEqualTo(MOST);
    assertThat(whole.split(10_000)).isSameAs(whole);
    assertThat(whole.count()).isEqualTo(1);
  }

  @Test
  void whatIsAppendedBehindAWideSlotComesBehindIt() {
    job.appendWide(2);
    job.appendSilently(1);
    job.lane().poll(1);
    job.appendSilently(1);
    assertThat(job.lane().poll(9).item(0)).isEqualTo("item 1");
    assertThat(job.lane().poll(9)).isSameAs(job.slots.get(0));
    assertThat(job.lane().poll(9)).isSameAs(job.slots.get(1));
  }

  // When results come.

  @Test
  void itIsSettledWithItsLastResult() {
    WideSlot wide = sent(3);
    succeed(wide, 2);
    assertThat(wide.isSettled()).isFalse();
    succeed(wide, 1);
    assertThat(wide.isSettled()).isTrue();
    assertThat(wide.delivered()).isEqualTo(3);
    assertThat(handedOver(wide)).containsExactly("result", "result", "result");
  }

  @Test
  void anOpenedSlotHandsOverWhatHadComeAndThenTheRest() {
    WideSlot wide = sent(4);
    succeed(wide, 2);
    List<SingleSlot> rest = wide.open();
    assertThat(items(rest)).containsExactly("item 2", "item 3");
    rest.get(1).succeed(1, "last");
    rest.get(0).succeed(1, "third");
    assertThat(handedOver(wide)).containsExactly("result", "result", "third", "last");
  }

  @Test
  void whatComesBehindAnOpenedSlotIsHandedOverBehindIt() {
    job.appendWide(2);
    job.appendSilently(1);
    WideSlot wide = (WideSlot) job.lane().poll(2);
    wide.sent("worker-1", 1);
    wide.open().forEach(slot -> slot.succeed(1, "of the wide one"));
    job.slots.get(0).succeed(1, "behind");
    assertThat(handedOver(wide)).containsExactly("of the wide one", "of the wide one", "behind");
  }

  @Test
  void theTasksOfAnOpenedSlotAreUnderWay() {
    WideSlot wide = sent(3);
    succeed(wide, 1);
    List<SingleSlot> rest = wide.open();
    assertThat(rest).extracting(Slot::sequence).containsExactly(12L, 13L);
    assertThat(rest).extracting(slot -> slot.index()).containsExactly(1L, 2L);
    assertThat(rest).allMatch(slot -> slot.worker().equals("worker-1"));
    assertThat(rest).allMatch(slot -> slot.attempts() == 1);
    assertThat(rest).allMatch(slot -> slot.nanos() == 7);
    assertThat(rest).noneMatch(Slot::isSettled);
  }

  @Test
  void anOpenedSlotKnowsItsPlaceThoughOthersWereTakenOutBeforeIt() {
    WideSlot second = sentBehindOthers();
    succeed(second, 1);
    List<SingleSlot> rest = second.open();
    assertThat(rest).extracting(SingleSlot::index).containsExactly(4L, 5L, 6L);
    assertThat(rest).extracting(SingleSlot::sequence).containsExactly(21L, 22L, 23L);
    assertThat(items(rest)).containsExactly("item 4", "item 5", "item 6");
  }

  // What it weighs.

  @Test
  void itWeighsWhatItsItemsAndResultsWeigh() {
    WideSlot wide = sent(2);
    wide.weighItem(0, 10);
    wide.weighItem(1, 20);
    succeed(wide, 2);
    assertThat(wide.bytes()).isEqualTo(34);
  }

  @Test
  void noItemIsWeighedTwiceWhereAWideSlotIsOpened() {
    WideSlot wide = sent(3);
    wide.weighItem(0, 10);
    wide.weighItem(1, 20);
    succeed(wide, 1);
    List<SingleSlot> rest = wide.open();
    assertThat(rest.get(0).weighItem(0, 20)).isFalse();
    assertThat(rest.get(1).weighItem(0, 40)).as("it had not been encoded").isTrue();
    rest.forEach(slot -> slot.succeed(1, "result"));
    long all = 0;
    for (Slot slot = wide.unfold(); slot != null; slot = slot.next()) {
      all += slot.bytes();
    }
    assertThat(all).isEqualTo(10 + 20 + 2 + 40);
  }

  @Test
  void whatIsEncodedAfterAWideSlotWasOpenedIsWeighedOnce() {
    WideSlot wide = sent(3);
    wide.weighItem(0, 10);
    List<SingleSlot> rest = wide.open();
    assertThat(wide.weighItem(1, 20)).isTrue();
    assertThat(rest.get(1).weighItem(0, 20)).as("it is sent to another worker").isFalse();
    assertThat(rest.get(2).weighItem(0, 30)).as("it had not been encoded").isTrue();
    assertThat(wide.weighItem(2, 30)).isFalse();
    assertThat(rest).extracting(SingleSlot::size).containsExactly(10L, 20L, 30L);
    assertThat(rest).extracting(Slot::bytes).containsExactly(0L, 20L, 30L);
    assertThat(wide.bytes()).isEqualTo(10);
  }

  // When a task can't be sent.

  @Test
  void itEndsBeforeATaskThatCannotBeSent() {
    WideSlot wide = sent(5);
    Slot.Cut cut = wide.cut(3);
    assertThat(cut.failed().item()).isEqualTo("item 3");
    assertThat(cut.failed().index()).isEqualTo(3);
    assertThat(cut.behind()).isEmpty();
    succeed(wide, 3);
    assertThat(wide.isSettled()).isTrue();
  }

  @Test
  void aTaskThatCannotBeSentKnowsItsPlaceThoughOthersWereTakenOutBeforeIt() {
    WideSlot second = sentBehindOthers();
    SingleSlot failed = second.cut(2).failed();
    assertThat(failed.index()).isEqualTo(5);
    assertThat(failed.sequence()).isEqualTo(22);
    assertThat(failed.item()).isEqualTo("item 5");
    assertThat(second.count()).isEqualTo(2);
  }

  @Test
  void whatIsBehindATaskThatCannotBeSentIsSentIfTheSlotWasOpenedMeanwhile() {
    WideSlot wide = sent(5);
    succeed(wide, 1);
    List<SingleSlot> rest = wide.open();
    Slot.Cut cut = wide.cut(3);
    assertThat(cut.failed()).isSameAs(rest.get(2));
    assertThat(cut.behind()).containsExactly(rest.get(3));
  }
}
