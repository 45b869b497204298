package io.github.pipefarm;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How far a job is.
 *
 * @param total how many items it has; empty if its input does not tell
 * @param done how many tasks have an outcome
 * @param succeeded how many of them returned a value
 * @param failed how many of them failed
 * @param retried how many tries were followed by another one
 * @param elapsed the time since the job began
 * @param tasksPerSecond {@code done} by {@code elapsed}; 0 at the beginning
 */
public record Progress(
    OptionalLong total,
    long done,
    long succeeded,
    long failed,
    long retried,
    Duration elapsed,
    double tasksPerSecond) {}
