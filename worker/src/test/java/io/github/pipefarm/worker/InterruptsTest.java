package io.github.pipefarm.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pipefarm.protocol.Page;
import io.github.pipefarm.protocol.Page.State;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class InterruptsTest {
  private static final int TASKS = 1_000_000;

  /** So many must have been hit at least; where a machine is busy, it takes more tasks. */
  private static final int CONDEMNED = 1000;

  /** One thread runs task after task, another one cancels whatever it is at, as fast as it can. */
  @Test
  @Timeout(60)
  void anInterruptHitsTheTaskThatItWasMeantForAndNeverTheNextOne() throws InterruptedException {
    Page page = Page.unshared();
    Interrupts interrupts = new Interrupts(page, Thread.currentThread());
    interrupts.enter(1, () -> false);
    AtomicBoolean over = new AtomicBoolean();
    Thread canceller =
        new Thread(
            () -> {
              while (!over.get()) {
                interrupts.cancel(1);
              }
            });
    canceller.start();
    int condemned = 0;
    int strays = 0;
    for (long task = 1; task <= TASKS || condemned < CONDEMNED; task++) {
      strays += Thread.currentThread().isInterrupted() ? 1 : 0;
      page.begin(task, 0);
      boolean isLeft =
          page.swap(task, State.DECODING, State.RUNNING)
              && page.swap(task, State.RUNNING, State.SENDING)
              && page.swap(task, State.SENDING, State.IDLE);
      if (!isLeft) {
        condemned++;
        interrupts.await(task);
        page.enter(State.IDLE, task);
      }
    }
    over.set(true);
    canceller.join();
    assertThat(strays).as("interrupts that hit the task after theirs").isZero();
    assertThat(Thread.interrupted()).as("one that came after all").isFalse();
  }
}
