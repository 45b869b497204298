package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.pipefarm.DeathReport;
import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmListener;
import io.github.pipefarm.FarmStats;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.ProcessFarmBuilder;
import io.github.pipefarm.WorkerInfo;
import io.github.pipefarm.WorkerOutput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A farm with random options, what can be done to it from outside, and how it ends. */
final class ChaosFarm implements FarmListener {
  /** How it ends, while callers are at work or after they are done. */
  enum End {
    CLOSE,
    CLOSE_FROM_TWO_THREADS,
    CLOSE_AND_INTERRUPT,
    CLOSE_AND_TERMINATE,
    TERMINATE
  }

  /** The environment variable by which everything that stems from a farm is known. */
  static final String TOKEN = "PIPEFARM_CHAOS";

  private final String name;
  private final Farm farm;
  private final boolean isListened;
  private final int maxTasks;
  private final Map<String, ProcessHandle> ready = new ConcurrentHashMap<>();
  private final AtomicInteger started = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicLong finished = new AtomicLong();

  private ChaosFarm(String name, ProcessFarmBuilder builder, boolean isListened, int maxTasks) {
    this.name = name;
    this.maxTasks = maxTasks;
    this.isListened = isListened;
    this.farm = (isListened ? builder.listener(this) : builder).build();
  }

  static ChaosFarm open(Random random, String name, Path folder, boolean isListened) {
    ProcessFarmBuilder builder =
        Farm.processes(1 + random.nextInt(4))
            .name(name)
            .environment(Map.of(TOKEN, name))
            .workingDirectory(folder)
            .maxHeap("96m")
            .stopTimeout(Duration.ofMillis(100 + random.nextInt(1500)))
            .output(ChaosLot.pick(random, WorkerOutput.values()));
    int maxTasks = random.nextInt(100) < 30 ? 1 + random.nextInt(60) : 0;
    if (maxTasks > 0) {
      builder.maxTasksPerWorker(maxTasks);
    }
    if (random.nextInt(100) < 30) {
      builder.idleTimeout(Duration.ofMillis(1 + random.nextInt(500)));
    }
    if (random.nextInt(100) < 20) {
      builder.maxWorkerRss(150 + random.nextInt(200) + "m");
    }
    if (random.nextInt(100) < 30) {
      builder.initializer(() -> System.setProperty("chaos", "initialized"));
    }
    return new ChaosFarm(name, builder, isListened, maxTasks);
  }

  Farm farm() {
    return farm;
  }

  String name() {
    return name;
  }

  /** How many items make a job long enough, if workers have to be started all the time. */
  int mostItems(ChaosMove move) {
    return maxTasks == 0 ? move.mostItems() : Math.min(move.mostItems(), 8 * maxTasks);
  }

  /** How far its tasks are. */
  String progress() {
    FarmStats stats = farm.stats();
    return "%d submitted, %d succeeded, %d failed, %d retried"
        .formatted(
            stats.tasksSubmitted(),
            stats.tasksSucceeded(),
            stats.tasksFailed(),
            stats.tasksRetried());
  }

  // What happens to it from outside.

  /** Kills a worker that has been ready, so that it counts as no failed start. */
  void killOne(Random random, ChaosLedger ledger) {
    List<ProcessHandle> workers = new ArrayList<>(ready.values());
    if (!workers.isEmpty()) {
      ledger.kill();
      workers.get(random.nextInt(workers.size())).destroyForcibly();
    }
  }

  /** Stops a worker for a while, as a suspended machine would. */
  void suspendOne(Random random) {
    List<ProcessHandle> workers = new ArrayList<>(ready.values());
    if (!workers.isEmpty()) {
      ProcessHandle worker = workers.get(random.nextInt(workers.size()));
      Pids.signal("STOP", worker.pid());
      Pids.signal("CONT", worker.pid());
    }
  }

  void checkStats(ChaosLedger ledger) {
    FarmStats stats = farm.stats();
    ledger.check(
        stats.workersCrashed() <= stats.workersStarted()
            && stats.busyWorkers() <= stats.workers()
            && !stats.timeRunning().isNegative()
            && !stats.timeShipping().isNegative()
            && !stats.timeIdle().isNegative(),
        "%s",
        stats);
  }

  /** Ends it; returns when it says that it has ended. */
  void end(End how) throws InterruptedException {
    switch (how) {
      case CLOSE -> farm.close();
      case CLOSE_FROM_TWO_THREADS -> inAnotherThread(farm::close, farm::close, false);
      case CLOSE_AND_INTERRUPT -> inAnotherThread(farm::close, () -> {}, true);
      case CLOSE_AND_TERMINATE -> inAnotherThread(farm::close, farm::terminate, false);
      case TERMINATE -> farm.terminate();
    }
  }

  private void inAnotherThread(Runnable there, Runnable here, boolean isToBeInterrupted)
      throws InterruptedException {
    Thread thread = new Thread(there, "end of " + name);
    thread.start();
    here.run();
    if (isToBeInterrupted) {
      thread.interrupt();
    }
    thread.join();
  }

  /** Nothing of it may be left. */
  void checkIsGone(ChaosLedger ledger) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertThat(FarmThreads.of(name)).as("threads").isEmpty();
              assertThat(Leaks.processesWith(TOKEN, name)).as("processes").isEmpty();
            });
    FarmStats stats = farm.stats();
    assertThat(stats.workers()).as("%s", stats).isZero();
    assertThat(stats.busyWorkers()).as("%s", stats).isZero();
    assertThat(stats.tasksSucceeded() + stats.tasksFailed())
        .as("%s", stats)
        .isLessThanOrEqualTo(stats.tasksSubmitted());
    if (isListened) {
      assertThat(stats.workersStarted()).isEqualTo(started.get());
      assertThat(ended.get())
          .as("workers that ended, of those that started")
          .isEqualTo(started.get());
      assertThat(ready).isEmpty();
    }
    checkStats(ledger);
  }

  // The listener.

  @Override
  public void workerStarted(WorkerInfo worker) {
    started.incrementAndGet();
  }

  @Override
  public void workerReady(WorkerInfo worker) {
    ProcessHandle.of(worker.pid().orElseThrow())
        .ifPresent(process -> ready.put(worker.name(), process));
  }

  @Override
  public void workerStopped(WorkerInfo worker) {
    ended.incrementAndGet();
    ready.remove(worker.name());
  }

  @Override
  public void workerDied(DeathReport report) {
    ended.incrementAndGet();
    ready.remove(report.worker());
  }

  @Override
  public void taskFinished(Outcome<?, ?> outcome) {
    if (finished.incrementAndGet() % 100 == 0) {
      throw new IllegalStateException("a listener throws");
    }
  }
}
