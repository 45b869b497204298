package io.github.pipefarm;

import io.github.pipefarm.protocol.HandleId;
import java.util.ArrayList;
import java.util.List;

/**
 * What a worker's feeder is to send next, in this order.
 *
 * @param recall whether to ask for what has not begun
 * @param cancelled jobs whose running task is to be interrupted
 * @param forgotten jobs whose functions may go
 * @param released handles that will not be mentioned any more
 * @param dumpStack whether to ask where the worker is
 * @param news what else it is to be told
 * @param tasks the tasks to send
 */
record Assignment(
    boolean recall,
    List<Long> cancelled,
    List<Long> forgotten,
    List<HandleId> released,
    boolean dumpStack,
    List<News> news,
    List<Slot> tasks) {
  Assignment {
    cancelled = List.copyOf(cancelled);
    forgotten = List.copyOf(forgotten);
    released = List.copyOf(released);
    news = List.copyOf(news);
  }

  /** Gives each of the tasks a slot of its own; once only. */
  List<SingleSlot> open() {
    List<SingleSlot> singles = new ArrayList<>(tasks.size());
    tasks.forEach(slot -> singles.addAll(slot.open()));
    return singles;
  }

  /** Whether the worker should hear of it before the tasks are ready to be sent. */
  boolean isUrgent() {
    return recall || dumpStack || !cancelled.isEmpty();
  }
}
