package io.github.pipefarm.protocol;

import static io.github.pipefarm.protocol.RecordedStream.content;
import static io.github.pipefarm.protocol.RecordedStream.payload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pipefarm.protocol.Page.State;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the worker leaves on its page is what the coordinator finds there, at any moment. */
@Timeout(20)
class PageTest {
  @TempDir private Path folder;
  private Path file;
  private Page coordinators;
  private Page workers;

  @BeforeEach
  void mapTwice() throws IOException {
    file = folder.resolve("page");
    coordinators = Page.create(file);
    workers = Page.open(file);
  }

  // The word.

  @Test
  void aFreshPageIsIdleAndEmpty() {
    assertThat(coordinators.isShared()).isTrue();
    assertThat(coordinators.state()).isEqualTo(State.IDLE);
    assertThat(coordinators.sequence()).isZero();
    assertThat(coordinators.unsent(0).length()).isZero();
    assertThat(coordinators.unsent(100).length()).isZero();
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void theOtherSideSeesStateAndSequence(State state) {
    for (long sequence : new long[] {0, 1, Integer.MAX_VALUE + 1L, (1L << 61) - 1}) {
      workers.enter(state, sequence);
      assertThat(coordinators.state()).isEqualTo(state);
      assertThat(coordinators.sequence()).isEqualTo(sequence);
    }
  }

  @Test
  void whenATaskBeginsStandsBesideIt() {
    workers.begins(-123_456_789);
    assertThat(workers.swap(State.IDLE, 0, State.RUNNING, 5)).isTrue();
    assertThat(coordinators.state()).isEqualTo(State.RUNNING);
    assertThat(coordinators.sequence()).isEqualTo(5);
    assertThat(coordinators.began()).isEqualTo(-123_456_789);
  }

  @Test
  void aStateIsLeftOnlyIfItIsStillThere() {
    workers.enter(State.RUNNING, 5);
    assertThat(coordinators.condemn(4)).isFalse();
    assertThat(coordinators.condemn(5)).isTrue();
    assertThat(workers.swap(State.RUNNING, 5, State.RUNNING, 6)).isFalse();
    assertThat(workers.state()).isEqualTo(State.CONDEMNED);
    assertThat(workers.sequence()).isEqualTo(5);
    assertThat(workers.swap(State.CONDEMNED, 5, State.RUNNING, 6)).isTrue();
    assertThat(coordinators.condemn(5)).isFalse();
    assertThat(coordinators.state()).isEqualTo(State.RUNNING);
    assertThat(coordinators.sequence()).isEqualTo(6);
  }

  @Test
  void aTaskIsDoomedWhetherItIsCondemnedOrNotAndNeverTheNextOne() {
    for (State state : List.of(State.FUNCTION, State.RUNNING, State.CONDEMNED)) {
      workers.enter(state, 5);
      assertThat(coordinators.doom(4)).isFalse();
      assertThat(coordinators.doom(5)).isTrue();
      assertThat(coordinators.doom(5)).isFalse();
      assertThat(coordinators.condemn(5)).isFalse();
      assertThat(workers.swap(state, 5, State.IDLE, 5)).isFalse();
      assertThat(workers.state()).isEqualTo(State.DOOMED);
    }
    workers.enter(State.IDLE, 5);
    assertThat(coordinators.doom(5)).isFalse();
  }

  @Test
  void eitherTheWorkerLeavesATaskOrItIsCondemned() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    int condemned = 0;
    try {
      CyclicBarrier start = new CyclicBarrier(2);
      for (int sequence = 1; sequence <= 3_000; sequence++) {
        int task = sequence;
        workers.enter(State.RUNNING, task);
        Future<Boolean> condemns =
            other.submit(
                () -> {
                  start.await();
                  return coordinators.condemn(task);
                });
        start.await();
        boolean left = workers.swap(State.RUNNING, task, State.IDLE, task);
        assertThat(left).isNotEqualTo(condemns.get());
        assertThat(coordinators.state()).isEqualTo(left ? State.IDLE : State.CONDEMNED);
        assertThat(workers.sequence()).isEqualTo(task);
        condemned += left ? 0 : 1;
      }
    } finally {
      other.shutdownNow();
    }
    assertThat(condemned).isBetween(0, 3_000);
  }

  @Test
  void theTimeOfATaskIsThereBeforeItsSequence() throws Exception {
    ExecutorService worker = Executors.newSingleThreadExecutor();
    try {
      int tasks = 200_000;
      Future<?> done =
          worker.submit(
              () -> {
                for (long sequence = 1; sequence <= tasks; sequence++) {
                  workers.begins(sequence);
                  workers.enter(State.RUNNING, sequence);
                }
              });
      for (long seen = 0; seen < tasks; seen = coordinators.sequence()) {
        assertThat(coordinators.began()).isGreaterThanOrEqualTo(seen);
      }
      done.get();
    } finally {
      worker.shutdownNow();
    }
  }

