package io.github.pipefarm;

import java.util.OptionalLong;

/**
 * Names a job, or a single task.
 *
 * @param id its number within the farm
 * @param name the name that it was given, or else one made of the number
 * @param total how many items it has; empty if its input does not tell
 */
public record JobInfo(long id, String name, OptionalLong total) {}
