package io.github.pipefarm;

import io.github.pipefarm.protocol.HandleId;
import io.github.pipefarm.worker.JobFunction;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs each task in the thread that hands it over. */
final class SerialEngine implements Engine {
  private final FarmRuntime farm;
  private final Initializer initializer;
  private final FutureTask<Boolean> initialized;

  /** Workers that no thread uses at the moment: several threads may share a farm. */
  private final Queue<LocalWorker> free = new ConcurrentLinkedQueue<>();

  private final Set<LocalWorker> workers = ConcurrentHashMap.newKeySet();

  private final AtomicInteger busy = new AtomicInteger();
  private volatile boolean terminated;

  private final Map<JobRun, JobFunction> functions = new ConcurrentHashMap<>();

  SerialEngine(FarmRuntime farm, Initializer initializer) {
    this.farm = farm;
    this.initializer = initializer;
    this.initialized = new FutureTask<>(this::initialize);
  }

  @Override
  public boolean runsInCaller() {
    return true;
  }

  @Override
  public void open() {}

  @Override
  public void begin(JobRun job) {
    functions.put(job, LocalWorker.functionOf(job));
  }

  @Override
  public void accept(Slot first, Slot last, int count) {
    Slot slot = first;
    for (int left = count; left > 0 && slot != null; left--) {
      Slot following = slot.next();
      slot.open().forEach(this::accept);
      slot = following;
    }
  }

  private void accept(SingleSlot slot) {
    if (!isInitialized()) {
      return; // the farm has failed, and with it the job
    }
    LocalWorker worker = free.poll();
    if (worker == null) {
      worker = newWorker();
    }
    if (!slot.job.isSingleTask()) {
      // The consumer goes along the chain, whoever has run the task.
      slot.job.lane().append(slot);
      slot.job.lane().poll(1);
    }
    JobFunction function = functions.get(slot.job);
    if (function != null) {
      busy.incrementAndGet();
      try {
        run(slot, function, worker);
      } finally {
        busy.decrementAndGet();
      }
    }
    free.add(worker);
    if (terminated) {
      worker.end();
    }
  }

  private LocalWorker newWorker() {
    LocalWorker worker = new LocalWorker(farm, "worker-1", false);
    workers.add(worker);
    return worker;
  }

  private boolean initialize() {
    LocalWorker first = newWorker();
    boolean initialized = first.initialize(initializer);
    free.add(first);
    return initialized;
  }

  private static void run(SingleSlot slot, JobFunction function, LocalWorker worker) {
    Failure failure = worker.run(slot, function);
    while (failure != null) {
      slot.job.retried(slot, slot.nanos(), failure);
      pause(slot.job.options.retryDelay());
      failure = worker.run(slot, function);
    }
    slot.job.settled(slot);
    slot.job.settled(Tally.of(slot));
  }

  private static void pause(Duration delay) {
    try {
      Thread.sleep(delay.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FarmInterruptedException("interrupted while waiting to try a task again", e);
    }
  }

  /** Runs the initializer, or waits for the thread that does. */
  private boolean isInitialized() {
    initialized.run();
    try {
      return initialized.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FarmInterruptedException("interrupted while waiting for the initializer", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public WorkerUse use() {
    int running = busy.get();
    return new WorkerUse(1, Math.min(1, running), 0, 0);
  }

  @Override
  public void end(JobRun job) {
    functions.remove(job);
  }

  @Override
  public void release(HandleId id) {
    workers.forEach(worker -> worker.release(id));
  }

  @Override
  public void close() {
    workers.forEach(LocalWorker::end);
  }

  @Override
  public void stop() {}

  @Override
  public void terminate() {
    terminated = true; // first: a worker that is at a task, which nobody can end, ends after it
    free.forEach(LocalWorker::end);
  }
}