  // The outbox.

  @Test
  void theTailGoesOnWhereThePipeStopped() throws Exception {
    WorkerEnd worker = new WorkerEnd(workers);
    worker.greet();
    worker.outcomes(1, 20);
    byte[] stream = worker.everything();
    int sent = worker.pipe.size();
    assertThat(sent).isBetween(1, stream.length - 1);
    // The worker dies while it writes: the pipe has taken any part of the buffer.
    for (int received = sent; received <= stream.length; received++) {
      assertThat(content(coordinators.unsent(received)).array())
          .as("after %d bytes", received)
          .isEqualTo(Arrays.copyOfRange(stream, received, stream.length));
      assertThat(sequences(stream, received)).hasSize(20);
    }
  }

  @Test
  void theTailOfALaterBufferGoesOnAsWell() throws Exception {
    WorkerEnd worker = new WorkerEnd(workers);
    worker.greet();
    worker.outcomes(1, 5);
    worker.frames.flush();
    worker.outcomes(6, 10);
    byte[] stream = worker.everything();
    int sent = worker.pipe.size();
    for (int received = sent; received <= stream.length; received++) {
      assertThat(sequences(stream, received)).hasSize(10);
    }
    assertThat(coordinators.unsent(sent - 1).length()).as("more is missing than is there").isZero();
    assertThat(coordinators.unsent(0).length()).isZero();
    assertThat(coordinators.unsent(stream.length + 1L).length()).isZero();
    assertThat(coordinators.unsent(Long.MAX_VALUE).length()).isZero();
  }

  @Test
  void theTailOfALongFrameGoesOnWhereThePipeStopped() throws Exception {
    WorkerEnd worker = new WorkerEnd(workers);
    worker.greet();
    worker.outcomes(1, 3);
    worker.frames.threw(4, 0, payload(150_000));
    byte[] stream = worker.everything();
    int sent = worker.pipe.size();
    assertThat(stream.length - sent).isBetween(1, Wire.BUFFER);
    for (int received = sent; received <= stream.length; received += 61) {
      assertThat(sequences(stream, received)).hasSize(4);
    }
  }

  @Test
  void whatTheBufferHoldsUpToItsLastByteIsKept() throws Exception {
    WorkerEnd worker = new WorkerEnd(workers);
    worker.greet();
    int header = Wire.HEADER + 2;
    worker.frames.threw(1, 0, payload(Wire.BUFFER - header));
    byte[] stream = worker.everything();
    assertThat(worker.pipe.size()).isEqualTo(Wire.PREAMBLE.length);

    assertThat(content(coordinators.unsent(Wire.PREAMBLE.length)).remaining())
        .isEqualTo(Wire.BUFFER);
    assertThat(sequences(stream, Wire.PREAMBLE.length)).hasSize(1);
  }

  @Test
  void aFrameThatIsNotCompleteIsNotThere() throws Exception {
    WorkerEnd worker = new WorkerEnd(workers);
    worker.greet();
    worker.outcomes(1, 2);
    int complete = worker.everything().length;
    worker.frames.beginTasks(1, 1); // any frame that takes its time
    assertThat(coordinators.unsent(worker.pipe.size()).length())
        .isEqualTo(complete - worker.pipe.size());
  }

  @Test
  void aDrainedOutboxIsEmptyWhateverWasReceived() {
    workers.append(new byte[100], 0, 100);
    workers.drained(100);
    for (long received = 0; received <= 300; received++) {
      assertThat(coordinators.unsent(received).length()).isZero();
    }
  }

