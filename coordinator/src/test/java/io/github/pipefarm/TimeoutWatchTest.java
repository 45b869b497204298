package io.github.pipefarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.pipefarm.protocol.Page;
import io.github.pipefarm.protocol.Page.State;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimeoutWatchTest {
  private final Scheduler scheduler = new Scheduler(1, true, Recycling.NEVER, credit -> {});
  private final SampleJob timed =
      new SampleJob(scheduler, JobOptions.DEFAULTS.withTimeout(Duration.ofMillis(200)));
  private final SampleJob untimed = new SampleJob(scheduler);
  private final Page page = Page.unshared();
  private final AtomicReference<SingleSlot> expired = new AtomicReference<>();
  private final AtomicLong at = new AtomicLong();
  private final AtomicReference<BooleanSupplier> stuck = new AtomicReference<>();
  private final TimeoutWatch watch =
      new TimeoutWatch(
          timed.farm,
          page,
          0,
          new TimeoutWatch.Expiry() {
            @Override
            public void expired(SingleSlot slot, long sequence) {
              at.set(sequence);
              expired.set(slot);
            }

            @Override
            public void stuck(BooleanSupplier isStill) {
              stuck.set(isStill);
            }
          });

  @AfterEach
  void stop() {
    watch.stop();
  }

  private SingleSlot send(SampleJob job, long sequence) {
    job.appendSilently(1);
    SingleSlot slot = job.slots.get(job.slots.size() - 1);
    slot.sent("worker-1", sequence);
    watch.sent(slot);
    return slot;
  }

  private void begin(long sequence) {
    page.begins(System.nanoTime());
    page.enter(State.RUNNING, sequence);
  }

  @Test
  void aTaskThatTakesLongerThanItMayExpires() {
    begin(1); // before it is sent, or a slow machine would take the worker for stuck
    SingleSlot slot = send(timed, 1);
    await().until(() -> expired.get() == slot);
    assertThat(stuck.get()).isNull();
  }

  /** As when this worker has just died: what is done to it must not hit the task's next try. */
  @Test
  void aTaskThatIsAtAnotherWorkerByNowExpiresByTheNumberThatItHadHere() {
    SingleSlot slot = send(timed, 1);
    slot.sent("worker-2", 7);
    begin(1);
    await().until(() -> expired.get() == slot);
    assertThat(at.get()).isEqualTo(1);
  }

  @Test
  void aWorkerThatWaitsThoughItHasATaskIsStuck() {
    send(timed, 1);
    await().until(() -> stuck.get() != null);
    assertThat(stuck.get().getAsBoolean()).isTrue();
    begin(1);
    assertThat(stuck.get().getAsBoolean()).isFalse();
  }

  /** Its page still says that it is at the task before. */
  @Test
  void aWorkerThatStopsBetweenTwoTasksIsStuckWhetherOrNotTheFirstHadATimeout() {
    for (SampleJob first : new SampleJob[] {untimed, timed}) {
      begin(1); // anew, or the first one would have run out of time
      SingleSlot done = send(first, 1);
      send(timed, 2);
      watch.settled(done.sequence());
      watch.gone(done);
      await().until(() -> stuck.get() != null);
      assertThat(stuck.getAndSet(null).getAsBoolean()).isTrue();
      assertThat(expired.get()).isNull();
      watch.stop();
    }
  }

  @Test
  void aWorkerIsNotStuckAtATaskThatMayTakeAnyTime() {
    send(untimed, 1);
    begin(1);
    SingleSlot behind = send(timed, 2);
    long later = System.nanoTime() + Duration.ofMillis(600).toNanos();
    await().until(() -> System.nanoTime() > later);
    assertThat(stuck.get()).isNull();
    assertThat(expired.get()).isNull();
    begin(2);
    await().until(() -> expired.get() == behind);
  }
}
