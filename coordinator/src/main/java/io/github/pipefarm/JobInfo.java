package io.github.pipefarm;

import java.util.OptionalLong;

/**
 * Names a job, or a single task.
 *
 * @param id its number within the farm
 * @param name the name that it was given, or else one made of the number
 * @param total how many items it has; empty if its input does not tell
 * @param seed of its tasks' random numbers: {@link Job#seed} with it repeats them
 */
public record JobInfo(long id, String name, OptionalLong total, long seed) {}
