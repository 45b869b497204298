/**
 * A process pool for the JVM. Start with {@link io.github.pipefarm.Farm}, which opens a pool;
 * {@link io.github.pipefarm.Tasks} has what it does, {@link io.github.pipefarm.Job} the options of
 * one use of it; {@link io.github.pipefarm.FarmException} is the root of what they throw.
 *
 * <p>What happens is told to a {@link io.github.pipefarm.FarmListener}, stands in recordings of JDK
 * Flight Recorder, in the category Pipefarm, and is logged by {@link java.lang.System.Logger},
 * under the names of the classes of this package: at WARNING what the user should look at and
 * nothing else would tell, as a worker's crash whose task is tried again; at DEBUG how workers and
 * farms ended. A run in which nothing goes wrong logs nothing above DEBUG.
 *
 * <p>The serial form of the exceptions may change from one version to the next.
 *
 * @serial exclude
 */
package io.github.pipefarm;
