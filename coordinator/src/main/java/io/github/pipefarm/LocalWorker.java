package io.github.pipefarm;

import io.github.pipefarm.protocol.Decoder;
import io.github.pipefarm.protocol.Encoder;
import io.github.pipefarm.protocol.Frame.NotTransferred.What;
import io.github.pipefarm.protocol.IncomingNames;
import io.github.pipefarm.protocol.OutgoingNames;
import io.github.pipefarm.protocol.Page;
import io.github.pipefarm.protocol.Payload;
import io.github.pipefarm.protocol.ThrownCodec;
import io.github.pipefarm.protocol.TransferException;
import io.github.pipefarm.worker.JobFunction;
import io.github.pipefarm.worker.TaskRunner;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A worker in this JVM: everything goes through the same encoders, the same runner and the same
 * decoders as with a process, so that a task works on copies here as well. Of one thread at a time.
 */
final class LocalWorker implements TaskRunner.Reply {
  private static final ThreadLocal<@Nullable FarmRuntime> IN_TASK_OF = new ThreadLocal<>();

  private final FarmRuntime farm;
  private final String name;
  private final ThrownCodec thrown;
  private final OutgoingNames itemNames = new OutgoingNames();
  private final IncomingNames itemNamesThere = new IncomingNames();
  private final Encoder items = new Encoder(itemNames);
  private final OutgoingNames resultNames = new OutgoingNames();
  private final IncomingNames resultNamesHere = new IncomingNames();
  private final Decoder results = new Decoder(resultNamesHere);
  private final TaskRunner runner;
  private long sequence;
  private @Nullable Slot current;

  LocalWorker(FarmRuntime farm, String name) {
    this.farm = farm;
    this.name = name;
    this.thrown = new ThrownCodec(farm.blobs());
    this.runner =
        new TaskRunner(
            farm.blobs(),
            new Decoder(itemNamesThere),
            new Encoder(resultNames),
            Page.unshared(),
            this);
  }

  /** Whether the calling thread is inside a task of a farm. */
  static boolean isInTaskOf(FarmRuntime farm) {
    return IN_TASK_OF.get() == farm;
  }

  /** Runs a task and settles its slot. */
  void run(Slot slot, JobFunction function) {
    sequence++;
    slot.sent(name, sequence);
    current = slot;
    Thread thread = Thread.currentThread();
    ClassLoader loaderBefore = thread.getContextClassLoader();
    FarmRuntime farmBefore = IN_TASK_OF.get();
    thread.setContextClassLoader(slot.job.loader);
    IN_TASK_OF.set(farm);
    try {
      if (slot.job.isSingleTask()) {
        slot.weighs(slot.job.encoded.length());
        runner.call(sequence, slot.job.encoded, slot.job.loader);
      } else {
        runner.run(function, sequence, encode(slot));
      }
    } catch (TransferException e) {
      slot.notSent(Failures.notTransferred(slot, What.ITEM, e));
    } finally {
      if (farmBefore == null) {
        IN_TASK_OF.remove();
      } else {
        IN_TASK_OF.set(farmBefore);
      }
      thread.setContextClassLoader(loaderBefore);
      current = null;
    }
  }

  private Payload encode(Slot slot) throws TransferException {
    items.encode(slot.item);
    itemNamesThere.add(itemNames.takeNew());
    slot.weighs(items.length());
    return items.payload();
  }

  private Slot current() {
    if (current == null) {
      throw new IllegalStateException("no task");
    }
    return current;
  }

  @Override
  public void returned(long ofSequence, long nanos, Encoder value) {
    Slot slot = current();
    resultNamesHere.add(resultNames.takeNew());
    slot.weighs(value.length());
    try {
      slot.succeed(nanos, results.decode(value.payload(), slot.job.loader));
    } catch (TransferException e) {
      slot.fail(nanos, Failures.notTransferred(slot, What.RESULT, e));
    }
  }

  @Override
  public void threw(long ofSequence, long nanos, Payload encoded) {
    Slot slot = current();
    Throwable cause = thrown.decode(encoded, slot.job.loader);
    slot.fail(nanos, Failures.threw(slot, OptionalLong.empty(), cause));
  }

  @Override
  public void notTransferred(long ofSequence, long nanos, What what, TransferException why) {
    Slot slot = current();
    slot.fail(nanos, Failures.notTransferred(slot, what, why));
  }
}
