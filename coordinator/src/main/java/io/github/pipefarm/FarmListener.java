package io.github.pipefarm;

/**
 * Is told what happens in a farm: for logs, metrics, progress displays and reports. All methods do
 * nothing unless overridden.
 *
 * <p>Events come one after the other, in the order in which the farm noticed them, on a thread of
 * the farm that nothing else waits for: a listener may take its time, and what it throws is logged
 * and harms nobody. While it lags, events wait; when some 65,000 wait, further events about tasks
 * are left out, with one warning in the log, and those about workers and jobs still come. {@link
 * Farm#close()} lets the listener catch up for up to five seconds.
 *
 * <p>Without a listener nothing of this costs anything. With one, each worker announces its tasks,
 * which costs a few bytes a task and no further message.
 */
public interface FarmListener {
  /**
   * A worker was started; it can't run tasks yet.
   *
   * @param worker the worker
   */
  default void workerStarted(WorkerInfo worker) {}

  /**
   * A worker can run tasks: the initializer, if there is one, has run in it.
   *
   * @param worker the worker
   */
  default void workerReady(WorkerInfo worker) {}

  /**
   * A worker ended because the farm wanted it to: at the end of the farm, because it was idle, had
   * run as many tasks as it may, or used more memory than it may.
   *
   * @param worker the worker
   */
  default void workerStopped(WorkerInfo worker) {}

  /**
   * A worker died: it crashed, was killed from outside, or had to be killed, for a task that took
   * too long or did not care about being cancelled.
   *
   * @param report how it ended, and what it was at
   */
  default void workerDied(DeathReport report) {}

  /**
   * A worker has begun a try of a task.
   *
   * @param task the task
   */
  default void taskStarted(TaskInfo task) {}

  /**
   * A task has got its outcome. A worker runs one task at a time, so the outcome is that of the
   * task that was started last on {@link Outcome#worker()}. Tasks that were cancelled before they
   * began have no event at all; those that were cancelled afterwards have a failure.
   *
   * @param outcome what became of it
   */
  default void taskFinished(Outcome<?, ?> outcome) {}

  /**
   * A try of a task failed, and it will be tried again.
   *
   * @param task the try that failed
   * @param reason why
   */
  default void taskRetried(TaskInfo task, FarmException reason) {}

  /**
   * A job has begun. Single tasks, of {@code submit} and {@code call}, have no job events.
   *
   * @param job the job
   */
  default void jobStarted(JobInfo job) {}

  /**
   * A job has ended, in whichever way.
   *
   * @param job the job
   * @param result what was done until then
   */
  default void jobFinished(JobInfo job, Progress result) {}
}
