package io.github.pipefarm;

import io.github.pipefarm.protocol.BlobCodec;
import io.github.pipefarm.protocol.BlockPool;
import io.github.pipefarm.protocol.Payload;
import io.github.pipefarm.protocol.PayloadFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Runs tasks in child JVMs. */
final class ProcessEngine extends SchedulingEngine {
  /**
   * How long a farm has to live until it does something for later ones: who is in a hurry must not
   * be disturbed by that.
   */
  private static final Duration TIME_TO_ARCHIVE = Duration.ofSeconds(2);

  /** How many workers in a row may die before they are ready. */
  private static final int MAX_FAILED_STARTS = 3;

  /**
   * How many megabytes of large items may be on their way to a farm's workers beside the pipes, and
   * how many of results on their way back: twice the window, so that a retry finds room as well.
   */
  private static final int MOST_BLOCKS = 128;

  /** A worker with fewer would not get a result of 16 MB through. */
  private static final int FEWEST_BLOCKS = 16;

  private final ProcessOptions options;
  private final Initializer initializer;
  private final BlobCodec received;
  private final PrivateFolder folder;
  private final WorkerCommand command;
  private final BlockPool itemBlocks;
  private final Map<Payload, PayloadFile> payloadFiles = new ConcurrentHashMap<>();
  private final AtomicLong payloadNumbers = new AtomicLong();
  private final Set<ProcessWorker> workers = ConcurrentHashMap.newKeySet();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final AtomicInteger failedStarts = new AtomicInteger();

  /** How many workers in a row have broken the protocol before they had done anything. */
  private final AtomicInteger violations = new AtomicInteger();

  /** How large the heap of a worker may grow, as the last one said that started; 0 before. */
  private volatile long maxHeap;

  private volatile boolean terminated;

