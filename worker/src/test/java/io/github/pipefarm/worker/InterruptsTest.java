package io.github.pipefarm.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.pipefarm.protocol.Page;
import io.github.pipefarm.protocol.Page.State;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class InterruptsTest {
  private static final int TASKS = 1_000_000;

  /** So many must have been hit at least; where a machine is busy, it takes more tasks. */
  private static final int CONDEMNED = 1000;

  private final Page page = Page.unshared();

  /**
   * One thread runs task after task, two others cancel whatever it is at, as fast as they can: and
   * sometimes while its function is decoded and then while it runs.
   */
  @Test
  @Timeout(120)
  void anInterruptHitsTheTaskThatItWasMeantForAndNeverTheNextOne() throws InterruptedException {
    Interrupts interrupts = new Interrupts(page, Thread.currentThread());
    interrupts.enter(1, () -> false);
    AtomicBoolean over = new AtomicBoolean();
    int[] condemned = new int[2];
    Thread first = canceller(interrupts, over, condemned, 0);
    Thread second = canceller(interrupts, over, condemned, 1);
    int strays = 0;
    for (long task = 1; task <= TASKS || condemned[0] + condemned[1] < CONDEMNED; task++) {
      if (task % 3 == 0) {
        interrupts.beginFunction(task, 0);
      }
      interrupts.begin(task, 0);
      // In this order: whoever interrupts has condemned before.
      strays += Thread.currentThread().isInterrupted() && page.state() == State.RUNNING ? 1 : 0;
      if (task % 5 == 0) {
        interrupts.leave();
        strays += Thread.currentThread().isInterrupted() ? 1 : 0;
      }
    }
    interrupts.leave();
    over.set(true);
    first.join();
    second.join();
    assertThat(strays).as("interrupts that hit the task after theirs").isZero();
    assertThat(Thread.interrupted()).as("one that came after all").isFalse();
  }

  private Thread canceller(Interrupts interrupts, AtomicBoolean over, int[] condemned, int number) {
    Thread canceller =
        new Thread(
            () -> {
              while (!over.get()) {
                long task = page.sequence();
                if (page.condemn(task)) {
                  interrupts.interrupt();
                  condemned[number]++;
                }
              }
            });
    canceller.start();
    return canceller;
  }

  @Test
  void aTaskThatIsDoomedNeverEnds() {
    Thread runner = runnerOfOneTask(interrupts -> page.doom(1));
    await().until(() -> runner.getState() == Thread.State.WAITING);
    assertThat(page.state()).isEqualTo(State.DOOMED);
  }

  @Test
  void aTaskThatIsDoomedAfterItWasInterruptedNeverEnds() {
    Thread runner =
        runnerOfOneTask(
            interrupts -> {
              interrupts.cancel(1);
              page.doom(1);
            });
    await().until(() -> runner.getState() == Thread.State.WAITING);
    assertThat(page.state()).isEqualTo(State.DOOMED);
  }

  @Test
  void aTaskThatIsDoomedWhileItWaitsForItsInterruptNeverEnds() {
    Thread runner =
        runnerOfOneTask(
            interrupts -> {
              page.condemn(1);
              page.doom(1);
              interrupts.interrupt();
            });
    await().until(() -> runner.getState() == Thread.State.WAITING);
    assertThat(page.state()).isEqualTo(State.DOOMED);
  }

  /** What happens to a task while it runs, in whichever thread. */
  private interface Fate {
    void happen(Interrupts interrupts);
  }

  private Thread runnerOfOneTask(Fate fate) {
    Thread runner =
        new Thread(
            () -> {
              Interrupts interrupts = new Interrupts(page, Thread.currentThread());
              interrupts.enter(1, () -> false);
              interrupts.begin(1, 0);
              fate.happen(interrupts);
              if (page.sequence() == 1 && page.state() != State.DOOMED) {
                throw new AssertionError("nothing has happened");
              }
              interrupts.begin(2, 0);
            });
    runner.setDaemon(true);
    runner.start();
    return runner;
  }
}
