package io.github.pipefarm;

/**
 * What the workers of a farm are at, and have been at.
 *
 * @param workers how many there are
 * @param busy how many of them hold tasks
 * @param busyNanos how long workers held tasks, all together
 * @param idleNanos how long workers that were ready held none, all together
 */
record WorkerUse(int workers, int busy, long busyNanos, long idleNanos) {}
