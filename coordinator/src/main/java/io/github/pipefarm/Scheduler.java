package io.github.pipefarm;

import io.github.pipefarm.protocol.HandleId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides which worker gets which task, and when another worker is started.
 *
 * <p>A feeder asks for work when its worker has room, and gets the tasks whose turn it is in the
 * {@link Backlog}. If there are none, and another worker sits at a slow task with more behind it,
 * that is recalled.
 *
 * <p>All state is guarded by one lock, under which nothing is encoded, read, written or called of
 * the user's. It is taken once for many tasks: when a feeder fetches and when a reader has settled
 * all that had come. Appending to a lane takes it only when a worker waits, or may be started.
 */
final class Scheduler {
  /** How many workers may die while they decode the function of a job. */
  private static final int MAX_DEATHS = 3;

  private final ReentrantLock lock = new ReentrantLock();
  private final int maxWorkers;
  private final boolean workersMayHoldUnstarted;
  private final Recycling recycling;
  private final Consumer<Credit> starter;

  // Guarded by lock.
  private final List<Credit> workers = new ArrayList<>();
  private final Backlog backlog = new Backlog();
  private int named;

  // Of workers that are gone.
  private long busyNanos;
  private long idleNanos;

  private boolean stopping;

  /** How many feeders wait for tasks. Written under the lock; pullers read it without. */
  private volatile int hungry;

  /** How many of them are to be woken for each task. */
  private volatile int starving;

  /** How many further workers may be started. Written under the lock; pullers read it without. */
  private volatile int startable;

  /**
   * @param workersMayHoldUnstarted whether tasks are sent ahead
   * @param recycling when a worker is ended though nothing is wrong with it
   * @param starter starts a worker, without waiting for it
   */
  Scheduler(
      int maxWorkers,
      boolean workersMayHoldUnstarted,
      Recycling recycling,
      Consumer<Credit> starter) {
    this.recycling = recycling;
    this.maxWorkers = maxWorkers;
    this.startable = maxWorkers;
    this.workersMayHoldUnstarted = workersMayHoldUnstarted;
    this.starter = starter;
  }

  // Jobs.

  /** Takes a lane into the round. */
  void add(Lane lane) {
    lock.lock();
    try {
      backlog.add(lane);
    } finally {
      lock.unlock();
    }
  }

  /** Tasks were appended to a lane: wakes feeders or starts workers, if need be. */
  void appended(Lane lane, int count) {
    if (hungry > 0 && (starving > 0 || lane.hasGrown(count))) {
      lock.lock();
      try {
        feed(count);
      } finally {
        lock.unlock();
      }
    }
    if (startable > 0) {
      startWorkersIfNeeded();
    }
  }

  /**
   * Sends a task that was appended to its lane, where a worker has nothing to do and the calling
   * thread can do so in the place of its feeder: that saves waking it, and a switch of threads.
   *
   * @param slot of a single task that is small
   * @return whether it was sent, or is not wanted any more; if not, {@link #appended} has to be
   *     called
   */
  boolean sendAtOnce(Slot slot) {
    if (starving == 0 || !workersMayHoldUnstarted) {
      return false;
    }
    Credit worker;
    Assignment assignment;
    lock.lock();
    try {
      worker = backlog.isNext(slot) ? lendable() : null;
      if (worker == null) {
        return false;
      }
      // That one; more may have been appended meanwhile.
      List<Slot> tasks = backlog.take(slot.job.lane(), 1, working());
      if (tasks.isEmpty()) {
        return true;
      }
      hand(tasks, worker, System.nanoTime());
      assignment = worker.news(false, tasks);
      setHungry(worker, worker.mayTakeMore());
      worker.lend();
    } finally {
      lock.unlock();
    }
    boolean isSent = false;
    try {
      isSent = worker.sendInPlace(assignment);
    } finally {
      giveBack(worker, isSent);
    }
    return true;
  }

