package io.github.pipefarm.protocol;

import static io.github.pipefarm.protocol.RecordedStream.content;
import static io.github.pipefarm.protocol.RecordedStream.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TaskBatchTest {
  @Test
  void tasksAreTakenAsTheyWereWritten() throws Exception {
    Encoder encoder = new Encoder(new OutgoingNames());
    RecordedStream stream = new RecordedStream();
    stream.frames.beginTasks(7, 100);
    for (int i = 0; i < 3; i++) {
      encoder.encode("x".repeat(i * 50_000));
      stream.frames.task(500 - i, i + 1, encoder);
    }
    stream.frames.endTasks();
    stream.frames.flush();

    TaskBatch batch = new TaskBatch((Frame.Tasks) stream.reader().read(), new IncomingNames());
    assertThat(batch.isCall()).isFalse();
    assertThat(batch.job()).isEqualTo(7);
    for (int i = 0; i < 3; i++) {
      encoder.encode("x".repeat(i * 50_000));
      assertThat(batch.hasMore()).isTrue();
      assertThat(batch.next()).isTrue();
      assertThat(batch.sequence()).isEqualTo(100 + i);
      assertThat(batch.index()).isEqualTo(500 - i);
      assertThat(batch.attempt()).isEqualTo(i + 1);
      assertThat(content(batch.takePayload())).isEqualTo(content(encoder.payload()));
    }
    assertThat(batch.hasMore()).isFalse();
    assertThat(batch.next()).isFalse();
    assertThat(batch.cut()).isEqualTo(103);
  }

  @Test
  void aCallIsABatchOfOneTask() throws IOException {
    TaskBatch batch = new TaskBatch(new Frame.Call(1, 9, 2, payload(5)));
    assertThat(batch.isCall()).isTrue();
    assertThat(batch.next()).isTrue();
    assertThat(batch.sequence()).isEqualTo(9);
    assertThat(batch.attempt()).isEqualTo(2);
    assertThat(content(batch.takePayload())).isEqualTo(content(payload(5)));
    assertThat(batch.next()).isFalse();
    assertThat(batch.cut()).isEqualTo(10);
  }

  @Test
  void aCallThatWasCutOffIsNotTaken() throws IOException {
    TaskBatch batch = new TaskBatch(new Frame.Call(1, 9, 2, payload(5)));
    assertThat(batch.cut()).isEqualTo(9);
    assertThat(batch.next()).isFalse();
  }

  @Test
  void whatWasCutOffIsNotTaken() throws Exception {
    TaskBatch batch = batch(10, 5);
    batch.next();
    batch.next();

    assertThat(batch.cut()).isEqualTo(12);
    assertThat(batch.next()).isFalse();
    assertThat(batch.sequence()).as("the task at hand").isEqualTo(11);
  }

  @Test
  void cuttingAgainGivesTheSameAnswer() throws Exception {
    TaskBatch batch = batch(10, 5);
    batch.next();
    for (int i = 0; i < 5; i++) {
      assertThat(batch.cut()).isEqualTo(11);
      assertThat(batch.next()).isFalse();
    }
  }

  @Test
  void aTaskThatIsLongerThanItsFrameIsRefused() {
    byte[] entry = {0, 1, 100, 1, 2, 3};
    TaskBatch batch = new TaskBatch(new Frame.Tasks(1, 1, Payload.of(entry)), new IncomingNames());
    assertThatThrownBy(batch::next)
        .isInstanceOf(WireException.class)
        .hasMessageContaining("length of 100");
  }

  @Test
  void everyTaskIsEitherTakenOrCutOff() throws Exception {
    int tasks = 40;
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      CyclicBarrier start = new CyclicBarrier(2);
      for (int round = 0; round < 3_000; round++) {
        TaskBatch batch = batch(1, tasks);
        int delay = round % (3 * tasks);
        Future<long[]> cut =
            other.submit(
                () -> {
                  start.await();
                  for (int i = 0; i < delay; i++) {
                    Thread.onSpinWait();
                  }
                  return new long[] {batch.cut(), batch.cut()};
                });
        start.await();
        long last = 0;
        while (batch.next()) {
          assertThat(batch.sequence()).isEqualTo(last + 1);
          last = batch.sequence();
        }
        assertThat(cut.get()).as("round %d", round).containsOnly(last + 1);
      }
    } finally {
      other.shutdownNow();
    }
  }

  private static TaskBatch batch(long first, int tasks) throws Exception {
    Encoder encoder = new Encoder(new OutgoingNames());
    encoder.encode("x");
    RecordedStream stream = new RecordedStream();
    stream.frames.beginTasks(1, first);
    for (int i = 0; i < tasks; i++) {
      stream.frames.task(i, 1, encoder);
    }
    stream.frames.endTasks();
    stream.frames.flush();
    return new TaskBatch((Frame.Tasks) stream.reader().read(), new IncomingNames());
  }
}
