/**
 * The kinds of functions that a farm runs: serializable functional interfaces whose methods may
 * throw anything. Start with {@link io.github.pipefarm.function.TaskFunction}.
 */
package io.github.pipefarm.function;
