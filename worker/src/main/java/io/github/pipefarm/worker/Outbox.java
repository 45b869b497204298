package io.github.pipefarm.worker;

import io.github.pipefarm.protocol.Encoder;
import io.github.pipefarm.protocol.Frame;
import io.github.pipefarm.protocol.Frame.NotTransferred.What;
import io.github.pipefarm.protocol.FrameWriter;
import io.github.pipefarm.protocol.OutgoingNames;
import io.github.pipefarm.protocol.Page;
import io.github.pipefarm.protocol.Payload;
import io.github.pipefarm.protocol.TransferException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * All that a worker sends. Results gather in a buffer, and at once in the page's outbox, where they
 * outlive the worker; the buffer is sent when it is full, when main has nothing else to do or has
 * sent nothing for some milliseconds, and by the writer thread when a result has waited for as
 * long, so that a long task never delays the result of the one before it. As long as results come,
 * the writer looks after them by itself: to wake it for each first one would take more time than to
 * send them. It also sends what the reader has to answer, since the reader never writes.
 *
 * <p>The token says who writes. It is passed on between the parts of a long frame. A pipe that
 * can't be written to means that the coordinator is gone, and so ends the JVM.
 */
final class Outbox implements Runnable, TaskRunner.Reply {
  /**
   * How long a result may wait for others to travel with. Too short for anyone to notice, and for
   * the coordinator to run out of tasks to send; long enough that tiny tasks travel by the
   * thousand, and those of a millisecond by threes: what is sent wakes the coordinator, which takes
   * the processor from a task.
   */
  private static final long MAX_AGE_NANOS = 2_500_000;

  /** There is nothing that was not sent. */
  private static final long NEVER = Long.MIN_VALUE;

  private final OutputStream pipe;
  private final OutgoingNames names;
  private final Queue<Writing> answers = new ConcurrentLinkedQueue<>();
  private final Semaphore token = new Semaphore(1, true);

  // Of whoever has the token.
  private final FrameWriter frames = new FrameWriter(new PipeSink());
  private Page page = Page.unshared();
  private ResultBlocks blocks = ResultBlocks.NONE;
  private boolean announcesTasks;
  private OutputMarker marker = OutputMarker.NONE;
  private long flushedAt = System.nanoTime();

  // The same; the writer looks at them without.
  private volatile long written;
  private volatile long unsentSince = NEVER;

  private @Nullable Thread writer;

  /** Whether the writer will look into the buffer by itself before long. */
  private volatile boolean armed;

  Outbox(OutputStream pipe, OutgoingNames names) {
    this.pipe = pipe;
    this.names = names;
  }

  /** Greets the coordinator. */
  void hello(Frame.Hello hello) throws IOException {
    frames.preamble();
    frames.hello(hello);
    frames.flush();
  }

  /**
   * Keeps unsent results on this page from now on, and starts the writer.
   *
   * @param blocks where results come from that are large
   * @param announcesTasks whether the coordinator wants to know when a task begins
   */
  void start(Page page, ResultBlocks blocks, boolean announcesTasks, OutputMarker marker) {
    page.drained(written);
    this.page = page;
    this.blocks = blocks;
    this.announcesTasks = announcesTasks;
    this.marker = marker;
    Thread thread = new Thread(this, "pipefarm-writer");
    thread.setDaemon(true);
    this.writer = thread;
    thread.start();
  }

  void ready() {
    marker.write(0);
    write(frames::ready);
    flush();
  }

  void initializerFailed(Payload thrown) {
    write(() -> frames.initializerFailed(thrown));
    flush();
  }

  /** Announces a task, where there is no page that tells it, or where somebody wants to know. */
  void started(long sequence) {
    if (!page.isShared() || announcesTasks) {
      long now = System.nanoTime();
      write(() -> frames.started(sequence, now));
      flushSoon();
    }
  }

  /** Says that this worker will end, and why. */
  void retired(String reason) {
    write(() -> frames.retired(reason));
    flush();
  }

  @Override
  public boolean returned(long sequence, long nanos, long now, Encoder value) {
    marker.write(sequence);
    token.acquireUninterruptibly();
    boolean isBuffered;
    try {
      long before = written;
      writeAnswers();
      frames.returned(sequence, nanos, value, names);
      blocks.sent(sequence, value.takeBlocks());
      hasWritten(now);
      if (now - flushedAt > MAX_AGE_NANOS) {
        frames.flush(); // cheaper than to have the writer do it
        flushedAt = now;
      }
      isBuffered = written == before;
    } catch (IOException e) {
      throw orphaned(e);
    } finally {
      token.release();
    }
    value.clear();
    return isBuffered;
  }

