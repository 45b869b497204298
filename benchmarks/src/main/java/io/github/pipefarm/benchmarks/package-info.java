/**
 * Measures the farm beside its peers, and beside what the machine allows.
 *
 * <pre>
 *   Main ── Group ── Question ── Contestant     what is asked, and who answers
 *             │         │            │
 *             │         │         Samples       what their turns measured: Answer
 *             │      Budget                     what ours should reach, and whether it does
 *             └──────────────────▶ Report       tables, Markdown, JSON, with the Machine
 * </pre>
 *
 * <p>A {@link io.github.pipefarm.benchmarks.Group} asks {@link
 * io.github.pipefarm.benchmarks.Question}s. Each is answered by several {@link
 * io.github.pipefarm.benchmarks.Contestant}s in turns, A B A B, so that a noisy moment hits all of
 * them; the first turn of each, which is cold, is kept apart. {@link
 * io.github.pipefarm.benchmarks.Budget}s compare the medians of the others, always within one
 * question and so within one run. Farms, pools of Python and raw pipes are kept open over the
 * turns, as they would be where they are used. A new group is a class, and a line in {@link
 * io.github.pipefarm.benchmarks.Main}.
 */
package io.github.pipefarm.benchmarks;
