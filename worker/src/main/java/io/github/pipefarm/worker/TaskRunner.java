package io.github.pipefarm.worker;

import static java.util.Objects.requireNonNull;

import io.github.pipefarm.function.TaskCallable;
import io.github.pipefarm.function.TaskFunction;
import io.github.pipefarm.protocol.Adapters;
import io.github.pipefarm.protocol.BlobCodec;
import io.github.pipefarm.protocol.Decoder;
import io.github.pipefarm.protocol.Encoder;
import io.github.pipefarm.protocol.Frame.NotTransferred.What;
import io.github.pipefarm.protocol.IncomingNames;
import io.github.pipefarm.protocol.Payload;
import io.github.pipefarm.protocol.TaskScope;
import io.github.pipefarm.protocol.ThrownCodec;
import io.github.pipefarm.protocol.TransferException;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks, one at a time: decodes, calls, encodes, and has the page tell which one it is at. The
 * engines that run tasks in the coordinator's JVM use it as a worker does, so that a task never can
 * tell the difference. Of one thread.
 */
public final class TaskRunner {
  /** Where the outcome of a task goes, encoded. */
  public interface Reply {
    /**
     * The task returned the value that the encoder holds.
     *
     * @param now the time, by {@code System.nanoTime}
     * @return whether that was a matter of nanoseconds, and took no time on a pipe
     */
    boolean returned(long sequence, long nanos, long now, Encoder value);

    /** The task threw. */
    void threw(long sequence, long nanos, Payload thrown);

    /** Function, item or result could not be transferred. */
    void notTransferred(long sequence, long nanos, What what, TransferException why);
  }

  /** What stands in for the function of a job; classes, since such lambdas can't be archived. */
  @SuppressWarnings("serial") // it never leaves the worker
  private static final class Call implements TaskFunction<@Nullable Object, @Nullable Object> {
    @Override
    public @Nullable Object apply(@Nullable Object callable) throws Exception {
      return ((TaskCallable<?>) requireNonNull(callable)).call();
    }
  }

  /** Of a task that is found to be cancelled before its function is needed. */
  @SuppressWarnings("serial") // as above
  private static final class Unwanted implements TaskFunction<@Nullable Object, @Nullable Object> {
    @Override
    public @Nullable Object apply(@Nullable Object item) {
      return null;
    }
  }

  private static final Call CALL = new Call();
  private static final Unwanted UNWANTED = new Unwanted();

  private final BlobCodec blobs;
  private final ThrownCodec thrown;
  private final Decoder items;
  private final Encoder results;
  private final Interrupts interrupts;
  private final TaskScope scope;
  private final Reply reply;
  private boolean isInDoubt;

  /**
   * When the last task ended, if the next one is to begin just then; 0 if that has to be looked up.
   * Looking at the clock takes longer than most else that is done for a tiny task.
   */
  private long justNow;

  /** Puts a runner together; the encoder is the one that {@code reply} is handed. */
  public TaskRunner(
      BlobCodec blobs,
      Decoder items,
      Encoder results,
      Interrupts interrupts,
      TaskScope scope,
      Reply reply) {
    this.blobs = blobs;
    this.thrown = new ThrownCodec(blobs);
    this.items = items;
    this.results = results;
    this.interrupts = interrupts;
    this.scope = scope;
    this.reply = reply;
  }