  @Override
  public void threw(long sequence, long nanos, Payload thrown) {
    marker.write(sequence);
    write(() -> frames.threw(sequence, nanos, thrown));
  }

  @Override
  public void notTransferred(long sequence, long nanos, What what, TransferException why) {
    marker.write(sequence);
    write(() -> frames.notTransferred(sequence, nanos, what, why));
  }

  /** Answers a recall; called by the reader, written by the writer. */
  void recalled(long from) {
    answer(() -> frames.recalled(from));
  }

  /** Answers where main is; called by the reader, written by the writer. */
  void stack(StackTraceElement[] elements) {
    answer(() -> frames.stack(elements));
  }

  /** Asks for a class; called by the thread that needs it, written by the writer. */
  void classWanted(long request, long loader, String name) {
    answer(() -> frames.classWanted(request, loader, name));
  }

  /** Asks for resources; called by the thread that needs them, written by the writer. */
  void resourcesWanted(long request, long loader, String name, boolean all) {
    answer(() -> frames.resourcesWanted(request, loader, name, all));
  }

  /** Tells names, or that there are new ones from now on. */
  void names() {
    write(() -> frames.names(names));
  }

  private void answer(Writing answer) {
    answers.add(answer);
    LockSupport.unpark(writer);
  }

  /** Sends what there is. */
  void flush() {
    inTurn(
        () -> {
          frames.flush();
          unsentSince = NEVER;
        });
  }

  /** Sees to it that what there is will be sent before long; at once where it would not survive. */
  void flushSoon() {
    if (!page.isShared()) {
      flush();
    } else if (!armed && unsentSince != NEVER) {
      armed = true;
      LockSupport.unpark(writer);
    }
  }

  /** The writer thread. */
  @Override
  public void run() {
    try {
      sendForEver();
    } catch (RuntimeException | Error e) {
      WorkerMain.fail(e);
    }
  }

  private void sendForEver() {
    while (true) {
      while (!armed && answers.isEmpty()) {
        LockSupport.park(this);
      }
      long before = written;
      if (answers.isEmpty()) {
        LockSupport.parkNanos(this, MAX_AGE_NANOS - age());
      }
      if (age() >= MAX_AGE_NANOS || !answers.isEmpty()) {
        flush();
      } else if (written == before && unsentSince == NEVER) {
        armed = false;
        if (unsentSince != NEVER) { // a result that comes later arms it anew
          armed = true;
        }
      }
    }
  }

  /** How long the oldest result has waited to be sent, in nanoseconds. */
  private long age() {
    long since = unsentSince;
    return since == NEVER ? 0 : System.nanoTime() - since;
  }

  private void hasWritten(long now) {
    if (unsentSince == NEVER) {
      unsentSince = now;
    }
  }

  /**
   * Writes what the reader had to answer, before anything else: a result that comes behind the
   * answer to a recall is one of a task that came behind the recall.
   */
  private void writeAnswers() throws IOException {
    for (Writing next = answers.poll(); next != null; next = answers.poll()) {
      next.write();
    }
  }

  private interface Writing {
    void write() throws IOException;
  }

  private void write(Writing writing) {
    inTurn(
        () -> {
          writing.write();
          // Even if the buffer was sent meanwhile: what came behind it was not.
          hasWritten(System.nanoTime());
        });
  }

  private void inTurn(Writing writing) {
    token.acquireUninterruptibly();
    try {
      writeAnswers();
      writing.write();
    } catch (IOException e) {
      throw orphaned(e);
    } finally {
      token.release();
    }
  }

  private static IllegalStateException orphaned(IOException e) {
    Orphan.end();
    return new IllegalStateException("the coordinator is gone", e);
  }

  /** The pipe, and the page beside it. */
  private final class PipeSink implements FrameWriter.Sink {
    @Override
    public void completed(byte[] buffer, int from, int to) {
      page.append(buffer, from, to);
    }

    @Override
    public void write(byte[] buffer, int length) throws IOException {
      pipe.write(buffer, 0, length);
      long all = written + length;
      written = all;
      unsentSince = NEVER;
      page.drained(all);
    }

    @Override
    public void betweenParts() {
      // Fair, so that a writer that waits for it gets it.
      token.release();
      token.acquireUninterruptibly();
    }
  }
}
