package io.github.pipefarm;

import io.github.pipefarm.worker.JobFunction;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Runs tasks in threads of this JVM. */
final class ThreadEngine extends SchedulingEngine {
  private final Initializer initializer;
  private final Set<LocalWorker> workers = ConcurrentHashMap.newKeySet();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  ThreadEngine(FarmRuntime farm, Initializer initializer) {
    super(farm, false, Recycling.NEVER);
    this.initializer = initializer;
  }

  @Override
  void start(Credit credit) {
    Thread thread = farm().newThread(credit.worker, () -> work(credit));
    threads.add(thread);
    farm().workerStarted(credit.worker, OptionalLong.empty());
    thread.start();
  }

  private void work(Credit credit) {
    LocalWorker worker = new LocalWorker(farm(), credit.worker, true);
    try {
      if (!worker.initialize(initializer)) {
        scheduler().stop();
        return;
      }
      scheduler().ready(credit);
      farm().workerReady(credit.worker, OptionalLong.empty());
      workers.add(worker);
      Map<Long, JobFunction> functions = new HashMap<>();
      for (Assignment next = scheduler().take(credit);
          next != null;
          next = scheduler().take(credit)) {
        next.forgotten().forEach(functions::remove);
        next.released().forEach(worker::release);
        worker.closeReleased();
        for (SingleSlot slot : next.open()) {
          run(slot, worker, functions, credit);
        }
      }
    } finally {
      worker.end();
      farm().workerStopped(credit.worker, OptionalLong.empty());
      threads.remove(Thread.currentThread());
    }
  }

  private void run(
      SingleSlot slot, LocalWorker worker, Map<Long, JobFunction> functions, Credit credit) {
    JobRun job = slot.job;
    long expected = slot.nanos();
    JobFunction function = functions.computeIfAbsent(job.id, id -> LocalWorker.functionOf(job));
    Failure failure = worker.run(slot, function);
    if (job.isSingleTask()) {
      functions.remove(job.id);
    }
    scheduler().ended(credit, job.lane(), 1, expected, slot.nanos());
    if (failure != null) {
      retry(slot, slot.nanos(), failure);
      return;
    }
    job.weighed(1, slot.bytes());
    job.settled(slot);
    job.settled(Tally.of(slot));
  }

  @Override
  public void end(JobRun job) {
    super.end(job);
    if (job.isAborted()) {
      workers.forEach(worker -> worker.cancel(job));
    }
  }

  @Override
  public void close() throws InterruptedException {
    scheduler().stop();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Override
  public void terminate() {
    scheduler().stop();
    threads.forEach(Thread::interrupt);
  }
}
