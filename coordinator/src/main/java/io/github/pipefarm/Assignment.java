package io.github.pipefarm;

import java.util.List;

/**
 * What a worker's feeder is to send next.
 *
 * @param forgotten jobs whose functions may go
 * @param recall whether to ask for what has not begun; the tasks come behind that
 * @param tasks the tasks to send
 */
record Assignment(List<Long> forgotten, boolean recall, List<Slot> tasks) {
  Assignment {
    forgotten = List.copyOf(forgotten);
  }
}
