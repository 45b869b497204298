package io.github.pipefarm.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.pipefarm.function.TaskCallable;
import io.github.pipefarm.protocol.BlobCodec;
import io.github.pipefarm.protocol.Decoder;
import io.github.pipefarm.protocol.Encoder;
import io.github.pipefarm.protocol.Frame.NotTransferred.What;
import io.github.pipefarm.protocol.Frame.Terms;
import io.github.pipefarm.protocol.IncomingNames;
import io.github.pipefarm.protocol.OutgoingNames;
import io.github.pipefarm.protocol.Page;
import io.github.pipefarm.protocol.Page.State;
import io.github.pipefarm.protocol.Payload;
import io.github.pipefarm.protocol.TaskScope;
import io.github.pipefarm.protocol.TransferException;
import io.github.pipefarm.protocol.WorkerState;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TaskRunnerTest {
  /** What a task does to the page that it runs on, by name as it travels as bytes. */
  private static final AtomicReference<Runnable> DEED = new AtomicReference<>(() -> {});

  /** What happens while its result is encoded. */
  private static final AtomicReference<Runnable> LATE_DEED = new AtomicReference<>(() -> {});

  private final Page page = Page.unshared();
  private final AtomicReference<String> outcome = new AtomicReference<>("");
  private volatile boolean interruptedAtReply;

  /** Runs a task in a thread of its own. */
  private Thread run(AtomicReference<Interrupts> interrupts) throws TransferException {
    BlobCodec blobs = new BlobCodec();
    TaskCallable<Object> task =
        () -> {
          DEED.get().run();
          return new Result();
        };
    Payload encoded = blobs.encode(task);
    Thread thread =
        new Thread(
            () -> {
              interrupts.set(new Interrupts(page, Thread.currentThread()));
              interrupts.get().enter(1, () -> false);
              TaskRunner runner =
                  new TaskRunner(
                      blobs,
                      new Decoder(new IncomingNames()),
                      new Encoder(new OutgoingNames()),
                      interrupts.get(),
                      new TaskScope("worker-1", WorkerState.ofProcess(blobs, () -> {})),
                      new Noting());
              runner.call(
                  1, 1, new JobFunction(encoded, getClass().getClassLoader(), Terms.DEFAULT));
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static final class Result implements Serializable {
    private static final long serialVersionUID = 1;

    private void writeObject(ObjectOutputStream out) throws IOException {
      LATE_DEED.get().run();
      out.defaultWriteObject();
    }
  }

  @BeforeEach
  void nothingHappens() {
    DEED.set(() -> {});
    LATE_DEED.set(() -> {});
  }

  private final class Noting implements TaskRunner.Reply {
    @Override
    public boolean returned(long sequence, long nanos, long now, Encoder value) {
      note("returned");
      return true;
    }

    @Override
    public void threw(long sequence, long nanos, Payload thrown) {
      note("threw");
    }

    @Override
    public void notTransferred(long sequence, long nanos, What what, TransferException why) {
      note("not transferred");
    }

    private void note(String what) {
      interruptedAtReply = Thread.currentThread().isInterrupted();
      outcome.set(what);
    }
  }

  @Test
  void aTaskThatEndsWhenItIsDoomedHasNoOutcomeAnyMore() throws Exception {
    DEED.set(() -> page.doom(1));
    Thread runner = run(new AtomicReference<>());
    await().until(() -> runner.getState() == Thread.State.WAITING);
    assertThat(outcome.get()).isEmpty();
    assertThat(page.state()).isEqualTo(State.DOOMED);
  }

  @Test
  void aTaskThatIsDoomedWhileItsResultIsEncodedHasNoOutcomeEither() throws Exception {
    LATE_DEED.set(() -> page.doom(1));
    Thread runner = run(new AtomicReference<>());
    await().until(() -> runner.getState() == Thread.State.WAITING);
    assertThat(outcome.get()).isEmpty();
    assertThat(page.state()).isEqualTo(State.DOOMED);
  }

  @Test
  void anInterruptThatComesTooLateForTheFunctionDoesNotHitTheReply() throws Exception {
    DEED.set(() -> page.condemn(1));
    AtomicReference<Interrupts> interrupts = new AtomicReference<>();
    Thread runner = run(interrupts);
    await().until(() -> runner.getState() == Thread.State.WAITING);
    assertThat(outcome.get()).as("before the interrupt has come").isEmpty();
    interrupts.get().interrupt();
    runner.join();
    assertThat(outcome.get()).isEqualTo("returned");
    assertThat(interruptedAtReply).isFalse();
  }

  @Test
  void whatATaskDidToItsThreadDoesNotHitTheReply() throws Exception {
    for (AtomicReference<Runnable> deed : List.of(DEED, LATE_DEED)) {
      nothingHappens();
      page.enter(State.IDLE, 0);
      deed.set(() -> Thread.currentThread().interrupt());
      run(new AtomicReference<>()).join();
      assertThat(outcome.getAndSet("")).isEqualTo("returned");
      assertThat(interruptedAtReply).isFalse();
    }
  }
}
