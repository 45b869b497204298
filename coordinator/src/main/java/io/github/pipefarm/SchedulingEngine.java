package io.github.pipefarm;

import io.github.pipefarm.protocol.HandleId;
import java.time.Duration;

/** An engine whose workers fetch their tasks from a {@link Scheduler}. */
abstract class SchedulingEngine implements Engine {
  private final FarmRuntime farm;
  private final Scheduler scheduler;

  /**
   * @param workersMayHoldUnstarted whether tasks are sent ahead to workers
   * @param recycling when a worker is ended though nothing is wrong with it
   */
  SchedulingEngine(FarmRuntime farm, boolean workersMayHoldUnstarted, Recycling recycling) {
    this.farm = farm;
    this.scheduler = new Scheduler(farm.workers(), workersMayHoldUnstarted, recycling, this::start);
  }

  /** Starts a worker, without waiting for it. */
  abstract void start(Credit credit);

  final FarmRuntime farm() {
    return farm;
  }

  final Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public final boolean runsInCaller() {
    return false;
  }

  @Override
  public final void open() {
    scheduler.add(farm.singleTasks());
    scheduler.startFirstWorker();
  }

  @Override
  public void begin(JobRun job) {
    if (!job.isSingleTask()) {
      scheduler.add(job.lane());
    }
  }

  @Override
  public final void accept(Slot first, Slot last, int count) {
    Lane lane = first.job.lane();
    if (first.job.isSingleTask()) {
      synchronized (lane) {
        lane.append(first, last, count); // they come from any thread
      }
      // A virtual thread may have to wait for a carrier, and keep the feeder from its place.
      if (first.job.isSmall() && !VirtualThreads.isCurrent() && scheduler.sendAtOnce(first)) {
        return;
      }
    } else {
      lane.append(first, last, count);
    }
    scheduler.appended(lane, count);
  }

  /**
   * A slot that waits is to be tried again, when its job's delay is over.
   *
   * @param nanos how long the try took that failed
   */
  final void retry(SingleSlot slot, long nanos, Failure reason) {
    slot.job.retried(slot, nanos, reason);
    Duration delay = slot.job.options.retryDelay();
    if (delay.isZero()) {
      scheduler.retry(slot);
    } else {
      farm.schedule(() -> scheduler.retry(slot), delay);
    }
  }

  @Override
  public final void stop() {
    scheduler.stop();
  }

  @Override
  public final WorkerUse use() {
    return scheduler.use();
  }

  @Override
  public final void release(HandleId id) {
    scheduler.release(id);
  }

  @Override
  public void end(JobRun job) {
    if (!job.isSingleTask() || job.isAborted()) {
      scheduler.remove(job);
    }
  }
}
