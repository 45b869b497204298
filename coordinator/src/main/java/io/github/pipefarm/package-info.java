/**
 * A process pool for the JVM. Start with {@link io.github.pipefarm.Farm}, which opens a pool;
 * {@link io.github.pipefarm.Tasks} has what it does, {@link io.github.pipefarm.Job} the options of
 * one use of it; {@link io.github.pipefarm.FarmException} is the root of what they throw.
 *
 * <p>The serial form of the exceptions may change from one version to the next.
 *
 * @serial exclude
 */
package io.github.pipefarm;