  ProcessEngine(FarmRuntime farm, ProcessOptions options, Initializer initializer) {
    super(farm, true, options.recycling());
    this.options = options;
    this.initializer = initializer;
    this.received = new BlobCodec(options.allowed());
    try {
      this.folder = PrivateFolder.make();
      this.command = new WorkerCommand(options, folder.path());
      this.itemBlocks = BlockPool.ofItems(folder.path(), MOST_BLOCKS);
    } catch (IOException e) {
      throw new UncheckedIOException("no private folder for the farm: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean takesWideSlots() {
    return options.output() != WorkerOutput.CAPTURE && !farm().events().hasListener();
  }

  @Override
  public void begin(JobRun job) {
    if (!job.isSingleTask()) {
      job.movedTo(store(job.encoded()));
    }
    super.begin(job);
  }

  @Override
  public void end(JobRun job) {
    super.end(job);
    drop(job.encoded());
  }

  @Override
  public Payload store(Payload payload) {
    if (payload.length() < PayloadFile.WORTH_IT) {
      return payload;
    }
    try {
      PayloadFile file =
          PayloadFile.write(folder.path(), payloadNumbers.incrementAndGet(), payload);
      payloadFiles.put(file.content(), file);
      return file.content();
    } catch (IOException e) {
      Log.of(ProcessEngine.class).log(Level.DEBUG, () -> "a payload stays in the heap: " + e);
      return payload;
    }
  }

  @Override
  public void drop(Payload payload) {
    PayloadFile file =
        payload.length() < PayloadFile.WORTH_IT ? null : payloadFiles.remove(payload);
    if (file != null) {
      try {
        file.delete();
      } catch (IOException e) {
        Log.of(ProcessEngine.class)
            .log(Level.WARNING, () -> "could not delete a payload's file", e);
      }
    }
  }

  @Override
  void start(Credit credit) {
    ProcessWorker worker = new ProcessWorker(this, credit);
    workers.add(worker);
    if (terminated) {
      worker.kill();
    }
    startThread(credit.worker + "-reader", worker);
  }

  @Override
  public void close() throws InterruptedException {
    scheduler().stop();
    long deadline = System.nanoTime() + options.stopTimeout().toNanos();
    // While the workers end, so that it costs no time.
    Log.of(Farm.class).log(Level.DEBUG, () -> farm().name() + " closes: " + farm().stats());
    for (Thread thread : threads) {
      joinUntil(deadline, thread);
    }
    terminate();
  }

  @Override
  public void terminate() {
    terminated = true;
    scheduler().stop();
    workers.forEach(ProcessWorker::kill);
    boolean interrupted = false;
    long deadline = System.nanoTime() + options.stopTimeout().toNanos();
    for (Thread thread : threads) {
      interrupted |= thread != Thread.currentThread() && joinUninterruptibly(deadline, thread);
    }
    deleteItemBlocks();
    folder.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void deleteItemBlocks() {
    try {
      itemBlocks.close();
    } catch (IOException e) {
      Log.of(ProcessEngine.class).log(Level.DEBUG, () -> "blocks are left to the folder: " + e);
    }
  }

  /** Returns whether it was interrupted meanwhile, which changes nothing. */
  private static boolean joinUninterruptibly(long deadline, Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        joinUntil(deadline, thread);
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  private static void joinUntil(long deadline, Thread thread) throws InterruptedException {
    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    if (left > 0) {
      thread.join(left);
    }
  }

  // For its workers.

  ProcessOptions options() {
    return options;
  }

  /** What workers sent is decoded by this alone. */
  BlobCodec received() {
    return received;
  }

  Initializer initializer() {
    return initializer;
  }

  Path folder() {
    return folder.path();
  }

  /** Where large items stand on their way to any worker. */
  BlockPool itemBlocks() {
    return itemBlocks;
  }

  /** How many blocks a worker may have for its results. */
  int resultBlocks() {
    return Math.max(FEWEST_BLOCKS, MOST_BLOCKS / farm().workers());
  }

  ProcessBuilder command(String worker, String id, List<String> more) {
    return command.process(worker, id, more);
  }

  boolean isTerminated() {
    return terminated;
  }

  void learnedMaxHeap(long bytes) {
    maxHeap = bytes;
  }

  long maxHeap() {
    return maxHeap;
  }

  Path workingDirectory() {
    return options.workingDirectory() != null ? options.workingDirectory() : Path.of("");
  }

  Path errorFile(long pid) {
    return command.errorFile(pid);
  }

  Thread startThread(String name, Runnable body) {
    Thread thread =
        farm()
            .newThread(
                name,
                () -> {
                  try {
                    body.run();
                  } finally {
                    threads.remove(Thread.currentThread());
                  }
                });
    threads.add(thread);
    thread.start();
    return thread;
  }

  Runnable schedule(Runnable action, Duration delay) {
    return farm().schedule(action, delay);
  }

  /** Waits for a thread of a dead worker to end, but does not insist. */
  void leave(@Nullable Thread thread, Duration patience) {
    if (thread == null) {
      return;
    }
    try {
      thread.join(patience.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      leaveBehind(thread);
    }
  }

  /** A process that nobody could find holds a pipe: it costs a thread, and holds up nobody. */
  void leaveBehind(Thread thread) {
    threads.remove(thread);
    Log.of(ProcessEngine.class)
        .log(
            Level.DEBUG, () -> thread.getName() + " is left behind: a process holds its pipe open");
  }

  /**
   * A worker is ready for tasks.
   *
   * @param sender what sends something in the place of its feeder, and tells whether it could
   */
  void ready(Credit credit, Predicate<Assignment> sender, OptionalLong pid) {
    failedStarts.set(0);
    scheduler().ready(credit, sender);
    farm().workerReady(credit.worker, pid);
    ArchiveMaker maker = command.archive().maker();
    if (maker != null) {
      schedule(maker, TIME_TO_ARCHIVE);
    }
  }

  /** A worker has done its first task. */
  void works() {
    violations.set(0);
  }

  /** A worker has broken the protocol before it had done anything. */
  void brokeProtocol(Failure why) {
    if (violations.incrementAndGet() >= MAX_FAILED_STARTS) {
      scheduler().stop();
      farm().fail(why);
    }
  }

  /**
   * A worker died that no task can be charged with.
   *
   * @param isFinal whether there is no use in trying again
   */
  void failedToStart(Failure why, boolean isFinal) {
    if (isFinal || failedStarts.incrementAndGet() >= MAX_FAILED_STARTS) {
      scheduler().stop();
      farm().fail(why);
    }
  }

  /** A worker is dead; these tasks wait for another one. */
  void gone(ProcessWorker worker, Credit credit, List<SingleSlot> tasks) {
    workers.remove(worker);
    scheduler().gone(credit, tasks);
  }
}
