/**
 * A process pool for the JVM. Start with {@link io.github.pipefarm.Farm}, which opens a pool;
 * {@link io.github.pipefarm.Tasks} has what it does, {@link io.github.pipefarm.Job} the options of
 * one use of it.
 */
package io.github.pipefarm;
