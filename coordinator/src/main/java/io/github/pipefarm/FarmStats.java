package io.github.pipefarm;

import java.time.Duration;

/**
 * What a farm has done so far. The counts are taken one after the other while work goes on, so that
 * they need not add up to the last task.
 *
 * <p>The times are those of all workers together, from when each was ready: what is neither running
 * nor idle is shipping. If that is most of it, the tasks are too small for a farm.
 *
 * @param workers how many workers there are now, those that are starting included
 * @param busyWorkers how many of them hold tasks
 * @param workersStarted how many were started since the farm was opened
 * @param workersCrashed how many died, and did not end because the farm wanted it
 * @param tasksSubmitted how many tasks the farm has taken
 * @param tasksSucceeded how many returned a value
 * @param tasksFailed how many failed for good; those that were cancelled are not counted
 * @param tasksRetried how many tries were followed by another one
 * @param bytesSent how many bytes went to workers, by pipe or by shared memory; of farms that are
 *     no processes, the encoded items
 * @param bytesReceived how many bytes came from workers, by either; of farms that are no processes,
 *     the encoded results
 * @param timeRunning how long tasks ran, decoding their items included
 * @param timeShipping how long workers that held tasks did not run them: encoding of results,
 *     waiting for the pipe and for a processor
 * @param timeIdle how long workers had nothing to do
 */
public record FarmStats(
    int workers,
    int busyWorkers,
    long workersStarted,
    long workersCrashed,
    long tasksSubmitted,
    long tasksSucceeded,
    long tasksFailed,
    long tasksRetried,
    long bytesSent,
    long bytesReceived,
    Duration timeRunning,
    Duration timeShipping,
    Duration timeIdle) {}
