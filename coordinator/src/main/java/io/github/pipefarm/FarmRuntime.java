package io.github.pipefarm;

import io.github.pipefarm.protocol.AdaptiveSpin;
import io.github.pipefarm.protocol.BlobCodec;
import io.github.pipefarm.protocol.HandleHome;
import io.github.pipefarm.protocol.HandleId;
import io.github.pipefarm.protocol.Payload;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What all engines' farms have in common: their jobs, their threads, their end. */
final class FarmRuntime implements HandleHome {
  /** A farm moves forward through these states only. */
  private enum State {
    OPEN,
    CLOSING,
    CLOSED
  }

  /**
   * How many callbacks may be at work, or blocked, at the same time. Threads are made when they are
   * needed, and go when they are not.
   */
  private static final int CALLBACK_THREADS = 64;

  /** How long the end of a farm may be held up by callbacks that leave no thread to others. */
  private static final Duration CALLBACK_PATIENCE = Duration.ofSeconds(5);

  private final String name;
  private final int workers;
  private final Engine engine;
  private final BlobCodec blobs = new BlobCodec();
  private final Statistics statistics = new Statistics();
  private final FarmEvents events;
  private final Lane singleTasks = new Lane(new SlotChain(), false, Window.TASKS_PER_WORKER, 0);
  private final AdaptiveSpin spin = new AdaptiveSpin();
  private final ForkJoinPool callbacks;
  private final ScheduledThreadPoolExecutor watchdog;
  private final AtomicLong jobIds = new AtomicLong();
  private final AtomicInteger sources = new AtomicInteger();

  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
  private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();
  private final Set<JobRun> jobs = ConcurrentHashMap.newKeySet();
  private final Set<CompletableFuture<?>> futures = ConcurrentHashMap.newKeySet();
  private final Map<HandleId, SharedValue.Held> shared = new ConcurrentHashMap<>();
  private final Gate quiet = new Gate();
  private final CountDownLatch closed = new CountDownLatch(1);

  FarmRuntime(
      String name,
      int workers,
      @Nullable FarmListener listener,
      Function<FarmRuntime, Engine> engine) {
    this.name = name;
    this.workers = workers;
    this.callbacks =
        new ForkJoinPool(
            CALLBACK_THREADS,
            pool -> {
              ForkJoinWorkerThread thread = new ForkJoinWorkerThread(pool) {};
              thread.setName("pipefarm-" + name + "-callback-" + thread.getPoolIndex());
              return thread;
            },
            null,
            true);
    // Of a farm that was terminated meanwhile nothing needs to be watched: its workers are killed.
    this.watchdog =
        new ScheduledThreadPoolExecutor(
            1, task -> newThread("watchdog", task), new ThreadPoolExecutor.DiscardPolicy());
    watchdog.setRemoveOnCancelPolicy(true);
    this.events = new FarmEvents(this, listener);
    this.engine = engine.apply(this);
    this.engine.open();
    events.farmOpened();
  }

  String name() {
    return name;
  }

  int workers() {
    return workers;
  }

  BlobCodec blobs() {
    return blobs;
  }

  Statistics statistics() {
    return statistics;
  }

  FarmEvents events() {
    return events;
  }

  void workerStarted(String worker, OptionalLong pid) {
    statistics.workerStarted();
    events.tell(to -> to.workerStarted(new WorkerInfo(worker, pid)));
  }

  void workerReady(String worker, OptionalLong pid) {
    events.tell(to -> to.workerReady(new WorkerInfo(worker, pid)));
  }

  void workerStopped(String worker, OptionalLong pid) {
    events.tell(to -> to.workerStopped(new WorkerInfo(worker, pid)));
  }

  void workerDied(DeathReport report) {
    statistics.workerCrashed();
    events.tell(to -> to.workerDied(report));
  }

  FarmStats stats() {
    return statistics.snapshot(engine.use());
  }

  long nextJobId() {
    return jobIds.incrementAndGet();
  }

  /** How a thread that calls waits for its one result. */
  AdaptiveSpin spin() {
    return spin;
  }

  /** Where single tasks wait. */
  Lane singleTasks() {
    return singleTasks;
  }

  boolean runsInCaller() {
    return engine.runsInCaller();
  }

  /** Whether tasks that nobody watches one by one may come in wide slots. */
  boolean takesWideSlots() {
    return engine.takesWideSlots();
  }

  /** A daemon thread of this farm, not started. */
  Thread newThread(String suffix, Runnable body) {
    Thread thread = new Thread(body, "pipefarm-" + name + "-" + suffix);
    thread.setDaemon(true);
    return thread;
  }

  /** A thread that pulls the items of a job, not started. */
  Thread newSourceThread(Runnable body) {
    return newThread("source-" + sources.incrementAndGet(), body);
  }

