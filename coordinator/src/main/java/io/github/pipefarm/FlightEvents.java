package io.github.pipefarm;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jfr.FlightRecorder;

/**
 * Writes what happens in one farm into the recordings of JDK Flight Recorder (JEP 328). It exists,
 * and its classes are loaded, only where that is on: see {@link FarmEvents#flight}. It is told at
 * once, on the thread where something happens. What began before there was a recording has no
 * duration.
 */
final class FlightEvents implements FarmListener {
  private final FarmRuntime farm;
  private final FlightEvent.OfFarm whole = new FlightEvent.OfFarm();
  private final Map<String, FlightEvent.OfWorker> workers = new ConcurrentHashMap<>();
  private final Map<Long, FlightEvent.OfJob> jobs = new ConcurrentHashMap<>();
  private final Runnable everySecond = this::writeStatistics;

  FlightEvents(FarmRuntime farm) {
    this.farm = farm;
    FlightRecorder.addPeriodicEvent(FlightEvent.Statistics.class, everySecond);
  }

  /** From now on there will be a duration. */
  void farmOpened() {
    whole.begin();
  }

  void farmEnded() {
    if (FlightRecorder.removePeriodicEvent(everySecond)) {
      writeStatistics(); // or a farm that was short would have none
      FarmStats stats = farm.stats();
      whole.farm = farm.name();
      whole.workers = farm.workers();
      whole.workersStarted = stats.workersStarted();
      whole.workersCrashed = stats.workersCrashed();
      whole.tasksSucceeded = stats.tasksSucceeded();
      whole.tasksFailed = stats.tasksFailed();
      whole.commit();
    }
  }

  private void writeStatistics() {
    FlightEvent.Statistics event = new FlightEvent.Statistics();
    FarmStats stats = farm.stats();
    event.farm = farm.name();
    event.workers = stats.workers();
    event.busyWorkers = stats.busyWorkers();
    event.tasksSubmitted = stats.tasksSubmitted();
    event.tasksSucceeded = stats.tasksSucceeded();
    event.tasksFailed = stats.tasksFailed();
    event.tasksRetried = stats.tasksRetried();
    event.bytesSent = stats.bytesSent();
    event.bytesReceived = stats.bytesReceived();
    event.commit();
  }

  @Override
  public void workerStarted(WorkerInfo worker) {
    FlightEvent.OfWorker event = new FlightEvent.OfWorker();
    event.begin();
    workers.put(worker.name(), event);
  }

  @Override
  public void workerReady(WorkerInfo worker) {
    FlightEvent.OfWorker event = workers.get(worker.name());
    if (event != null) {
      event.startUpTime = System.nanoTime() - event.began;
    }
  }

  @Override
  public void workerStopped(WorkerInfo worker) {
    workerEnded(worker.name(), worker.pid().orElse(-1), false);
  }

  @Override
  public void workerDied(DeathReport report) {
    FlightEvent.OfDeath event = new FlightEvent.OfDeath();
    event.farm = farm.name();
    event.worker = report.worker();
    event.pid = report.pid().orElse(-1);
    event.cause = report.cause();
    event.taskIndex = report.index().orElse(-1);
    event.attempt = report.attempt();
    event.taskRan = report.ran().toNanos();
    event.recording = report.recording().orElse("");
    event.commit();
    workerEnded(report.worker(), event.pid, true);
  }

  private void workerEnded(String worker, long pid, boolean died) {
    FlightEvent.OfWorker began = workers.remove(worker);
    FlightEvent.OfWorker event = began != null ? began : new FlightEvent.OfWorker();
    event.farm = farm.name();
    event.worker = worker;
    event.pid = pid;
    event.died = died;
    event.commit();
  }

  @Override
  public void jobStarted(JobInfo job) {
    FlightEvent.OfJob event = new FlightEvent.OfJob();
    event.begin();
    jobs.put(job.id(), event);
  }

  @Override
  public void jobFinished(JobInfo job, Progress result) {
    FlightEvent.OfJob began = jobs.remove(job.id());
    FlightEvent.OfJob event = began != null ? began : new FlightEvent.OfJob();
    event.farm = farm.name();
    event.job = job.name();
    event.tasksSucceeded = result.succeeded();
    event.tasksFailed = result.failed();
    event.tasksRetried = result.retried();
    event.commit();
  }

  /** Whether a recording has a task that took so long. */
  boolean isWorthTelling(long nanos) {
    FlightEvent.OfTask event = new FlightEvent.OfTask();
    event.ran = nanos;
    return event.shouldCommit();
  }

  /** A task has got its outcome. */
  void finished(SingleSlot slot) {
    FlightEvent.OfTask event = new FlightEvent.OfTask();
    event.ran = slot.nanos();
    if (event.shouldCommit()) {
      Failure failure = slot.failure();
      event.farm = farm.name();
      event.job = slot.job.toString();
      event.index = slot.index();
      event.worker = slot.worker();
      event.attempts = slot.attempts();
      event.size = slot.size();
      event.failure = failure == null ? "" : failure.toException().getClass().getSimpleName();
      event.commit();
    }
  }
}
