package io.github.pipefarm;

import java.time.Instant;

/**
 * Names one try of a task.
 *
 * @param job the job that it belongs to; a single task is one of its own
 * @param index the item's position in the input, from 0
 * @param attempt which try it is, from 1
 * @param worker the name of the worker that runs it
 * @param started when it began there
 */
public record TaskInfo(JobInfo job, long index, int attempt, String worker, Instant started) {}
