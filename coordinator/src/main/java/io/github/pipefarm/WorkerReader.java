package io.github.pipefarm;

import io.github.pipefarm.protocol.Decoder;
import io.github.pipefarm.protocol.Frame;
import io.github.pipefarm.protocol.Frame.NotTransferred.What;
import io.github.pipefarm.protocol.FrameReader;
import io.github.pipefarm.protocol.IncomingNames;
import io.github.pipefarm.protocol.ThrownCodec;
import io.github.pipefarm.protocol.TransferException;
import io.github.pipefarm.protocol.WireException;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a worker that is ready sends, and settles slots. It tells scheduler and jobs of it
 * when it has settled all that had come, and not for each one. Of the worker's reader thread.
 */
final class WorkerReader {
  private final Scheduler scheduler;
  private final Credit credit;
  private final InFlight inFlight;
  private final WorkerFeeder feeder;
  private final OptionalLong pid;
  private final ThrownCodec thrown;
  private final IncomingNames names = new IncomingNames();
  private final Decoder decoder = new Decoder(names);

  /** The task that was announced last, by a worker that has no page. */
  private long started;

  // What was settled since scheduler and job were told.
  private @Nullable JobRun job;
  private int settled;
  private long bytes;
  private long nanos;
  private long expectedNanos;

  WorkerReader(
      Scheduler scheduler,
      Credit credit,
      InFlight inFlight,
      WorkerFeeder feeder,
      OptionalLong pid,
      ThrownCodec thrown) {
    this.scheduler = scheduler;
    this.credit = credit;
    this.inFlight = inFlight;
    this.feeder = feeder;
    this.pid = pid;
    this.thrown = thrown;
  }

  /** Reads to the end of the stream. */
  void readAll(FrameReader frames) throws IOException {
    try {
      Frame frame = frames.read();
      while (frame != null) {
        accept(frame);
        if (!frames.hasBuffered()) {
          tell();
        }
        frame = frames.read();
      }
    } finally {
      tell();
    }
  }

  /** The sequence of the task that was announced last; 0 if none was. */
  long started() {
    return started;
  }

  private void accept(Frame frame) throws WireException {
    if (frame instanceof Frame.Returned returned) {
      returned(returned);
    } else if (frame instanceof Frame.Threw threw) {
      Slot slot = take(threw.sequence());
      fail(slot, threw.nanos(), threw(slot, threw));
    } else if (frame instanceof Frame.NotTransferred not) {
      Slot slot = take(not.sequence());
      TransferException why =
          new TransferException(not.reason(), not.path(), not.className(), null);
      fail(slot, not.nanos(), Failures.notTransferred(slot, not.what(), why));
    } else if (frame instanceof Frame.Names more) {
      names.add(more.names());
    } else if (frame instanceof Frame.Recalled recalled) {
      tell();
      recalled(recalled.from());
    } else if (frame instanceof Frame.Started start) {
      started = start.sequence();
    } else {
      throw new WireException(frame.getClass().getSimpleName() + " is not for a coordinator");
    }
  }

  private Slot take(long sequence) throws WireException {
    Slot slot = inFlight.take(sequence);
    if (slot == null) {
      throw new WireException("an outcome of task " + sequence + ", which was not to be expected");
    }
    return slot;
  }

  private void returned(Frame.Returned returned) throws WireException {
    Slot slot = take(returned.sequence());
    long expected = slot.nanos();
    long weight = returned.value().length();
    slot.weighs(weight);
    if (slot.job.isAborted()) {
      // Nobody wants it; decoding may be dear.
      slot.succeed(returned.nanos(), null);
    } else {
      try {
        slot.succeed(returned.nanos(), decoder.decode(returned.value(), slot.job.loader));
      } catch (TransferException e) {
        slot.fail(returned.nanos(), Failures.notTransferred(slot, What.RESULT, e));
      }
    }
    count(slot, expected, weight);
  }

  private Failure threw(Slot slot, Frame.Threw threw) {
    return Failures.threw(slot, pid, thrown.decode(threw.thrown(), slot.job.loader));
  }

  private void fail(Slot slot, long afterNanos, Failure failure) {
    long expected = slot.nanos();
    slot.fail(afterNanos, failure);
    count(slot, expected, 0);
  }

  private void count(Slot slot, long expected, long weight) {
    slot.job.settled(slot);
    if (job != slot.job) {
      tell();
      job = slot.job;
    }
    settled++;
    bytes += weight;
    nanos += slot.nanos();
    expectedNanos += expected;
  }

  private void tell() {
    if (job != null && settled > 0) {
      scheduler.ended(credit, job.lane(), settled, expectedNanos, nanos);
      job.settled(settled, bytes);
    }
    job = null;
    settled = 0;
    bytes = 0;
    nanos = 0;
    expectedNanos = 0;
  }

  private void recalled(long from) {
    var tasks = inFlight.takeRange(from, feeder.recalledTo());
    tasks.forEach(Slot::takenBack);
    scheduler.recalled(credit, tasks);
  }
}
