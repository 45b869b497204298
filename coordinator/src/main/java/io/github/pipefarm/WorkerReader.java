package io.github.pipefarm;

import io.github.pipefarm.protocol.Decoder;
import io.github.pipefarm.protocol.Frame;
import io.github.pipefarm.protocol.Frame.NotTransferred.What;
import io.github.pipefarm.protocol.FrameReader;
import io.github.pipefarm.protocol.IncomingNames;
import io.github.pipefarm.protocol.Page;
import io.github.pipefarm.protocol.Payload;
import io.github.pipefarm.protocol.ReturnedView;
import io.github.pipefarm.protocol.ThrownCodec;
import io.github.pipefarm.protocol.TransferException;
import io.github.pipefarm.protocol.WireException;
import java.io.IOException;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a worker that is ready sends, and settles slots. It tells scheduler and jobs of it
 * when it has settled all that had come, and not for each one. Of the worker's reader thread.
 */
final class WorkerReader {
  private final ProcessEngine engine;
  private final Scheduler scheduler;
  private final Credit credit;
  private final InFlight inFlight;
  private final TimeoutWatch timeouts;
  private final Page page;
  private final WorkerFeeder feeder;
  private final OptionalLong pid;
  private final ProcessWorker worker;
  private final ThrownCodec thrown;
  private final ClassServer classes;
  private IncomingNames names;
  private Decoder decoder;

  /** Where the task was that is about to be killed, if the worker has said so. */
  private volatile StackTraceElement[] stack = new StackTraceElement[0];

  /** The result at hand. */
  private final ReturnedView result = new ReturnedView();

  private final Value resultValue = result::decode;

  // What was settled since scheduler and job were told.
  private @Nullable JobRun job;
  private final Tally tally = new Tally();
  private long expectedNanos;

  private boolean hasSettled;
  private long countedBytes;

  /**
   * @param worker whose frames it reads
   */
  WorkerReader(
      ProcessEngine engine,
      Credit credit,
      InFlight inFlight,
      TimeoutWatch timeouts,
      Page page,
      WorkerFeeder feeder,
      ClassServer classes,
      long pid,
      ProcessWorker worker) {
    this.engine = engine;
    this.scheduler = engine.scheduler();
    this.names = new IncomingNames(engine.options().allowed());
    this.decoder = new Decoder(names);
    this.thrown = new ThrownCodec(engine.received());
    this.credit = credit;
    this.inFlight = inFlight;
    this.timeouts = timeouts;
    this.page = page;
    this.feeder = feeder;
    this.classes = classes;
    this.pid = OptionalLong.of(pid);
    this.worker = worker;
  }

  /** Reads to the end of the stream. */
  void readAll(FrameReader frames) throws IOException {
    try {
      while (acceptBuffered(frames)) {
        tell();
        engine.farm().statistics().received(frames.received() - countedBytes);
        countedBytes = frames.received();
      }
    } catch (WorkerStream.LeftBehindException e) {
      throw e; // all that had come was told before the pipe was asked for more
    } catch (IOException | RuntimeException | Error e) {
      tell();
      throw e;
    }
    tell();
  }

  /**
   * Accepts a frame and what has come with it. It is called again and again, since a loop that
   * never ends may be left to the interpreter for ever once its compiled code was thrown away.
   *
   * @return false at the end of the stream
   */
  private boolean acceptBuffered(FrameReader frames) throws IOException {
    while (acceptReturned(frames) || acceptNext(frames)) {
      if (!frames.hasBuffered()) {
        return true;
      }
    }
    return false;
  }

  private boolean acceptReturned(FrameReader frames) throws IOException {
    if (!frames.readReturned(result)) {
      return false;
    }
    returned(result.sequence(), result.nanos(), result.length(), resultValue);
    return true;
  }

  /** Keeps no frame while it waits for the next one: it may be a large one. */
  private boolean acceptNext(FrameReader frames) throws IOException {
    Frame frame = frames.read();
    if (frame != null) {
      accept(frame);
    }
    return frame != null;
  }

  /** Where the task was that is about to be killed; empty if the worker has not said so. */
  StackTraceElement[] stack() {
    return stack.clone();
  }

  private void accept(Frame frame) throws WireException {
    if (frame instanceof Frame.Returned returned) {
      Payload value = returned.value();
      returned(
          returned.sequence(),
          returned.nanos(),
          value.length(),
          (with, loader) -> with.decode(value, loader));
      page.hasRead(returned.sequence()); // it may stand in blocks
    } else if (frame instanceof Frame.Threw threw) {
      threw(take(threw.sequence()), threw);
    } else if (frame instanceof Frame.NotTransferred not) {
      notTransferred(take(not.sequence()), not);
    } else if (frame instanceof Frame.Names more) {
      names.add(more.names());
    } else if (frame instanceof Frame.NamesAnew) {
      names = new IncomingNames(engine.options().allowed());
      decoder = new Decoder(names);
    } else if (frame instanceof Frame.Recalled recalled) {
      tell();
      recalled(recalled.from());
    } else if (frame instanceof Frame.Stack asked) {
      stack = asked.elements().toArray(StackTraceElement[]::new);
      worker.hasAnswered();
    } else if (frame instanceof Frame.Started started) {
      started(started);
    } else if (frame instanceof Frame.Retired retires) {
      worker.retires(retires.reason());
    } else if (!classes.accept(frame)) {
      throw new WireException(frame.getClass().getSimpleName() + " is not for a coordinator");
    }
  }

