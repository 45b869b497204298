/** The hot paths of our own, each for itself, under JMH: {@code benchmarks/run jmh}. */
package io.github.pipefarm.benchmarks.jmh;
