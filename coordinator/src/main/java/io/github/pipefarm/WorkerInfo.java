package io.github.pipefarm;

import java.util.OptionalLong;

/**
 * Names a worker.
 *
 * @param name its name, as {@code worker-1}: never given twice in a farm
 * @param pid its process id; empty where it is no process, or never became one
 */
public record WorkerInfo(String name, OptionalLong pid) {}
