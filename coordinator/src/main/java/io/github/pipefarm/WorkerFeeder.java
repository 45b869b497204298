package io.github.pipefarm;

import io.github.pipefarm.protocol.Block;
import io.github.pipefarm.protocol.Blocks;
import io.github.pipefarm.protocol.Encoder;
import io.github.pipefarm.protocol.Frame.NotTransferred.What;
import io.github.pipefarm.protocol.FrameWriter;
import io.github.pipefarm.protocol.HandleId;
import io.github.pipefarm.protocol.Mentions;
import io.github.pipefarm.protocol.OutgoingNames;
import io.github.pipefarm.protocol.Payload;
import io.github.pipefarm.protocol.TransferException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread that feeds one worker: fetches what the scheduler has for it, encodes, writes. It is
 * the only one that writes to the worker's pipe once the worker is welcomed, but for a thread to
 * which the scheduler lends its place while it waits.
 */
final class WorkerFeeder implements Runnable {
  /**
   * A frame of tasks is sent when it has grown to this many bytes, or has so large an item: the
   * worker can begin with it while the next one is encoded.
   */
  private static final int FRAME = 16 * 1024;

  private final Scheduler scheduler;
  private final Credit credit;
  private final InFlight inFlight;
  private final FrameWriter frames;
  private final OutputStream pipe;
  private final TimeoutWatch timeouts;
  private final LongConsumer cancelSent;
  private final Statistics statistics;
  private final long graceMillis;
  private final OutgoingNames names = new OutgoingNames();
  private final Blocks blocks;
  private final Encoder encoder;
  private final Set<Long> functions = new HashSet<>();
  private final SharedFeed shared = new SharedFeed();

  /** The handles that the item at hand mentions. */
  private final Mentions mentions;

  /** The sequence of the last task that was sent, or is being sent. */
  private long sequence;

  /** Whether that is being sent, or what has to come before it. */
  private boolean isAtTask;

  /** The job of the frame of tasks that is being written, if any. */
  private @Nullable JobRun open;

  /** The first sequence in that frame: the worker has none of its tasks before it has them all. */
  private long openFrom;

  // Of the assignment that is being sent.
  private int weighedTasks;
  private long weighedBytes;
  private int failedTasks;

  private volatile boolean hasShutDown;

  /** Whether a thread in its place has not come to the end of what it sends. */
  private boolean isBroken;

  /** Whether it has something to send, and how many bytes it has sent. */
  private volatile boolean isSending;

  private volatile boolean isWriting;
  private volatile long written;

  /** What had been written when it was last asked whether it gets on. */
  private long writtenBefore;

  /** Tasks that were sent before the recall that was sent last have smaller sequences. */
  private volatile long recalledTo;

  /**
   * @param blocks where large items may stand
   * @param pipe the worker's standard input
   * @param cancelSent told of a job whose tasks were cancelled, which may not care
   */
  WorkerFeeder(
      ProcessEngine engine,
      Credit credit,
      InFlight inFlight,
      Blocks blocks,
      TimeoutWatch timeouts,
      OutputStream pipe,
      LongConsumer cancelSent) {
    this.scheduler = engine.scheduler();
    this.graceMillis = engine.options().stopTimeout().toMillis();
    this.statistics = engine.farm().statistics();
    this.credit = credit;
    this.inFlight = inFlight;
    this.blocks = blocks;
    this.encoder = new Encoder(names, blocks);
    this.timeouts = timeouts;
    this.pipe = pipe;
    this.cancelSent = cancelSent;
    this.frames = new FrameWriter(new PipeSink());
    if (blocks != Blocks.NONE) {
      frames.referToFiles();
    }
    this.mentions = new Mentions(engine.farm());
  }

  /** Up to where, excluded, tasks have come back when a recall is answered. */
  long recalledTo() {
    return recalledTo;
  }

  /** Whether the worker was told to end, because the scheduler has nothing more for it. */
  boolean hasShutDown() {
    return hasShutDown;
  }

