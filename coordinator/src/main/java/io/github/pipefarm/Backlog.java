package io.github.pipefarm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that wait for a worker, and whose turn it is: first those that came back, lowest index
 * first; then those of the lane that has had the least worker time. Worker time is charged as it is
 * expected when tasks are taken, and put right by the scheduler when they have ended, so that jobs
 * share the workers fairly whatever their tasks take. The idea is that of stride scheduling
 * (Waldspurger and Weihl, 1995).
 *
 * <p>All of it is guarded by the scheduler's lock.
 */
final class Backlog {
  /** How much worker time a lane may have in hand, and so be preferred to all others. */
  private static final long MAX_LAG_NANOS = 50_000_000;

  private final List<Lane> lanes = new ArrayList<>();
  private final Queue<SingleSlot> returned =
      new PriorityQueue<>(Comparator.comparingLong(Slot::index));

  /** The worker time of the lane that was taken from last: what lanes are compared with. */
  private long pickedNanos;

  /** Takes a lane into the round. */
  void add(Lane lane) {
    lane.charge(pickedNanos);
    lanes.add(lane);
  }

  /** Takes the lane of a job out of the round. */
  void remove(Lane lane) {
    lanes.remove(lane);
  }

  /** Tasks have come back, and wait for another worker unless their job was aborted. */
  void giveBack(List<SingleSlot> tasks) {
    for (SingleSlot slot : tasks) {
      slot.job.lane().charge(-slot.nanos());
      if (!slot.job.isAborted()) {
        returned.add(slot);
      }
    }
  }

  /** Forgets the tasks of a job that came back. */
  void forget(JobRun job) {
    returned.removeIf(slot -> slot.job == job);
  }

  /** How many tasks wait. */
  long waiting() {
    long waiting = returned.size();
    for (Lane lane : lanes) {
      waiting += lane.waiting();
    }
    return waiting;
  }

  /** The lane whose tasks are next; null if none wait. */
  @Nullable Lane next() {
    while (!returned.isEmpty() && returned.element().job.isAborted()) {
      returned.remove();
    }
    return returned.isEmpty() ? nextInRound() : returned.element().job.lane();
  }

  private @Nullable Lane nextInRound() {
    Lane next = null;
    for (Lane lane : lanes) {
      if (lane.hasWaiting() && (next == null || lane.workerNanos() < next.workerNanos())) {
        next = lane;
      }
    }
    return next;
  }

  /** Whether a task is next, and the only one of its lane. */
  boolean isNext(Slot slot) {
    Lane lane = slot.job.lane();
    return returned.isEmpty() && nextInRound() == lane && lane.hasOnly(slot);
  }

  /**
   * Takes tasks of the lane that is {@link #next}.
   *
   * @param room how many there may be
   * @param workers among how many what is left is to be shared
   * @return the tasks; none if all that waited there belonged to aborted jobs
   */
  List<Slot> take(Lane lane, int room, int workers) {
    List<Slot> tasks = new ArrayList<>();
    if (returned.isEmpty()) {
      // Never more than one worker's share of what is left, so that they all end together.
      long share = Math.max(Math.max(1, lane.batch()), lane.waiting() / Math.max(1, workers));
      takeFrom(lane, Math.min(room, share), tasks);
    } else {
      // One at a time: they have waited long enough, and others may be idle as well.
      tasks.add(returned.remove());
    }
    if (!tasks.isEmpty()) {
      charge(lane, tasks);
    }
    return tasks;
  }

  private static void takeFrom(Lane lane, long most, List<Slot> tasks) {
    long left = most;
    while (left > 0) {
      Slot slot = lane.poll(left);
      if (slot == null) {
        return;
      }
      if (!slot.job.isAborted()) {
        tasks.add(slot);
        left -= slot.count();
      }
    }
  }

  /** Charges a lane with what its tasks will take, as far as that is known. */
  private void charge(Lane lane, List<Slot> tasks) {
    long expected = lane.averageNanos() == 0 ? Credit.TARGET_NANOS : lane.averageNanos();
    long nanos = 0;
    for (Slot slot : tasks) {
      slot.expect(expected);
      nanos += expected * slot.count();
    }
    // A lane that had nothing to do for a while must not keep all others waiting now.
    lane.charge(Math.max(0, pickedNanos - MAX_LAG_NANOS - lane.workerNanos()));
    pickedNanos = Math.max(pickedNanos, lane.workerNanos());
    lane.charge(nanos);
  }
}
