package io.github.pipefarm.cli;

import io.github.pipefarm.DeathReport;
import io.github.pipefarm.FarmException;
import io.github.pipefarm.FarmListener;
import io.github.pipefarm.JobInfo;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.TaskInfo;
import io.github.pipefarm.WorkerInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells several listeners of workers, and of the tasks that are records. What a worker is asked
 * before the first record is none. Of the thread that tells listeners.
 */
final class Listeners implements FarmListener {
  private final List<FarmListener> all;
  private final Set<Long> jobs = new HashSet<>();

  /**
   * @param all in the order in which they are told
   */
  Listeners(List<FarmListener> all) {
    this.all = List.copyOf(all);
  }

  @Override
  public void jobStarted(JobInfo job) {
    jobs.add(job.id());
  }

  @Override
  public void workerStarted(WorkerInfo worker) {
    all.forEach(one -> one.workerStarted(worker));
  }

  @Override
  public void workerReady(WorkerInfo worker) {
    all.forEach(one -> one.workerReady(worker));
  }

  @Override
  public void workerStopped(WorkerInfo worker) {
    all.forEach(one -> one.workerStopped(worker));
  }

  @Override
  public void workerDied(DeathReport report) {
    all.forEach(one -> one.workerDied(report));
  }

  @Override
  public void taskStarted(TaskInfo task) {
    if (jobs.contains(task.job().id())) {
      all.forEach(one -> one.taskStarted(task));
    }
  }

  @Override
  public void taskFinished(Outcome<?, ?> outcome) {
    all.forEach(one -> one.taskFinished(outcome));
  }

  @Override
  public void taskRetried(TaskInfo task, FarmException reason) {
    all.forEach(one -> one.taskRetried(task, reason));
  }
}
