package io.github.pipefarm;

import io.github.pipefarm.protocol.Block;
import io.github.pipefarm.protocol.Blocks;
import io.github.pipefarm.protocol.LentBlocks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that were sent to one worker, or are about to be, and have not come back, in the order
 * in which they are sent, which is that in which they come back. Who is in the feeder's place adds;
 * the rest is the reader's.
 */
final class InFlight {
  /** What was added since the reader last looked. */
  private List<@Nullable Slot> added = new ArrayList<>();

  private boolean hasEnded;

  /** What it has seen, and null for what it has taken. */
  private List<@Nullable Slot> expected = new ArrayList<>();

  /** Where the first one stands there that was not taken. */
  private int next;

  private final LentBlocks lent = new LentBlocks();

  /**
   * Adds tasks that are about to be sent.
   *
   * @return false, and nothing is added, if the worker is gone and all its tasks were taken
   */
  synchronized boolean add(List<Slot> tasks) {
    if (!hasEnded) {
      added.addAll(tasks);
    }
    return !hasEnded;
  }

  /** The item of a task stands in these blocks, as long as the task is in flight. */
  void lend(long sequence, List<Block> blocks, Blocks to) {
    lent.lend(sequence, blocks, to);
  }

  private synchronized List<@Nullable Slot> takeAdded() {
    List<@Nullable Slot> taken = added;
    added = new ArrayList<>();
    return taken;
  }

  /** The slot of the task that is to be expected next, if it has this sequence; else null. */
  @Nullable Slot find(long sequence) {
    Slot slot = peek();
    return slot != null && slot.nextSequence() == sequence ? slot : null;
  }

  /** The same, if it is a wide one. */
  @Nullable WideSlot wide(long sequence) {
    return find(sequence) instanceof WideSlot wide ? wide : null;
  }

  /** Takes the task of a sequence, out of a wide slot if need be; null if it was not expected. */
  @Nullable SingleSlot take(long sequence) {
    Slot slot = find(sequence);
    if (slot == null) {
      return null;
    }
    if (slot instanceof SingleSlot single) {
      lent.settled(sequence);
      skip();
      return single;
    }
    expected.addAll(next + 1, slot.open());
    skip();
    return take(sequence);
  }

  /** The next result of a wide slot has come, that of this sequence. */
  void succeed(WideSlot wide, long sequence, @Nullable Object result, long weight) {
    wide.succeed(result, weight);
    lent.settled(sequence);
    if (wide.isBack()) {
      skip();
    }
  }

  /** What is to be expected next, but for tasks that could not be sent in the end. */
  private @Nullable Slot peek() {
    while (true) {
      if (next == expected.size()) {
        expected = takeAdded();
        next = 0;
        if (expected.isEmpty()) {
          return null;
        }
      }
      Slot slot = expected.get(next);
      if (slot != null && !slot.isBack()) {
        return slot;
      }
      skip();
    }
  }

  /** Forgets the next one, so that it can be freed. */
  private void skip() {
    expected.set(next, null);
    next++;
  }

  /** What is to be expected next, for a message. */
  String describeNext() {
    Slot slot = peek();
    return slot == null ? "none" : "one of task " + slot.nextSequence();
  }

  /** Takes the tasks with sequences in a range, {@code to} excluded. */
  List<SingleSlot> takeRange(long from, long to) {
    List<@Nullable Slot> left = new ArrayList<>();
    List<SingleSlot> taken = new ArrayList<>();
    expected.addAll(takeAdded());
    for (Slot slot : expected) {
      if (slot == null || slot.isBack()) {
        continue;
      }
      if (!slot.overlaps(from, to)) {
        left.add(slot);
        continue;
      }
      for (SingleSlot single : slot.open()) {
        if (single.overlaps(from, to)) {
          taken.add(single);
        } else {
          left.add(single);
        }
      }
    }
    expected = left;
    next = 0;
    lent.recalled(from, to);
    return taken;
  }

  /** Takes all tasks, because the worker is gone; none is added from then on. */
  List<SingleSlot> takeAll() {
    synchronized (this) {
      hasEnded = true;
    }
    lent.end();
    return takeRange(0, Long.MAX_VALUE);
  }
}
