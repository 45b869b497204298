package io.github.pipefarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SchedulerTest {
  private static final long MILLISECOND = 1_000_000;

  private final List<Credit> started = new CopyOnWriteArrayList<>();

  /** Threads start threads, so the last of them may come when the first are being joined. */
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

  private final List<Scheduler> schedulers = new ArrayList<>();

  private Scheduler scheduler(int maxWorkers) {
    Scheduler scheduler = new Scheduler(maxWorkers, true, Recycling.NEVER, started::add);
    schedulers.add(scheduler);
    return scheduler;
  }

  @AfterEach
  void leaveNoThread() throws InterruptedException {
    schedulers.forEach(Scheduler::stop);
    for (Thread thread = threads.poll(); thread != null; thread = threads.poll()) {
      thread.join();
    }
  }

  // Starting workers.

  @Test
  void asManyWorkersAreStartedAsTasksWait() {
    Scheduler scheduler = scheduler(8);
    SampleJob job = new SampleJob(scheduler);
    job.append(3);
    assertThat(started)
        .extracting(credit -> credit.worker)
        .containsExactly("worker-1", "worker-2", "worker-3");
    scheduler.startWorkersIfNeeded();
    assertThat(started).hasSize(3);
  }

  @Test
  void neverMoreWorkersThanAllowedAreStarted() {
    Scheduler scheduler = scheduler(4);
    scheduler.startFirstWorker();
    new SampleJob(scheduler).append(100);
    assertThat(started).hasSize(4);
    scheduler.startFirstWorker();
    assertThat(started).hasSize(4);
  }

  @Test
  void theFirstWorkerIsStartedAheadOfNeedAndThenUsed() {
    Scheduler scheduler = scheduler(4);
    scheduler.startFirstWorker();
    new SampleJob(scheduler).append(1);
    assertThat(started).hasSize(1);
  }

  @Test
  void aWorkerThatIsGoneIsReplacedIfTasksWait() {
    Scheduler scheduler = scheduler(1);
    SampleJob job = new SampleJob(scheduler);
    job.append(1);
    Credit first = ready(scheduler, started.get(0));
    Assignment held = scheduler.take(first);
    scheduler.gone(first, held.open());
    assertThat(started).extracting(credit -> credit.worker).containsExactly("worker-1", "worker-2");

    Credit second = ready(scheduler, started.get(1));
    assertThat(indices(scheduler.take(second))).containsExactly(0L);
    scheduler.gone(second, List.of());
    assertThat(started).as("nothing waits").hasSize(2);
  }

  @Test
  void noWorkerIsStartedOnceItIsStopped() {
    Scheduler scheduler = scheduler(4);
    scheduler.stop();
    new SampleJob(scheduler).append(10);
    scheduler.startFirstWorker();
    assertThat(started).isEmpty();
  }

  @Test
  void aStoppedWorkerIsGivenNothingMore() {
    Scheduler scheduler = scheduler(1);
    new SampleJob(scheduler).append(10);
    Credit worker = ready(scheduler, started.get(0));
    scheduler.stop(worker);
    assertThat(scheduler.take(worker)).isNull();
    scheduler.ready(worker);
    assertThat(scheduler.take(worker)).as("a state never goes back").isNull();
  }

  // Whose turn it is.

  @Test
  void tasksAreHandedOutInTheirOrder() {
    Scheduler scheduler = scheduler(1);
    SampleJob job = new SampleJob(scheduler);
    job.append(500);
    Credit worker = ready(scheduler, started.get(0));
    List<Long> order = new ArrayList<>();
    while (order.size() < 500) {
      Assignment next = scheduler.take(worker);
      order.addAll(indices(next));
      end(scheduler, worker, next, 1_000);
    }
    assertThat(order).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void tasksThatCameBackGoFirstLowestIndexFirst() {
    Scheduler scheduler = scheduler(2);
    SampleJob job = new SampleJob(scheduler);
    job.append(8);
    Credit dead = ready(scheduler, started.get(0));
    Credit other = ready(scheduler, started.get(1));
    List<SingleSlot> held = new ArrayList<>(scheduler.take(dead).open());
    Assignment others = scheduler.take(other);
    held.addAll(scheduler.take(dead).open());
    end(scheduler, other, others, 1_000);
    assertThat(held).hasSizeGreaterThanOrEqualTo(2);
    List<Long> lost = held.stream().map(SingleSlot::index).sorted().toList();
    List<SingleSlot> shuffled = new ArrayList<>(held);
    Collections.reverse(shuffled);
    scheduler.gone(dead, shuffled);

    List<Long> order = new ArrayList<>();
    while (order.size() < lost.size()) {
      Assignment next = scheduler.take(other);
      assertThat(next.open()).hasSize(1);
      order.addAll(indices(next));
      end(scheduler, other, next, 1_000);
    }
    assertThat(order).isEqualTo(lost);
    assertThat(indices(scheduler.take(other))).doesNotContainAnyElementsOf(lost);
  }

  @Test
  void jobsThatTakeTurnsGetTheSameWorkerTime() {
    Scheduler scheduler = scheduler(1);
    SampleJob slow = new SampleJob(scheduler);
    SampleJob quick = new SampleJob(scheduler);
    slow.append(2_000);
    quick.append(20_000);
    Credit worker = ready(scheduler, started.get(0));
    Map<JobRun, Long> time = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      Assignment next = scheduler.take(worker);
      JobRun job = next.open().get(0).job;
      long nanos = job == slow ? 10 * MILLISECOND : MILLISECOND;
      time.merge(job, nanos * next.open().size(), Long::sum);
      end(scheduler, worker, next, nanos);
    }
    double ratio = (double) time.get(slow) / time.get(quick);
    assertThat(ratio).isBetween(0.8, 1.25);
  }

  @Test
  void aJobThatBeginsLateNeitherWaitsNorKeepsTheOthersWaiting() {
    Scheduler scheduler = scheduler(1);
    SampleJob early = new SampleJob(scheduler);
    early.append(10_000);
    Credit worker = ready(scheduler, started.get(0));
    for (int i = 0; i < 500; i++) {
      end(scheduler, worker, scheduler.take(worker), MILLISECOND);
    }
    SampleJob late = new SampleJob(scheduler);
    late.append(5_000);
    Map<JobRun, Integer> turns = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      Assignment next = scheduler.take(worker);
      turns.merge(next.open().get(0).job, 1, Integer::sum);
      end(scheduler, worker, next, MILLISECOND);
    }
    assertThat(turns)
        .containsOnlyKeys(early, late)
        .allSatisfy((job, n) -> assertThat(n).isGreaterThan(25));
  }

  @Test
  void theTasksOfAnAbortedJobAreNotHandedOut() {
    Scheduler scheduler = scheduler(1);
    SampleJob aborted = new SampleJob(scheduler);
    SampleJob other = new SampleJob(scheduler);
    aborted.append(10);
    other.append(1);
    Credit worker = ready(scheduler, started.get(0));
    aborted.cancel();

    Assignment next = scheduler.take(worker);
    assertThat(next.open()).extracting(slot -> slot.job).containsOnly(other);
  }

  @Test
  void aTaskOfAnAbortedJobThatComesBackIsNotHandedOut() {
    Scheduler scheduler = scheduler(2);
    SampleJob aborted = new SampleJob(scheduler);
    aborted.append(2);
    Credit dead = ready(scheduler, started.get(0));
    Credit other = ready(scheduler, started.get(1));
    Assignment held = scheduler.take(dead);
    aborted.cancel();
    scheduler.gone(dead, held.open());
    SampleJob next = new SampleJob(scheduler);
    next.append(1);
    assertThat(scheduler.take(other).open()).extracting(slot -> slot.job).containsOnly(next);
  }

  @Test
  void workersThatHaveTheFunctionOfAJobAreToldToForgetIt() {
    Scheduler scheduler = scheduler(1);
    SampleJob job = new SampleJob(scheduler);
    job.append(1);
    Credit worker = ready(scheduler, started.get(0));
    Assignment task = scheduler.take(worker);
    end(scheduler, worker, task, MILLISECOND);
    scheduler.remove(job);
    Assignment forget = scheduler.take(worker);
    assertThat(forget.forgotten()).containsExactly(job.id);
    assertThat(forget.open()).isEmpty();
  }

  // Waking.

  @Test
  void aTaskWakesAFeederThatWaits() throws Exception {
    Scheduler scheduler = scheduler(1);
    scheduler.startFirstWorker();
    Feeder feeder = new Feeder(scheduler, ready(scheduler, started.get(0)));
    feeder.awaitWaiting();
    new SampleJob(scheduler).append(1);
    assertThat(indices(feeder.next())).containsExactly(0L);
  }

  @Test
  void aTaskIsSentByWhoAppendsItWhileTheFeederOfAnIdleWorkerWaits() throws Exception {
    Scheduler scheduler = scheduler(1);
    scheduler.startFirstWorker();
    Credit worker = started.get(0);
    Queue<Assignment> sent = new ConcurrentLinkedQueue<>();
    scheduler.ready(worker, sent::add);
    SampleJob job = new SampleJob(scheduler);
    assertThat(job.appendOrSend()).as("no feeder waits yet").isFalse();
    Feeder feeder = new Feeder(scheduler, worker);
    Assignment first = feeder.next();
    feeder.awaitWaiting();
    end(scheduler, worker, first, MILLISECOND);

    assertThat(job.appendOrSend()).isTrue();
    assertThat(indices(sent.remove())).containsExactly(1L);
    assertThat(job.appendOrSend()).as("the worker is busy").isFalse();
    assertThat(indices(feeder.next())).containsExactly(2L);
    assertThat(sent).isEmpty();
  }

  @Test
  void aTaskWhoseTurnItIsNotIsLeftToTheFeeder() throws Exception {
    Scheduler scheduler = scheduler(1);
    scheduler.startFirstWorker();
    Credit worker = started.get(0);
    Queue<Assignment> sent = new ConcurrentLinkedQueue<>();
    scheduler.ready(worker, sent::add);
    Feeder feeder = new Feeder(scheduler, worker);
    feeder.awaitWaiting();
    SampleJob before = new SampleJob(scheduler);
    SampleJob job = new SampleJob(scheduler);
    before.appendSilently(1);

    assertThat(job.appendOrSend()).as("another lane's task waits").isFalse();
    assertThat(feeder.next().open()).hasSize(1);
    assertThat(sent).isEmpty();
  }

  @Test
  void aFeederDoesNothingWhileAnotherThreadSendsInItsPlace() throws Exception {
    Scheduler scheduler = scheduler(1);
    scheduler.startFirstWorker();
    Credit worker = started.get(0);
    CountDownLatch isSending = new CountDownLatch(1);
    CountDownLatch maySend = new CountDownLatch(1);
    scheduler.ready(
        worker,
        assignment -> {
          isSending.countDown();
          awaitUninterruptibly(maySend);
          return true;
        });
    Feeder feeder = new Feeder(scheduler, worker);
    feeder.awaitWaiting();
    SampleJob job = new SampleJob(scheduler);
    Thread caller = thread(job::appendOrSend);
    isSending.await();
    job.append(1);
    scheduler.dumpStack(worker);
    feeder.awaitWaiting();
    assertThat(feeder.poll()).as("what is given while the other one sends").isNull();

    maySend.countDown();
    caller.join();
    assertThat(feeder.next().dumpStack()).isTrue();
  }

  @Test
  void aWorkerThatCouldNotBeSentToIsGivenNothingMore() throws Exception {
    Scheduler scheduler = scheduler(1);
    scheduler.startFirstWorker();
    Credit worker = started.get(0);
    scheduler.ready(worker, assignment -> false);
    Feeder feeder = new Feeder(scheduler, worker);
    feeder.awaitWaiting();
    SampleJob job = new SampleJob(scheduler);

    assertThat(job.appendOrSend()).isTrue();
    feeder.join();
    job.append(1);
    assertThat(feeder.poll()).isNull();
    assertThat(started).as("workers, with the one in its place").hasSize(2);
  }

  @Test
  void onlyTheTaskThatWasAppendedIsSentByWhoAppendsIt() throws Exception {
    Scheduler scheduler = scheduler(1);
    scheduler.startFirstWorker();
    Credit worker = started.get(0);
    Queue<Assignment> sent = new ConcurrentLinkedQueue<>();
    scheduler.ready(worker, sent::add);
    Feeder feeder = new Feeder(scheduler, worker);
    feeder.awaitWaiting();
    SampleJob job = new SampleJob(scheduler);
    job.appendSilently(2);

    assertThat(scheduler.sendAtOnce(job.slots.get(0))).as("another one waits as well").isFalse();
    assertThat(sent).isEmpty();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aWorkerThatBecomesIdleRecallsWhatStandsBehindASlowTask() throws Exception {
    Scheduler scheduler = scheduler(2);
    SampleJob job = new SampleJob(scheduler);
    job.append(2);
    Credit idle = ready(scheduler, started.get(0));
    Credit busy = ready(scheduler, started.get(1));
    Assignment last = scheduler.take(idle);
    scheduler.take(busy);
    job.append(1);
    Assignment behind = scheduler.take(busy);
    Feeder slow = new Feeder(scheduler, busy);
    Feeder idleFeeder = new Feeder(scheduler, idle);
    slow.awaitWaiting();
    idleFeeder.awaitWaiting();

    end(scheduler, idle, last, MILLISECOND);

    assertThat(slow.next().recall()).isTrue();
    scheduler.recalled(slow.worker, behind.open());
    assertThat(indices(idleFeeder.next())).isEqualTo(indices(behind));
  }

  @Test
  void aTaskIsNotLostWithTheWorkerThatWasWokenForIt() throws Exception {
    for (int round = 0; round < 200; round++) {
      started.clear();
      Scheduler scheduler = scheduler(2);
      SampleJob job = new SampleJob(scheduler);
      job.append(2);
      Credit first = ready(scheduler, started.get(0));
      Credit second = ready(scheduler, started.get(1));
      Assignment firsts = scheduler.take(first);
      end(scheduler, second, scheduler.take(second), MILLISECOND);
      end(scheduler, first, firsts, MILLISECOND);
      Feeder dying = new Feeder(scheduler, first);
      Feeder living = new Feeder(scheduler, second);
      dying.awaitWaiting();
      living.awaitWaiting();

      job.append(1);
      scheduler.stop(dying.worker);
      dying.join();
      List<SingleSlot> held = new ArrayList<>();
      for (Assignment taken = dying.poll(); taken != null; taken = dying.poll()) {
        held.addAll(taken.open());
      }
      scheduler.gone(dying.worker, held);

      assertThat(indices(living.next())).as("round %d", round).containsExactly(2L);
      scheduler.stop();
    }
  }

  @Test
  void everyTaskIsRunOnceWhateverComesBackAndWhoeverDies() throws Exception {
    for (int round = 0; round < 40; round++) {
      started.clear();
      drive(round);
    }
  }

  /**
   * Workers that hold tasks, give them back when they are asked to, and die now and then, fed by a
   * puller: ends only if no wake-up is lost.
   */
  private void drive(int seed) throws InterruptedException {
    int tasks = 400;
    CountDownLatch left = new CountDownLatch(tasks);
    Set<Long> done = ConcurrentHashMap.newKeySet();
    AtomicInteger twice = new AtomicInteger();
    BlockingQueue<Credit> toStart = new LinkedBlockingQueue<>();
    Scheduler scheduler = new Scheduler(3, true, Recycling.NEVER, toStart::add);
    schedulers.add(scheduler);
    Thread starter =
        thread(
            () -> {
              try {
                for (int n = 0; left.getCount() > 0; n++) {
                  Credit credit = toStart.poll(10, TimeUnit.MILLISECONDS);
                  if (credit != null) {
                    long workerSeed = seed * 1000L + n;
                    thread(
                        () -> work(scheduler, credit, new Random(workerSeed), done, twice, left));
                  }
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    SampleJob job = new SampleJob(scheduler);
    Random random = new Random(seed);
    for (int i = 0; i < tasks; i++) {
      if (random.nextBoolean()) {
        job.append(1);
      } else {
        job.appendOrSend();
      }
      if (random.nextInt(10) == 0) {
        Thread.onSpinWait();
      }
    }
    assertThat(left.await(10, TimeUnit.SECONDS))
        .as("round %d: %d tasks are left", seed, left.getCount())
        .isTrue();
    assertThat(twice).hasValue(0);
    scheduler.stop();
    starter.join();
  }

  private void work(
      Scheduler scheduler,
      Credit credit,
      Random random,
      Set<Long> done,
      AtomicInteger twice,
      CountDownLatch left) {
    ConcurrentLinkedQueue<SingleSlot> held = new ConcurrentLinkedQueue<>();
    AtomicInteger recalls = new AtomicInteger();
    CountDownLatch fed = new CountDownLatch(1);
    AtomicInteger senders = new AtomicInteger();
    Consumer<Assignment> sender =
        next -> {
          assertThat(senders.incrementAndGet()).as("threads that send").isEqualTo(1);
          held.addAll(next.open());
          recalls.addAndGet(next.recall() ? 1 : 0);
          senders.decrementAndGet();
        };
    scheduler.ready(
        credit,
        assignment -> {
          sender.accept(assignment);
          return true;
        });
    thread(
        () -> {
          for (Assignment next = scheduler.take(credit);
              next != null;
              next = scheduler.take(credit)) {
            sender.accept(next);
          }
          fed.countDown();
        });
    int life = 20 + random.nextInt(200);
    boolean alive = true;
    while (alive && (fed.getCount() > 0 || !held.isEmpty())) {
      if (recalls.get() > 0) {
        recalls.decrementAndGet();
        SingleSlot running = held.poll();
        List<SingleSlot> back = new ArrayList<>();
        for (SingleSlot slot = held.poll(); slot != null; slot = held.poll()) {
          back.add(slot);
        }
        scheduler.recalled(credit, back);
        finish(scheduler, credit, running, done, twice, left);
      }
      finish(scheduler, credit, held.poll(), done, twice, left);
      if (--life == 0) {
        alive = false;
      } else {
        Thread.onSpinWait();
      }
      life += held.isEmpty() ? 1 : 0;
    }
    scheduler.stop(credit);
    try {
      fed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    scheduler.gone(credit, List.copyOf(held));
  }

  private static void finish(
      Scheduler scheduler,
      Credit credit,
      SingleSlot slot,
      Set<Long> done,
      AtomicInteger twice,
      CountDownLatch left) {
    if (slot == null) {
      return;
    }
    long expected = slot.nanos();
    slot.succeed(1_000, null);
    scheduler.ended(credit, slot.job.lane(), 1, expected, 1_000);
    if (!done.add(slot.index())) {
      twice.incrementAndGet();
    }
    left.countDown();
  }

  private static Credit ready(Scheduler scheduler, Credit credit) {
    scheduler.ready(credit);
    return credit;
  }

  private static void end(Scheduler scheduler, Credit worker, Assignment assignment, long nanos) {
    List<SingleSlot> tasks = assignment.open();
    long expected = tasks.stream().mapToLong(Slot::nanos).sum();
    tasks.forEach(slot -> slot.succeed(nanos, null));
    scheduler.ended(worker, tasks.get(0).job.lane(), tasks.size(), expected, nanos * tasks.size());
  }

  private static List<Long> indices(Assignment assignment) {
    return assignment.open().stream().map(SingleSlot::index).toList();
  }

  private synchronized Thread thread(Runnable body) {
    Thread thread = new Thread(body, "scheduler test");
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
    return thread;
  }

  /** The thread of a feeder, with what it was given. */
  private final class Feeder {
    final Credit worker;
    private final BlockingQueue<Assignment> given = new LinkedBlockingQueue<>();
    private final Thread thread;

    Feeder(Scheduler scheduler, Credit worker) {
      this.worker = worker;
      this.thread =
          thread(
              () -> {
                for (Assignment next = scheduler.take(worker);
                    next != null;
                    next = scheduler.take(worker)) {
                  given.add(next);
                }
              });
    }

    Assignment next() throws InterruptedException {
      Assignment next = given.poll(10, TimeUnit.SECONDS);
      assertThat(next).as("what %s is given", worker.worker).isNotNull();
      return next;
    }

    Assignment poll() {
      return given.poll();
    }

    /** Waits until it waits for work. */
    void awaitWaiting() {
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .until(
              () ->
                  Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING)
                      .contains(thread.getState()));
    }

    void join() throws InterruptedException {
      thread.join();
    }
  }

  @Test
  void workersShareWhatIsLeft() {
    Scheduler scheduler = scheduler(4);
    SampleJob job = new SampleJob(scheduler);
    job.append(4);
    Set<Long> seen = new HashSet<>();
    for (Credit worker : started) {
      Assignment next = scheduler.take(ready(scheduler, worker));
      assertThat(next.open()).hasSize(1);
      seen.addAll(indices(next));
    }
    assertThat(seen).hasSize(4);
  }
}