  /**
   * Runs one task of a job.
   *
   * @param payload gives the item, encoded with these names, and does not keep it
   */
  public void run(
      JobFunction job,
      long sequence,
      long index,
      int attempt,
      Supplier<Payload> payload,
      IncomingNames names) {
    long start = justNow != 0 ? justNow : System.nanoTime();
    justNow = 0;
    scope.prepare(job.loader());
    TaskFunction<@Nullable Object, @Nullable Object> function = null;
    if (!job.isFreshEachTime()) {
      boolean isNew = !job.isDecoded();
      try {
        if (isNew) {
          interrupts.beginFunction(sequence, start);
          if (interrupts.isCancelled()) {
            throw new TransferException(Interrupts.TOO_LATE, "", "", null);
          }
        }
        function = job.get(blobs);
      } catch (TransferException e) {
        interrupts.goOn();
        reply.notTransferred(sequence, since(start), What.FUNCTION, e);
        interrupts.leave();
        return;
      }
      if (isNew) {
        // From here on it is the task's time: the function was the job's.
        start = System.nanoTime();
      }
    }
    interrupts.begin(sequence, start);
    What decoding = What.FUNCTION;
    @Nullable Object item;
    try {
      boolean isWanted = !interrupts.isCancelled();
      if (function == null) {
        function = isWanted ? job.fresh(blobs) : UNWANTED;
      }
      Thread.currentThread().setContextClassLoader(Adapters.loaderOf(function));
      decoding = What.ITEM;
      scope.enter(index, attempt, job.seed(), interrupts.cancelled());
      item = isWanted ? items.decode(payload.get(), job.loader(), names) : null;
    } catch (TransferException e) {
      interrupts.goOn();
      scope.leave();
      reply.notTransferred(sequence, since(start), decoding, e);
      return;
    }
    apply(function, item, job, sequence, start);
  }

  /** Runs a task that came on its own. */
  public void call(long sequence, int attempt, JobFunction job) {
    long start = System.nanoTime();
    justNow = 0;
    scope.prepare(job.loader());
    interrupts.begin(sequence, start);
    @Nullable Object callable;
    try {
      callable = interrupts.isCancelled() ? null : job.callable(blobs);
    } catch (TransferException e) {
      interrupts.goOn();
      reply.notTransferred(sequence, since(start), What.FUNCTION, e);
      return;
    }
    if (callable != null) {
      Thread.currentThread().setContextClassLoader(Adapters.loaderOf(callable));
    }
    scope.enter(0, attempt, job.seed(), interrupts.cancelled());
    apply(CALL, callable, job, sequence, start);
  }

  private void apply(
      TaskFunction<@Nullable Object, @Nullable Object> function,
      @Nullable Object item,
      JobFunction job,
      long sequence,
      long start) {
    @Nullable Object value = null;
    Throwable failure = null;
    try {
      if (interrupts.isCancelled()) {
        throw new CancellationException(Interrupts.TOO_LATE);
      }
      value = function.apply(item);
    } catch (Throwable e) {
      failure = e;
    }
    long end = System.nanoTime();
    long nanos = end - start;
    interrupts.goOn();
    if (job.isChecked()) {
      failure = job.checked(failure);
      interrupts.goOn(); // code of the user's may have taken its time over it
    }
    if (failure != null) {
      isInDoubt |= failure instanceof VirtualMachineError;
      Payload encoded = encode(failure);
      interrupts.goOn();
      scope.leave();
      reply.threw(sequence, nanos, encoded);
    } else {
      justNow = send(value, sequence, nanos, end) && !job.isChecked() ? end : 0;
    }
  }

  private Payload encode(Throwable failure) {
    try {
      return thrown.encode(failure);
    } catch (OutOfMemoryError e) {
      isInDoubt = true;
      return thrown.encode(new OutOfMemoryError("no memory was left to say more"));
    }
  }

  /** Whether a task has met an error of the JVM, after which nobody knows what still works. */
  public boolean isInDoubt() {
    return isInDoubt;
  }

  /** Sends a result; whether that took no time worth measuring. */
  private boolean send(@Nullable Object value, long sequence, long nanos, long now) {
    try {
      results.encode(value);
    } catch (TransferException e) {
      interrupts.goOn();
      scope.leave();
      reply.notTransferred(sequence, nanos, What.RESULT, e);
      return false;
    }
    if (!results.heldLeaf()) {
      interrupts.goOn(); // code of the user's may have taken its time over it
    }
    scope.leave();
    return reply.returned(sequence, nanos, now, results) && results.heldLeaf();
  }

  /** The thread is at no task from now on: the next one does not begin when the last has ended. */
  public void pause() {
    interrupts.leave();
    justNow = 0;
  }

  private static long since(long start) {
    return System.nanoTime() - start;
  }
}