  /**
   * Whether something is on its way to the worker, or being made ready, and has got on since the
   * last call. For one thread.
   */
  boolean isGettingOn() {
    long now = written;
    boolean gotOn = isSending && (!isWriting || now != writtenBefore);
    writtenBefore = now;
    return gotOn;
  }

  @Override
  public void run() {
    mentions.duringAll();
    try {
      for (Assignment next = scheduler.take(credit); next != null; next = scheduler.take(credit)) {
        isSending = true;
        send(next);
        isSending = false;
      }
      if (isBroken) {
        return;
      }
      hasShutDown = true;
      frames.shutdown(graceMillis);
      frames.flush();
    } catch (IOException e) {
      // The worker is gone. Its reader sees that too, and knows more about it.
      return;
    } finally {
      encoder.clear(); // or the blocks of an item that was not sent would be nobody's
      close(); // without a Shutdown frame before it, this ends the worker at once
    }
  }

  /**
   * Sends what is small, called by a thread that has been lent the place of this one. If it can't,
   * nothing more is sent, and this thread ends the worker as soon as it has its place back.
   *
   * @return whether it could
   */
  boolean sendInPlace(Assignment assignment) {
    isSending = true;
    isBroken = true;
    try {
      send(assignment);
      isBroken = false;
    } catch (IOException e) {
      return false; // the worker is gone
    } finally {
      isSending = false;
    }
    return true;
  }

  private void close() {
    try {
      pipe.close();
    } catch (IOException e) {
      return; // the worker is gone
    }
  }

  private void send(Assignment assignment) throws IOException {
    expect(assignment);
    if (assignment.recall()) {
      recall();
    }
    for (long job : assignment.cancelled()) {
      frames.cancel(job);
      cancelSent.accept(job);
    }
    if (assignment.dumpStack()) {
      frames.dumpStack();
    }
    for (long job : assignment.forgotten()) {
      functions.remove(job);
      frames.forget(job);
    }
    for (HandleId id : assignment.released()) {
      shared.release(id, frames);
    }
    if (!assignment.forgotten().isEmpty() && names.isForeign()) {
      encoder.startAnew(); // or it would keep the loaders of jobs that have ended
      frames.names(names);
    }
    for (News news : assignment.news()) {
      news.write(frames);
    }
    if (!assignment.tasks().isEmpty()) {
      if (assignment.isUrgent()) {
        frames.flush(); // it must not wait until all items are encoded
      }
      send(assignment.tasks());
    }
    frames.flush();
  }

  /**
   * Notes what will be sent, before any of it is: what is noted is not lost with the worker.
   *
   * @throws IOException if the worker has been buried
   */
  private void expect(Assignment assignment) throws IOException {
    List<Slot> tasks = assignment.tasks();
    long next = sequence + 1;
    for (Slot slot : tasks) {
      slot.sent(credit.worker, next);
      next += slot.count();
    }
    if (!inFlight.add(tasks)) {
      List<SingleSlot> singles = assignment.open();
      singles.forEach(SingleSlot::takenBack);
      scheduler.recalled(credit, singles);
      throw new IOException("the worker is gone");
    }
    tasks.forEach(timeouts::sent);
  }

  /** Sends tasks of one lane. */
  private void send(List<Slot> tasks) throws IOException {
    weighedTasks = 0;
    weighedBytes = 0;
    failedTasks = 0;
    JobRun job = tasks.get(0).job;
    isAtTask = true;
    try {
      sendAll(tasks);
    } finally {
      job.weighed(weighedTasks, weighedBytes);
    }
    isAtTask = false;
    scheduler.encoded(credit, job.lane(), weighedTasks, weighedBytes, failedTasks);
  }

  private void sendAll(List<Slot> tasks) throws IOException {
    for (Slot slot : tasks) {
      sequence = slot.sequence();
      if (slot.job.isSingleTask()) {
        weigh(slot, 0, slot.job.encoded().length());
        shared.send(slot.job.mentioned(), frames);
        frames.terms(slot.job.terms);
        frames.call(slot.job.id, sequence, slot.attempts(), inBlocks(slot.job.encoded()));
      } else {
        sendItems(slot);
      }
    }
    endFrame();
  }

