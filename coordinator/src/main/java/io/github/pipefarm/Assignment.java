package io.github.pipefarm;

import java.util.List;

/**
 * What a worker's feeder is to send next, in this order.
 *
 * @param recall whether to ask for what has not begun
 * @param cancelled jobs whose running task is to be interrupted
 * @param forgotten jobs whose functions may go
 * @param dumpStack whether to ask where the worker is
 * @param tasks the tasks to send
 */
record Assignment(
    boolean recall,
    List<Long> cancelled,
    List<Long> forgotten,
    boolean dumpStack,
    List<Slot> tasks) {
  Assignment {
    cancelled = List.copyOf(cancelled);
    forgotten = List.copyOf(forgotten);
  }
}