  private void started(Frame.Started started) {
    long began = worker.localNanos(started.nanoTime());
    Slot slot = inFlight.find(started.sequence());
    if (!page.isShared()) {
      page.enterJob(slot == null ? 0 : slot.job.id);
      page.begins(started.nanoTime());
      page.enter(Page.State.RUNNING, started.sequence());
    }
    if (slot instanceof SingleSlot task) {
      engine.farm().events().started(task, Instant.now().plusNanos(began - System.nanoTime()));
    }
  }

  /** Whether any task has got an outcome from this worker. */
  boolean hasSettled() {
    return hasSettled;
  }

  private SingleSlot take(long sequence) throws WireException {
    SingleSlot slot = inFlight.take(sequence);
    if (slot == null) {
      throw new WireException(
          "an outcome of task %d, where %s was to be expected"
              .formatted(sequence, inFlight.describeNext()));
    }
    hasCome(sequence);
    timeouts.gone(slot);
    slot.printed(worker.outputOf(sequence));
    return slot;
  }

  /** An outcome has come. */
  private void hasCome(long sequence) {
    timeouts.settled(sequence);
    if (!page.isShared()) {
      page.enter(Page.State.IDLE, sequence);
    }
    if (!hasSettled) {
      hasSettled = true;
      engine.works();
    }
  }

  /** Decodes the value of a result. */
  private interface Value {
    @Nullable Object decode(Decoder decoder, ClassLoader loader) throws TransferException;
  }

  private void returned(long sequence, long nanos, long weight, Value value) throws WireException {
    WideSlot wide = inFlight.wide(sequence);
    if (wide != null && !wide.job.isAborted() && !engine.farm().events().isRecorded(nanos)) {
      returned(wide, sequence, nanos, weight, value);
      return;
    }
    SingleSlot slot = take(sequence);
    slot.weighs(weight);
    if (slot.job.isAborted()) {
      cancel(slot, nanos, weight); // nobody wants it; decoding may be dear
      return;
    }
    long expected = slot.nanos();
    try {
      slot.succeed(nanos, value.decode(decoder, slot.job.loader));
    } catch (TransferException e) {
      notReceived(slot, nanos, weight, e);
      return;
    }
    count(slot, expected, weight);
  }

  private void returned(WideSlot wide, long sequence, long nanos, long weight, Value value)
      throws WireException {
    Object result;
    try {
      result = value.decode(decoder, wide.job.loader);
    } catch (TransferException e) {
      SingleSlot slot = take(sequence);
      slot.weighs(weight);
      notReceived(slot, nanos, weight, e);
      return;
    }
    hasCome(sequence);
    turnTo(wide.job);
    tally.addSuccess(nanos, weight);
    expectedNanos += wide.nanos();
    inFlight.succeed(wide, sequence, result, weight);
  }

  private void notReceived(SingleSlot slot, long afterNanos, long weight, TransferException why)
      throws WireException {
    if (why.isOfDamage()) {
      throw damaged(slot, weight, why);
    }
    fail(slot, afterNanos, weight, Failures.notTransferred(slot, What.RESULT, why));
  }

  /** Whoever sends such a thing is not believed any more; the task that it is about has failed. */
  private WireException damaged(SingleSlot slot, long weight, TransferException why) {
    String what = "the result of task %d: %s".formatted(slot.index(), why.getMessage());
    String worker = slot.worker();
    fail(slot, 0, weight, () -> new ProtocolException(worker + ": " + what, why));
    return new WireException(what);
  }

  private void notTransferred(SingleSlot slot, Frame.NotTransferred not) {
    if (slot.job.isAborted()) {
      cancel(slot, not.nanos(), 0);
      return;
    }
    TransferException why = new TransferException(not.reason(), not.path(), not.className(), null);
    fail(slot, not.nanos(), 0, Failures.notTransferred(slot, not.what(), why));
  }

  private void threw(SingleSlot slot, Frame.Threw threw) {
    if (slot.job.isAborted()) {
      cancel(slot, threw.nanos(), 0);
      return;
    }
    long expected = slot.nanos();
    Throwable cause = thrown.decode(threw.thrown(), slot.job.loader);
    Failure failure = Failures.threw(slot, pid, cause, engine.maxHeap());
    if (slot.retry(cause, threw.nanos())) {
      tell();
      scheduler.ended(credit, slot.job.lane(), 1, expected, threw.nanos());
      engine.retry(slot, threw.nanos(), failure);
    } else {
      fail(slot, threw.nanos(), 0, failure);
    }
  }

  private void cancel(SingleSlot slot, long afterNanos, long weight) {
    long expected = slot.nanos();
    slot.cancel(afterNanos, Failures.cancelled(slot));
    count(slot, expected, weight);
  }

  private void fail(SingleSlot slot, long afterNanos, long weight, Failure failure) {
    long expected = slot.nanos();
    slot.fail(afterNanos, failure);
    count(slot, expected, weight);
  }

  private void count(SingleSlot slot, long expected, long weight) {
    slot.job.settled(slot);
    turnTo(slot.job);
    tally.add(slot, weight);
    expectedNanos += expected;
  }

  /** From here on, tasks of this job are counted. */
  private void turnTo(JobRun next) {
    if (job != next) {
      tell();
      job = next;
    }
  }

  private void tell() {
    if (job != null && tally.tasks() > 0) {
      scheduler.ended(credit, job.lane(), tally.tasks(), expectedNanos, tally.nanos());
      job.settled(tally);
    }
    job = null;
    tally.clear();
    expectedNanos = 0;
  }

  private void recalled(long from) {
    var tasks = inFlight.takeRange(from, feeder.recalledTo());
    tasks.forEach(SingleSlot::takenBack);
    tasks.forEach(timeouts::gone);
    scheduler.recalled(credit, tasks);
  }
}
