package io.github.pipefarm;

import static java.util.Objects.requireNonNull;

import io.github.pipefarm.protocol.HandleId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One worker as the scheduler sees it: how much it holds, and how much it may hold. Enough that the
 * next task is there when one ends, so that the pipe's latency is hidden; not so much that tasks
 * wait behind a slow one while another worker has nothing to do.
 *
 * <p>All fields are guarded by the scheduler's lock.
 */
final class Credit {
  /** What becomes of a worker, in this order. */
  enum State {
    STARTING,
    READY,
    STOPPING,
    GONE
  }

  /**
   * How much work, by measured task times, a worker may hold. A pipe round trip is some 30 to 100
   * microseconds, and a thread may have to wait a few milliseconds for a processor; more would only
   * mean more to recall.
   */
  static final long TARGET_NANOS = 5_000_000;

  /** So much work may always stand behind the task at hand: to spread it is not worth the while. */
  private static final long LITTLE_NANOS = 1_000_000;

  /** From this depth on, a few tasks more or less do not matter. */
  private static final int DEEP = 64;

  /** At most so many encoded bytes, beyond the first tasks. */
  private static final long MAX_BYTES = 1 << 20;

  final String worker;
  final Condition changed;
  private final boolean mayHoldUnstarted;
  private final Recycling recycling;

  private State state = State.STARTING;
  private int outstanding;
  private int depth = 1;

  /** How many tasks it was given and has not given back. */
  private long given;

  private long idleSince;
  private long idleNanos;
  private long busySince;
  private long busyNanos;
  private long progressed;
  private boolean hungry;
  private boolean starving;
  private boolean recallWanted;
  private boolean recallPending;
  private boolean stackWanted;

  /** Sends something in the feeder's place; null if there is no feeder but the worker itself. */
  private @Nullable Predicate<Assignment> sender;

  private boolean isLent;
  private boolean feederWaits;
  private List<Long> forgotten = new ArrayList<>();
  private List<HandleId> released = new ArrayList<>(0);
  private List<Long> cancelled = new ArrayList<>();
  private List<News> news = new ArrayList<>();

  /**
   * @param changed a condition of the scheduler's lock, for the thread that feeds this worker
   * @param mayHoldUnstarted whether it makes sense to give the worker more than it runs
   */
  Credit(String worker, Condition changed, boolean mayHoldUnstarted, Recycling recycling) {
    this.worker = worker;
    this.recycling = recycling;
    this.changed = changed;
    this.mayHoldUnstarted = mayHoldUnstarted;
  }

  State state() {
    return state;
  }

  /** Moves the state forward; it never goes back. */
  void enter(State next) {
    if (next.compareTo(state) > 0) {
      if (next == State.READY) {
        idleSince = System.nanoTime();
      }
      state = next;
      changed.signal();
    }
  }

  /**
   * It may be given tasks.
   *
   * @param bySender what sends something in the place of its feeder, while that waits for tasks,
   *     and tells whether it could
   */
  void ready(@Nullable Predicate<Assignment> bySender) {
    sender = bySender;
    enter(State.READY);
  }

  /** Whether it has nothing to do, or is about to be in that state. */
  boolean isFree() {
    return state == State.STARTING || (state == State.READY && outstanding == 0);
  }

  int outstanding() {
    return outstanding;
  }

  /** Whether its feeder waits for tasks, and not for the worker to get on. */
  boolean isHungry() {
    return hungry;
  }

  /** Whether its feeder waits for tasks and is to be woken for each one. */
  boolean isStarving() {
    return starving;
  }

  void setHungry(boolean isHungry) {
    hungry = isHungry;
    starving = isHungry && (outstanding == 0 || depth < DEEP);
  }

  /**
   * How many tasks of a lane the worker may be given now.
   *
   * @param spare whether another worker is idle, or could be started
   * @param workers how many there may be
   */
  int room(Lane lane, boolean spare, int workers, long now) {
    int least = spare || !mayHoldUnstarted ? 1 : 2;
    if (outstanding > 0 && spare && now - progressed > TARGET_NANOS) {
      return 0; // it is at a slow task, and others have nothing to do
    }
    depth = mayHoldUnstarted ? Math.min(Math.max(least, depthFor(lane)), most(lane, workers)) : 1;
    if (outstanding > depth / 2 && outstanding > 1) {
      return 0; // many at a time: each time costs a few switches of threads
    }
    int room = depth - outstanding;
    return recycling.maxTasks() == 0 ? room : (int) Math.min(room, recycling.maxTasks() - given);
  }

  /** Whether it may be given further tasks at all. */
  boolean mayTakeMore() {
    return state == State.READY && (recycling.maxTasks() == 0 || given < recycling.maxTasks());
  }

  /** How long the worker may still have nothing to do, in nanoseconds; 0 if it is to end now. */
  long lifeLeft(long now) {
    if (state != State.READY || outstanding > 0) {
      return Long.MAX_VALUE;
    }
    if (!mayTakeMore()) {
      return 0;
    }
    long limit = recycling.idleNanos();
    return limit == Long.MAX_VALUE ? limit : Math.max(0, limit - (now - idleSince));
  }