  /**
   * The worker is dead when its outbox is read, so what counts is the memory as it stands between
   * any two of its stores, with all that the pipe has taken by then.
   */
  @Test
  void noByteComesTwiceWhereverTheWorkerDies() throws Exception {
    List<long[]> moments = new ArrayList<>();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
      memory.order(ByteOrder.nativeOrder());
      workers.drained(9);
      workers.append(payload(50).array(), 0, 50);
      for (long received = 9; received <= 59; received++) {
        moments.add(new long[] {received, coordinators.unsent(received).length()});
      }
      memory.putLong(24, 0); // drained, as far as its first store
      moments.add(new long[] {59, coordinators.unsent(59).length()});
      memory.putLong(16, 59);
      moments.add(new long[] {59, coordinators.unsent(59).length()});
      workers.append(payload(20).array(), 0, 20);
      moments.add(new long[] {79, coordinators.unsent(79).length()});
    }
    for (long[] moment : moments) {
      assertThat(moment[0] + moment[1]).isIn(59L, 79L);
    }
  }

  @Test
  void theTailIsRightAtAnyTimeWhileTheWorkerSends() throws Exception {
    ExecutorService worker = Executors.newSingleThreadExecutor();
    try {
      int frames = 200_000;
      long[] written = new long[1];
      Future<?> done =
          worker.submit(
              () -> {
                byte[] buffer = new byte[8];
                for (int i = 0; i < frames; i++) {
                  Arrays.fill(buffer, (byte) (i % 100));
                  workers.append(buffer, 0, 4);
                  workers.append(buffer, 4, 8);
                  written[0] += 8;
                  workers.drained(written[0]);
                }
              });
      // Nobody reads the outbox of a living worker; if it is read, it must still be harmless.
      while (!done.isDone()) {
        assertThat(coordinators.unsent(frames * 4L).length()).isLessThanOrEqualTo(Wire.BUFFER);
      }
      done.get();
      assertThat(coordinators.unsent(written[0]).length()).isZero();
    } finally {
      worker.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, Wire.BUFFER + 1})
  void countsThatNoWorkerWritesAreNotBelieved(long wild) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
      memory.order(ByteOrder.nativeOrder());
      for (long base : new long[] {0, wild}) {
        memory.putLong(16, base);
        memory.putLong(24, wild);
        for (long received : new long[] {0, 10, Long.MAX_VALUE}) {
          assertThat(coordinators.unsent(received).length()).isZero();
        }
      }
      memory.putLong(16, wild);
      memory.putLong(24, 10);
      for (long received : new long[] {0, 5, 100, Long.MAX_VALUE}) {
        assertThat(coordinators.unsent(received).length()).isLessThanOrEqualTo(10);
      }
    }
  }

  // The file.

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void aFileOfTheWrongSizeIsRefused(int more) throws IOException {
    long size = Files.size(file);
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      access.setLength(more < 0 ? size - 1 : size + 1);
    }
    assertThatThrownBy(() -> Page.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(String.valueOf(size + more))
        .hasMessageContaining(String.valueOf(size));
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty"));
    assertThatThrownBy(() -> Page.open(empty)).isInstanceOf(IOException.class);
  }

  @Test
  void aFileThatIsThereAlreadyIsNotTaken() {
    assertThatThrownBy(() -> Page.create(file)).isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void thePageOfNobodyWorksAlike() {
    Page page = Page.unshared();
    assertThat(page.isShared()).isFalse();
    page.begins(4);
    assertThat(page.swap(State.IDLE, 0, State.RUNNING, 3)).isTrue();
    assertThat(page.state()).isEqualTo(State.RUNNING);
    assertThat(page.sequence()).isEqualTo(3);
    page.append(new byte[10], 0, 10);
    assertThat(page.unsent(4).length()).isEqualTo(6);
    page.drained(10);
    assertThat(page.unsent(4).length()).isZero();
  }

  /** The outcomes in a stream that breaks off here and goes on with the page's tail. */
  private List<Long> sequences(byte[] stream, int received) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(stream, 0, received);
    coordinators.unsent(received).writeTo(whole);
    FrameReader reader = new FrameReader(new ByteArrayInputStream(whole.toByteArray()));
    reader.preamble();
    List<Long> sequences = new ArrayList<>();
    for (Frame frame = reader.read(); frame != null; frame = reader.read()) {
      sequences.add(((Frame.Threw) frame).sequence());
    }
    return sequences;
  }

  /** A worker's writing end, whose pipe is an array. */
  private static final class WorkerEnd implements FrameWriter.Sink {
    final ByteArrayOutputStream pipe = new ByteArrayOutputStream();
    final FrameWriter frames = new FrameWriter(this);
    private final Page page;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

    WorkerEnd(Page page) {
      this.page = page;
    }

    void greet() throws IOException {
      frames.preamble();
    }

    void outcomes(long from, long to) throws IOException {
      for (long sequence = from; sequence <= to; sequence++) {
        frames.threw(sequence, 0, payload((int) sequence));
      }
    }

    /** What has been sent and what has not. */
    byte[] everything() {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(pipe.toByteArray());
      all.writeBytes(pending.toByteArray());
      return all.toByteArray();
    }

    @Override
    public void completed(byte[] buffer, int from, int to) {
      page.append(buffer, from, to);
      pending.write(buffer, from, to - from);
    }

    @Override
    public void write(byte[] buffer, int length) {
      pipe.write(buffer, 0, length);
      pending.reset();
      page.drained(pipe.size());
    }
  }
}