  private void giveBack(Credit worker, boolean isSent) {
    lock.lock();
    try {
      worker.giveBack();
      if (!isSent) {
        worker.enter(Credit.State.STOPPING); // its feeder ends it
        updateStartable();
      }
    } finally {
      lock.unlock();
    }
    if (!isSent) {
      startWorkersIfNeeded(); // in its place
    }
  }

  private @Nullable Credit lendable() {
    for (Credit worker : workers) {
      if (worker.isLendable()) {
        return worker;
      }
    }
    return null;
  }

  /**
   * Takes a job out of the round. Its function goes; if it was aborted, so do its tasks: those that
   * wait at workers are recalled, those that run are interrupted.
   */
  void remove(JobRun job) {
    lock.lock();
    try {
      if (!job.isSingleTask()) {
        backlog.remove(job.lane());
        job.holders().forEach(worker -> worker.forget(job.id));
      }
      if (job.isAborted()) {
        backlog.forget(job);
        for (Credit worker : job.holders()) {
          if (worker.holdsUnstarted()) {
            worker.wantRecall();
          }
          worker.cancel(job.id);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  // Workers.

  /** Starts workers as long as more tasks wait than there are workers idle or starting. */
  void startWorkersIfNeeded() {
    for (Credit worker = newWorker(false); worker != null; worker = newWorker(false)) {
      starter.accept(worker);
    }
  }

  /** Starts a worker ahead of the first task. */
  void startFirstWorker() {
    Credit worker = newWorker(true);
    if (worker != null) {
      starter.accept(worker);
    }
  }

  private @Nullable Credit newWorker(boolean aheadOfNeed) {
    lock.lock();
    try {
      if (stopping || working() >= maxWorkers) {
        return null;
      }
      if (!aheadOfNeed && backlog.waiting() <= freeWorkers()) {
        return null;
      }
      named++;
      Credit worker =
          new Credit("worker-" + named, lock.newCondition(), workersMayHoldUnstarted, recycling);
      workers.add(worker);
      updateStartable();
      return worker;
    } finally {
      lock.unlock();
    }
  }

  /** How many workers there are, but for those that are about to end. */
  private int working() {
    int working = 0;
    for (Credit worker : workers) {
      if (worker.state().compareTo(Credit.State.STOPPING) < 0) {
        working++;
      }
    }
    return working;
  }

  private void updateStartable() {
    startable = stopping ? 0 : maxWorkers - working();
  }

  private int freeWorkers() {
    int free = 0;
    for (Credit worker : workers) {
      free += worker.isFree() ? 1 : 0;
    }
    return free;
  }

  /** The worker may be given tasks, by whoever takes them for it. */
  void ready(Credit worker) {
    ready(worker, null);
  }

  /**
   * The worker may be given tasks.
   *
   * @param sender what sends something in the place of its feeder, while that waits for tasks, and
   *     tells whether it could
   */
  void ready(Credit worker, @Nullable Predicate<Assignment> sender) {
    lock.lock();
    try {
      worker.ready(sender);
    } finally {
      lock.unlock();
    }
  }

  /** Tasks of one lane have ended on a worker. */
  void ended(Credit worker, Lane lane, int tasks, long expectedNanos, long nanos) {
    lock.lock();
    try {
      worker.ended(tasks, System.nanoTime());
      lookAgainIfIdle(worker);
      lane.charge(nanos - expectedNanos);
      lane.measuredNanos(tasks, nanos);
    } finally {
      lock.unlock();
    }
  }

  /** Tasks of a lane were encoded for a worker; some of them perhaps could not be. */
  void encoded(Credit worker, Lane lane, int tasks, long bytes, int failed) {
    lock.lock();
    try {
      if (failed > 0) {
        worker.ended(failed, System.nanoTime());
        lookAgainIfIdle(worker);
      }
      if (tasks > 0) {
        lane.measuredBytes(tasks, bytes);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The worker has given tasks back that it had not begun. */
  void recalled(Credit worker, List<SingleSlot> tasks) {
    lock.lock();
    try {
      worker.recalled(tasks.size());
      giveBack(tasks);
      feed(1); // whoever hoped for more looks for it elsewhere
    } finally {
      lock.unlock();
    }
    startWorkersIfNeeded();
  }

  /** The worker is dead; these tasks of it wait for another one. */
  void gone(Credit worker, List<SingleSlot> tasks) {
    lock.lock();
    try {
      worker.enter(Credit.State.GONE);
      workers.remove(worker);
      updateStartable();
      long now = System.nanoTime();
      busyNanos += worker.busyNanos(now);
      idleNanos += worker.idleNanos(now);
      giveBack(tasks);
    } finally {
      lock.unlock();
    }
    startWorkersIfNeeded();
  }

  /** A task that failed is to be tried again. */
  void retry(SingleSlot slot) {
    lock.lock();
    try {
      slot.expect(0); // what the last try took is charged already
      giveBack(List.of(slot));
    } finally {
      lock.unlock();
    }
    startWorkersIfNeeded();
  }

  private void giveBack(List<SingleSlot> tasks) {
    backlog.giveBack(tasks);
    feed(tasks.size());
  }

  /** Gives a worker nothing more to do; another one may take its place already. */
  void stop(Credit worker) {
    lock.lock();
    try {
      worker.enter(Credit.State.STOPPING);
      updateStartable();
    } finally {
      lock.unlock();
    }
    startWorkersIfNeeded();
  }

  /** Counts a death while the job's function was decoded; false when it has been enough. */
  boolean isToBeTriedAgain(JobRun job) {
    lock.lock();
    try {
      return job.countDeathInFunction() < MAX_DEATHS;
    } finally {
      lock.unlock();
    }
  }

  /** No worker is started any more, and those that there are get nothing more to do. */
  void stop() {
    lock.lock();
    try {
      stopping = true;
      startable = 0;
      for (Credit worker : workers) {
        worker.enter(Credit.State.STOPPING);
      }
    } finally {
      lock.unlock();
    }
  }

  /** What the workers are at, and have been at. */
  WorkerUse use() {
    lock.lock();
    try {
      long now = System.nanoTime();
      long busy = busyNanos;
      long idle = idleNanos;
      int holding = 0;
      for (Credit worker : workers) {
        busy += worker.busyNanos(now);
        idle += worker.idleNanos(now);
        holding += worker.outstanding() > 0 ? 1 : 0;
      }
      return new WorkerUse(workers.size(), holding, busy, idle);
    } finally {
      lock.unlock();
    }
  }

  // Feeders.

  /**
   * Waits until there is something to send to a worker.
   *
   * @return what to send; null when there will be nothing more
   */
  @Nullable Assignment take(Credit worker) {
    Assignment next = takeOrEnd(worker);
    if (next == null) {
      startWorkersIfNeeded(); // in its place
    }
    return next;
  }

  private @Nullable Assignment takeOrEnd(Credit worker) {
    lock.lock();
    try {
      while (true) {
        worker.awaitReturn();
        if (worker.state().compareTo(Credit.State.STOPPING) >= 0) {
          // It may have been woken for a task that another one has to take now.
          setHungry(worker, false);
          feed(1);
          return null;
        }
        // Hungry first and looking then: who appends a task either is seen, or sees that.
        setHungry(worker, worker.mayTakeMore());
        List<Slot> tasks = worker.mayTakeMore() ? pick(worker) : List.of();
        boolean recall = worker.takeRecall();
        if (!tasks.isEmpty() || recall || worker.hasNews()) {
          return worker.news(recall, tasks);
        }
        if (worker.lifeLeft(System.nanoTime()) == 0) {
          worker.enter(Credit.State.STOPPING);
          updateStartable();
        } else {
          await(worker);
        }
      }
    } finally {
      setHungry(worker, false);
      lock.unlock();
    }
  }

  /** Has all workers told that a handle is used no more. */
  void release(HandleId id) {
    lock.lock();
    try {
      workers.forEach(worker -> worker.release(id));
    } finally {
      lock.unlock();
    }
  }

  /** Asks a worker where it is. */
  void dumpStack(Credit worker) {
    lock.lock();
    try {
      worker.wantStack();
    } finally {
      lock.unlock();
    }
  }

  /** Tells a worker something. */
  void tell(Credit worker, News news) {
    lock.lock();
    try {
      worker.tell(news);
    } finally {
      lock.unlock();
    }
  }

  /** Whether tasks are to be asked back, now and not only before the next tasks. */
  boolean takeRecall(Credit worker) {
    lock.lock();
    try {
      return worker.takeRecall();
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock
  private void setHungry(Credit worker, boolean isHungry) {
    boolean wasHungry = worker.isHungry();
    boolean wasStarving = worker.isStarving();
    worker.setHungry(isHungry);
    if (wasHungry != isHungry) {
      hungry += isHungry ? 1 : -1;
    }
    if (wasStarving != worker.isStarving()) {
      starving += wasStarving ? -1 : 1;
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the caller loops
  private void await(Credit worker) {
    long patience =
        worker.isHungry() && worker.outstanding() == 0
            ? Math.min(recallForOrPatience(worker), worker.lifeLeft(System.nanoTime()))
            : Long.MAX_VALUE;
    try {
      if (patience == Long.MAX_VALUE) {
        worker.changed.await();
      } else {
        worker.changed.awaitNanos(patience);
      }
    } catch (InterruptedException e) {
      // Meant for a task that has just ended, or to stop the worker: the caller looks again.
      return;
    }
  }

  /**
   * For a worker that has nothing to do: recalls what stands behind a slow task elsewhere.
   *
   * @return how long to wait, in nanoseconds, before looking again
   */
  private long recallForOrPatience(Credit idle) {
    long now = System.nanoTime();
    long least = Long.MAX_VALUE;
    for (Credit other : workers) {
      if (other != idle && other.holdsUnstarted()) {
        long patience = other.patience(now);
        if (patience == 0) {
          other.wantRecall();
        } else {
          least = Math.min(least, patience);
        }
      }
    }
    return least;
  }

  /** A feeder that began to wait while its worker was busy has not seen what it could recall. */
  private void lookAgainIfIdle(Credit worker) {
    if (worker.isHungry() && worker.outstanding() == 0) {
      for (Credit other : workers) {
        if (other != worker && other.holdsUnstarted()) {
          worker.changed.signal();
          return;
        }
      }
    }
  }

  /** Wakes feeders for so many tasks, those of idle workers first. */
  private void feed(int tasks) {
    for (int i = 0; i < tasks && hungry > 0; i++) {
      Credit best = null;
      for (Credit worker : workers) {
        if (worker.isHungry() && (best == null || worker.outstanding() < best.outstanding())) {
          best = worker;
        }
      }
      if (best == null) {
        return;
      }
      setHungry(best, false);
      best.changed.signal();
    }
  }

  /** Tasks for a worker; none if there are none, or if it has enough. */
  private List<Slot> pick(Credit worker) {
    while (true) {
      Lane lane = backlog.next();
      if (lane == null) {
        return List.of();
      }
      long now = System.nanoTime();
      int room = worker.room(lane, isSpare(worker), maxWorkers, now);
      if (room <= 0) {
        // Waits for the worker to get on, and not for tasks.
        setHungry(worker, false);
        return List.of();
      }
      List<Slot> tasks = backlog.take(lane, room, working());
      // If all that waited there was cancelled, it is another lane's turn: nobody will wake this
      // worker for tasks that were there before it began to wait.
      if (!tasks.isEmpty()) {
        hand(tasks, worker, now);
        return tasks;
      }
    }
  }

  private static void hand(List<Slot> tasks, Credit worker, long now) {
    JobRun last = null;
    int count = 0;
    for (Slot slot : tasks) {
      count += slot.count();
      if (slot.job != last) {
        last = slot.job;
        last.addHolder(worker);
      }
    }
    worker.gave(count, now);
  }

  private boolean isSpare(Credit worker) {
    if (startable > 0) {
      return true;
    }
    for (Credit other : workers) {
      if (other != worker && other.isFree()) {
        return true;
      }
    }
    return false;
  }
}