  private static int depthFor(Lane lane) {
    if (lane.batch() > 0) {
      return 2 * lane.batch(); // one group runs, the next one stands behind it
    }
    long nanos = lane.averageNanos();
    if (nanos == 0) {
      return 0; // nothing is known of it: the least
    }
    long byTime = Math.min(lane.share(), TARGET_NANOS / nanos);
    return (int) Math.min(byTime, MAX_BYTES / Math.max(1, lane.averageBytes()));
  }

  /**
   * The last tasks of a job are spread ever thinner, and the very last go to whoever has nothing to
   * do: so all workers end at about the same time, though one of these tasks be a long one. This is
   * guided self-scheduling (Polychronopoulos and Kuck, 1987).
   */
  private static int most(Lane lane, int workers) {
    if (!lane.hasEnded() || lane.batch() > 0 || lane.averageNanos() == 0) {
      return Integer.MAX_VALUE;
    }
    long spread = lane.waiting() / (2L * workers);
    return (int) Math.max(1, Math.max(spread, LITTLE_NANOS / lane.averageNanos()));
  }

  void gave(int tasks, long now) {
    if (outstanding == 0) {
      progressed = now;
      busySince = now;
      idleNanos += now - idleSince;
    }
    given += tasks;
    outstanding += tasks;
  }

  void ended(int tasks, long now) {
    progressed = now;
    released(tasks, now);
  }

  private void released(int tasks, long now) {
    if (tasks > 0 && tasks == outstanding) {
      idleSince = now;
      busyNanos += now - busySince;
    }
    outstanding -= tasks;
    if ((!hungry && (outstanding <= 1 || outstanding <= depth / 2))
        || (outstanding == 0 && (hungry != starving || recycling.concernsIdleWorkers()))) {
      changed.signal();
    }
  }

  /** How long it has held tasks, up to now. */
  long busyNanos(long now) {
    return outstanding > 0 ? busyNanos + now - busySince : busyNanos;
  }

  /** How long it was ready and held none, up to now. */
  long idleNanos(long now) {
    boolean wasReady = idleSince != 0; // it may have ended before
    return wasReady && outstanding == 0 ? idleNanos + now - idleSince : idleNanos;
  }

  // Lending: while its feeder waits for tasks, another thread may send one.

  /** Whether it has nothing to do, and all that its feeder does is to wait for tasks. */
  boolean isLendable() {
    return sender != null
        && state == State.READY
        && hungry
        && !isLent
        && outstanding == 0
        && !recallWanted
        && !hasNews()
        && mayTakeMore();
  }

  /** Lends the feeder's place to the calling thread, which gives it back when it has sent. */
  void lend() {
    isLent = true;
  }

  /**
   * Sends something; for the thread that has been lent the feeder's place.
   *
   * @return whether it could
   */
  boolean sendInPlace(Assignment assignment) {
    return requireNonNull(sender).test(assignment);
  }

  /** The feeder waits until its place is its own. */
  void awaitReturn() {
    while (isLent) {
      feederWaits = true;
      changed.awaitUninterruptibly();
    }
  }

  void giveBack() {
    isLent = false;
    if (feederWaits) {
      feederWaits = false;
      changed.signal();
    }
  }

  // Recall: asked for by the scheduler, sent by the feeder, answered to the reader.

  /** Whether there may be tasks that the worker has not begun. */
  boolean holdsUnstarted() {
    return mayHoldUnstarted && state == State.READY && outstanding > 1 && !recallPending;
  }

  /** In how many nanoseconds its unstarted tasks will have waited too long; 0 if they have. */
  long patience(long now) {
    return Math.max(0, progressed + TARGET_NANOS - now);
  }

  void wantRecall() {
    recallPending = true;
    recallWanted = true;
    changed.signal();
  }

  boolean takeRecall() {
    boolean wanted = recallWanted;
    recallWanted = false;
    return wanted;
  }

  void recalled(int tasks) {
    recallPending = false;
    given -= tasks;
    released(tasks, System.nanoTime());
  }

  // Functions of jobs that have ended.

  void forget(long job) {
    forgotten.add(job);
    if (outstanding == 0) {
      changed.signal(); // otherwise there will be an occasion before long
    }
  }

  /** Nothing that the worker is sent later will mention the handle. */
  void release(HandleId id) {
    released.add(id);
    changed.signal();
  }

  /** The task at hand is to be interrupted if it is one of this job. */
  void cancel(long job) {
    cancelled.add(job);
    changed.signal();
  }

  void wantStack() {
    stackWanted = true;
    changed.signal();
  }

  /** The worker is to be told something. */
  void tell(News something) {
    if (state != State.GONE) {
      news.add(something);
      changed.signal();
    }
  }

  /** Whether there is something to tell the worker beside tasks and recalls. */
  boolean hasNews() {
    return stackWanted
        || !forgotten.isEmpty()
        || !released.isEmpty()
        || !cancelled.isEmpty()
        || !news.isEmpty();
  }

  /** What to tell the worker, which then is no news any more. */
  Assignment news(boolean recall, List<Slot> tasks) {
    Assignment all =
        new Assignment(recall, cancelled, forgotten, released, stackWanted, news, tasks);
    cancelled = new ArrayList<>();
    forgotten = new ArrayList<>();
    released = new ArrayList<>(0);
    news = new ArrayList<>();
    stackWanted = false;
    return all;
  }
}
