package io.github.pipefarm.report;

/**
 * A record that took long.
 *
 * @param text the record, or its beginning; empty if nobody knows
 * @param start in seconds since the run began
 * @param duration in seconds
 */
record SlowRecord(
    long number,
    String text,
    String worker,
    double start,
    double duration,
    int attempts,
    boolean ok) {}