  /** A task as it is sent: large arrays of it stand in blocks, which it gives back when it ends. */
  private Payload inBlocks(Payload task) {
    List<Block> taken = new ArrayList<>(0);
    try {
      return task.inBlocks(blocks, taken);
    } finally {
      inFlight.lend(sequence, taken, blocks);
    }
  }

  private void sendItems(Slot slot) throws IOException {
    int count = slot.count();
    for (int position = 0; position < count; position++) {
      sequence = slot.sequence() + position;
      try {
        encoder.encode(slot.item(position));
      } catch (TransferException e) {
        leaveOut(slot, position, e);
        return;
      }
      sendItem(slot, position);
    }
  }

  /** Goes on without a task whose item can't be encoded. */
  private void leaveOut(Slot slot, int position, TransferException why) throws IOException {
    mentions.take();
    // Sequences count on from the first of a frame: the next task must begin a new one.
    endFrame();
    int behind = slot.count() - position - 1;
    Slot.Cut cut = slot.cut(position);
    SingleSlot failed = cut.failed();
    int dropped = behind - cut.behind().size();
    weigh(failed, 0, 0);
    failedTasks += 1 + dropped;
    timeouts.gone(failed);
    if (failed.notSent(credit.worker, sequence, Failures.notTransferred(failed, What.ITEM, why))) {
      failed.job.settled(failed);
      failed.job.settled(Tally.of(failed));
    }
    sequence += dropped;
    for (SingleSlot single : cut.behind()) {
      sendItems(single);
    }
  }

  private void sendItem(Slot slot, int position) throws IOException {
    List<Object> mentioned = mentions.take();
    weigh(slot, position, encoder.length());
    if (!shared.has(mentioned)) {
      endFrame();
      shared.send(mentioned, frames);
    }
    if (names.hasNew()) {
      endFrame();
      frames.names(names);
    }
    if (open != slot.job) {
      endFrame();
      beginFrame(slot);
    }
    boolean isLarge = encoder.length() >= FRAME;
    inFlight.lend(sequence, encoder.takeBlocks(), blocks);
    frames.task(slot.index() + position, slot.attempts(), encoder);
    encoder.clear();
    if (isLarge || frames.size() >= FRAME) {
      endFrame();
      frames.flush();
    }
  }

  /** Weighs a task, unless it was before: it may have been sent to another worker. */
  private void weigh(Slot slot, int position, long bytes) {
    if (slot.weighItem(position, bytes)) {
      weighedTasks++;
      weighedBytes += bytes;
    }
  }

  private void beginFrame(Slot slot) throws IOException {
    if (functions.add(slot.job.id)) {
      shared.send(slot.job.mentioned(), frames);
      frames.terms(slot.job.terms);
      frames.function(slot.job.id, slot.job.encoded());
    }
    frames.beginTasks(slot.job.id, sequence);
    open = slot.job;
    openFrom = sequence;
  }

  private void endFrame() throws IOException {
    if (open != null) {
      frames.endTasks();
      open = null;
    }
  }

  /** Asks for what has been sent whole, and not for what is just being sent. */
  private void recall() throws IOException {
    if (open != null) {
      recalledTo = openFrom;
    } else {
      recalledTo = isAtTask ? sequence : sequence + 1;
    }
    frames.recall();
  }

  private final class PipeSink implements FrameWriter.Sink {
    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
    public void write(byte[] buffer, int length) throws IOException {
      isWriting = true;
      pipe.write(buffer, 0, length);
      pipe.flush();
      isWriting = false;
      written += length;
      statistics.sent(length);
    }

    @Override
    public void passed(int bytes) {
      statistics.sent(bytes);
    }

    @Override
    public void betweenParts() throws IOException {
      if (scheduler.takeRecall(credit)) {
        recall();
      }
    }
  }
}
