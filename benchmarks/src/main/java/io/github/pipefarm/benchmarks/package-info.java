/**
 * Measures the farm beside its peers, and beside what the machine allows.
 *
 * <p>A {@link io.github.pipefarm.benchmarks.Group} asks {@link
 * io.github.pipefarm.benchmarks.Question}s. Each is answered by several {@link
 * io.github.pipefarm.benchmarks.Contestant}s in turns, A B A B, so that a noisy moment hits all of
 * them; the first turn of each, which is cold, is kept apart. {@link
 * io.github.pipefarm.benchmarks.Budget}s compare the medians of the others, always within one
 * question and so within one run.
 */
package io.github.pipefarm.benchmarks;
