package io.github.pipefarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CreditTest {
  private static final long NOW = 1_000_000_000_000L;
  private static final long MILLISECOND = 1_000_000;
  private static final boolean SPARE = true;
  private static final int WORKERS = 2;

  /** The scheduler's. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Lane lane = lane(1000, 0);
  private final Credit credit = credit(Recycling.NEVER, true);

  private static Lane lane(int share, int batch) {
    return new Lane(new SlotChain(), true, share, batch);
  }

  private Credit credit(Recycling recycling, boolean mayHoldUnstarted) {
    Credit made = new Credit("worker-1", lock.newCondition(), mayHoldUnstarted, recycling);
    lock.lock();
    try {
      made.enter(Credit.State.READY);
    } finally {
      lock.unlock();
    }
    return made;
  }

  @BeforeEach
  void takeTheLock() {
    lock.lock();
  }

  @AfterEach
  void giveTheLockBack() {
    lock.unlock();
  }

  @Test
  void aWorkerHoldsOneTaskBesideTheOneThatRunsUntilTheirTimesAreKnown() {
    assertThat(credit.room(lane, !SPARE, WORKERS, NOW)).isEqualTo(2);
    credit.gave(1, NOW);
    assertThat(credit.room(lane, !SPARE, WORKERS, NOW)).isEqualTo(1);
  }

  @Test
  void butNotWhileAnotherWorkerHasNothingToDo() {
    assertThat(credit.room(lane, SPARE, WORKERS, NOW)).isEqualTo(1);
    credit.gave(1, NOW);
    assertThat(credit.room(lane, SPARE, WORKERS, NOW)).isZero();
  }

  @Test
  void itHoldsAFewMillisecondsOfWorkByMeasuredTimes() {
    lane.measuredNanos(4, 4 * MILLISECOND);
    assertThat(credit.room(lane, !SPARE, WORKERS, NOW)).isEqualTo(5);
    lane.measuredNanos(1, 100 * MILLISECOND);
    assertThat(credit.room(lane, !SPARE, WORKERS, NOW)).isEqualTo(2);
  }

  @Test
  void itsShareOfTheWindowAndBytesLimitThat() {
    Lane narrow = lane(7, 0);
    for (Lane of : new Lane[] {lane, narrow}) {
      of.measuredNanos(1, 100);
    }
    assertThat(credit.room(narrow, !SPARE, WORKERS, NOW)).isEqualTo(7);
    assertThat(credit.room(lane, !SPARE, WORKERS, NOW)).isEqualTo(1000);
    lane.measuredBytes(1, 100_000);
    assertThat(credit.room(lane, !SPARE, WORKERS, NOW)).isEqualTo(10);
  }

  @Test
  void aBatchOfTheUsersOwnRunsWhileTheNextOneWaits() {
    assertThat(credit.room(lane(1000, 30), !SPARE, WORKERS, NOW)).isEqualTo(60);
  }

  @Test
  void itIsGivenManyAtATimeWhenHalfIsDone() {
    lane.measuredNanos(1, MILLISECOND / 2);
    credit.gave(credit.room(lane, !SPARE, WORKERS, NOW), NOW);
    assertThat(credit.outstanding()).isEqualTo(10);
    credit.ended(4, NOW);
    assertThat(credit.room(lane, !SPARE, WORKERS, NOW)).isZero();
    credit.ended(1, NOW);
    assertThat(credit.room(lane, !SPARE, WORKERS, NOW)).isEqualTo(5);
  }

  @Test
  void atASlowTaskItIsGivenNothingThatAnotherOneCouldBegin() {
    lane.measuredNanos(1, MILLISECOND);
    credit.gave(1, NOW);
    long late = NOW + Credit.TARGET_NANOS + 1;
    assertThat(credit.room(lane, SPARE, WORKERS, NOW)).isEqualTo(4);
    assertThat(credit.room(lane, SPARE, WORKERS, late)).isZero();
    assertThat(credit.room(lane, !SPARE, WORKERS, late)).isEqualTo(4);
  }

  @Test
  void theLastTasksOfAJobAreSpreadEverThinner() {
    SampleJob job = new SampleJob(new Scheduler(WORKERS, true, Recycling.NEVER, worker -> {}));
    Lane last = job.lane();
    job.appendSilently(100);
    last.measuredNanos(1, MILLISECOND / 20);
    assertThat(credit.room(last, !SPARE, WORKERS, NOW)).isEqualTo(100);
    last.end();
    assertThat(credit.room(last, !SPARE, WORKERS, NOW)).isEqualTo(25);
    takeAllBut(40, last);
    // A millisecond of work may always stand behind the task at hand.
    assertThat(credit.room(last, !SPARE, WORKERS, NOW)).isEqualTo(20);
  }

  @Test
  void theVeryLastOnesGoToWhoeverHasNothingToDo() {
    SampleJob job = new SampleJob(new Scheduler(WORKERS, true, Recycling.NEVER, worker -> {}));
    Lane last = job.lane();
    job.appendSilently(3);
    last.measuredNanos(1, 100 * MILLISECOND);
    credit.gave(1, NOW);
    assertThat(credit.room(last, !SPARE, WORKERS, NOW)).isEqualTo(1);
    last.end();
    assertThat(credit.room(last, !SPARE, WORKERS, NOW)).isZero();
    credit.ended(1, NOW);
    assertThat(credit.room(last, !SPARE, WORKERS, NOW)).isEqualTo(1);
  }

  private static void takeAllBut(int rest, Lane lane) {
    while (lane.waiting() > rest) {
      assertThat(lane.poll(1)).isNotNull();
    }
  }

  @Test
  void whereNothingIsGainedByItNothingIsSentAhead() {
    Credit direct = credit(Recycling.NEVER, false);
    lane.measuredNanos(1, 100);
    assertThat(direct.room(lane, !SPARE, WORKERS, NOW)).isEqualTo(1);
    direct.gave(2, NOW);
    assertThat(direct.holdsUnstarted()).isFalse();
  }

  @Test
  void unstartedTasksAreRecalledWhenTheyHaveWaitedTooLong() {
    credit.gave(1, NOW);
    assertThat(credit.holdsUnstarted()).isFalse();
    credit.gave(2, NOW);
    assertThat(credit.holdsUnstarted()).isTrue();
    assertThat(credit.patience(NOW + 1)).isEqualTo(Credit.TARGET_NANOS - 1);
    assertThat(credit.patience(NOW + 2 * Credit.TARGET_NANOS)).isZero();
    credit.wantRecall();
    assertThat(credit.holdsUnstarted()).as("one recall at a time").isFalse();
    assertThat(credit.takeRecall()).isTrue();
    assertThat(credit.takeRecall()).isFalse();
    credit.recalled(2);
    assertThat(credit.outstanding()).isEqualTo(1);
  }

  @Test
  void aWorkerThatIsRecycledIsGivenNoMoreTasksThanItMayRun() {
    Credit shortLived = credit(new Recycling(3, 0, null), true);
    lane.measuredNanos(1, MILLISECOND);
    assertThat(shortLived.room(lane, !SPARE, WORKERS, NOW)).isEqualTo(3);
    shortLived.gave(3, NOW);
    assertThat(shortLived.mayTakeMore()).isFalse();
    shortLived.ended(2, NOW);
    assertThat(shortLived.lifeLeft(NOW)).isEqualTo(Long.MAX_VALUE);
    shortLived.recalled(1);
    assertThat(shortLived.mayTakeMore()).as("what it gave back it has not run").isTrue();
    shortLived.gave(1, NOW);
    shortLived.ended(1, NOW);
    assertThat(shortLived.lifeLeft(NOW)).isZero();
  }

  @Test
  void anIdleWorkerLivesForItsTimeout() {
    Credit idle = credit(new Recycling(0, 0, Duration.ofSeconds(10)), true);
    idle.gave(1, NOW);
    assertThat(idle.lifeLeft(NOW)).isEqualTo(Long.MAX_VALUE);
    idle.ended(1, System.nanoTime());
    assertThat(idle.lifeLeft(System.nanoTime())).isBetween(1L, 10_000 * MILLISECOND);
    assertThat(idle.lifeLeft(System.nanoTime() + 10_000 * MILLISECOND)).isZero();
  }

  @Test
  void itIsBusyAsLongAsItHoldsTasks() {
    credit.gave(2, NOW);
    assertThat(credit.busyNanos(NOW + 5)).isEqualTo(5);
    credit.ended(1, NOW + 10);
    assertThat(credit.busyNanos(NOW + 15)).isEqualTo(15);
    credit.ended(1, NOW + 20);
    assertThat(credit.busyNanos(NOW + 1000)).isEqualTo(20);
    assertThat(credit.idleNanos(NOW + 50) - credit.idleNanos(NOW + 20)).isEqualTo(30);
  }

  @Test
  void itsStateNeverGoesBack() {
    credit.enter(Credit.State.STOPPING);
    credit.enter(Credit.State.READY);
    assertThat(credit.state()).isEqualTo(Credit.State.STOPPING);
    assertThat(credit.mayTakeMore()).isFalse();
    assertThat(credit.isFree()).isFalse();
  }
}
