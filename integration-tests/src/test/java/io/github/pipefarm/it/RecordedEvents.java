package io.github.pipefarm.it;

import io.github.pipefarm.DeathReport;
import io.github.pipefarm.FarmException;
import io.github.pipefarm.FarmListener;
import io.github.pipefarm.JobInfo;
import io.github.pipefarm.Outcome;
import io.github.pipefarm.Progress;
import io.github.pipefarm.TaskInfo;
import io.github.pipefarm.WorkerInfo;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers all events of a farm, in their order and by their kinds. */
final class RecordedEvents implements FarmListener {
  final List<String> all = new CopyOnWriteArrayList<>();
  final List<TaskInfo> started = new CopyOnWriteArrayList<>();
  final List<Outcome<?, ?>> finished = new CopyOnWriteArrayList<>();
  final List<TaskInfo> retried = new CopyOnWriteArrayList<>();
  final List<DeathReport> deaths = new CopyOnWriteArrayList<>();
  final List<WorkerInfo> ready = new CopyOnWriteArrayList<>();
  final List<WorkerInfo> stopped = new CopyOnWriteArrayList<>();
  final List<Progress> results = new CopyOnWriteArrayList<>();

  @Override
  public void workerStarted(WorkerInfo worker) {
    all.add("started " + worker.name());
  }

  @Override
  public void workerReady(WorkerInfo worker) {
    all.add("ready " + worker.name());
    ready.add(worker);
  }

  @Override
  public void workerStopped(WorkerInfo worker) {
    all.add("stopped " + worker.name());
    stopped.add(worker);
  }

  @Override
  public void workerDied(DeathReport report) {
    all.add("died " + report.worker());
    deaths.add(report);
  }

  @Override
  public void taskStarted(TaskInfo task) {
    all.add("task " + task.index() + " try " + task.attempt());
    started.add(task);
  }

  @Override
  public void taskFinished(Outcome<?, ?> outcome) {
    all.add("outcome " + outcome.index());
    finished.add(outcome);
  }

  @Override
  public void taskRetried(TaskInfo task, FarmException reason) {
    all.add("retry " + task.index());
    retried.add(task);
  }

  @Override
  public void jobStarted(JobInfo job) {
    all.add("job " + job.name() + " of " + job.total());
  }

  @Override
  public void jobFinished(JobInfo job, Progress result) {
    all.add("end of " + job.name());
    results.add(result);
  }
}
