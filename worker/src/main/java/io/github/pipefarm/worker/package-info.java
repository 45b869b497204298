/**
 * The child JVM. {@link io.github.pipefarm.worker.WorkerMain} is where it starts.
 *
 * <pre>
 * stdin ─ reader: frames to the queue │ main: decode, call, encode into the outbox │ writer ─ stdout
 * </pre>
 */
package io.github.pipefarm.worker;