  /**
   * Does something short later, unless the farm has ended until then.
   *
   * @return what takes it back
   */
  Runnable schedule(Runnable action, Duration delay) {
    Future<?> scheduled = watchdog.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  /** Runs what may be the user's code, or wake it, on a thread that nobody depends on. */
  void callback(Runnable action) {
    try {
      callbacks.execute(action);
    } catch (RejectedExecutionException e) {
      newThread("late-callback", action).start(); // the farm is closed already
    }
  }

  // Jobs.

  /** Throws unless the farm takes new work. */
  void checkOpen() {
    Failure why = failure.get();
    if (why != null) {
      throw why.toException();
    }
    if (state.get() != State.OPEN) {
      throw new FarmClosedException("farm " + name + " is closed", null);
    }
  }

  // Handles.

  /** Moves what is encoded to where it takes no heap, if it is large, until it is unshared. */
  Payload store(Payload payload) {
    return engine.store(payload);
  }

  /** Keeps a value for workers, also for those that start later. */
  void share(SharedValue.Held value) {
    shared.put(value.id, value);
    if (state.get() == State.CLOSED) {
      shared.clear();
    }
  }

  /** A value is used no more. */
  void unshare(SharedValue.Held value) {
    shared.remove(value.id);
    release(value.id);
    engine.drop(value.encoded);
  }

  /** A shared value, for workers in this JVM; null if it was closed. */
  @Nullable Payload shared(HandleId id) {
    SharedValue.Held value = shared.get(id);
    return value == null ? null : value.encoded;
  }

  @Override
  public void release(HandleId id) {
    engine.release(id);
  }

  /** Notes a future that the farm will complete. */
  void opened(CompletableFuture<?> future) {
    futures.add(future);
  }

  /** A future is complete, by whomever. */
  @SuppressWarnings("CollectionUndefinedEquality") // identity is what is meant
  void completed(CompletableFuture<?> future) {
    futures.remove(future);
  }

  /** Begins a job, whose slots may be handed over from now on. */
  void begin(JobRun job) {
    // In this order: either it is seen here that the farm closes, or the closing sees the job.
    jobs.add(job);
    try {
      checkOpen();
    } catch (FarmException e) {
      jobs.remove(job);
      quiet.signal();
      throw e;
    }
    engine.begin(job);
    job.begun();
    Duration deadline = job.options.deadline();
    if (deadline != null) {
      job.watchedUntil(schedule(() -> job.abort(() -> deadlinePassed(job, deadline)), deadline));
    }
    if (job.isOver()) {
      ended(job); // before the engine knew it, so that nobody else will tell the engine
    }
  }

  private static FarmException deadlinePassed(JobRun job, Duration deadline) {
    return new TaskCancelledException(
        "%s took longer than its deadline of %s".formatted(job, deadline), null);
  }

  /** Takes a single task; if that fails, it is cancelled, since nobody will wait for it. */
  void accept(TaskRun run) {
    try {
      accept(run.slot, run.slot, 1);
    } catch (Throwable e) {
      run.cancel();
      throw e;
    }
  }

  /** Takes tasks of one job in a chain of slots, from the first to the last. */
  void accept(Slot first, Slot last, int count) {
    statistics.submitted(count);
    engine.accept(first, last, count);
  }

  /** A job has ended. */
  void ended(JobRun job) {
    engine.end(job);
    jobs.remove(job);
    quiet.signal();
  }

  /** The farm can't go on: fails all jobs, and all later ones. */
  void fail(Failure why) {
    if (failure.compareAndSet(null, why)) {
      jobs.forEach(job -> job.abort(why));
    }
  }

  // The end.

  void close() {
    if (LocalWorker.isInTaskOf(this)) {
      throw new IllegalStateException("close() was called from inside a task of farm " + name);
    }
    try {
      if (state.compareAndSet(State.OPEN, State.CLOSING)) {
        jobs.forEach(JobRun::farmCloses);
        quiet.await(jobs::isEmpty);
        awaitFutures();
        engine.close();
        events.awaitDelivery(CALLBACK_PATIENCE);
        closed();
      } else {
        closed.await();
      }
    } catch (InterruptedException e) {
      terminate();
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until what has ended can be seen to have, but not for what depends on it. */
  private void awaitFutures() throws InterruptedException {
    for (CompletableFuture<?> future : futures) {
      try {
        var unused = future.get(CALLBACK_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        return; // the user's callbacks have taken all threads, perhaps for ever
      } catch (ExecutionException | CancellationException e) {
        // It is complete, which is all that matters here.
      }
    }
  }

  void terminate() {
    if (state.getAndSet(State.CLOSED) != State.CLOSED) {
      // First: a worker that is freed by the end of one job must not begin a task of another one.
      engine.stop();
      jobs.forEach(
          job ->
              job.abort(
                  () ->
                      new FarmClosedException(
                          "farm " + name + " was terminated before " + job + " had ended", null)));
      engine.terminate();
      closed();
    }
  }

  private void closed() {
    state.set(State.CLOSED);
    events.farmEnded();
    shared.clear();
    watchdog.shutdownNow();
    callbacks.shutdown();
    closed.countDown();
  }
}
