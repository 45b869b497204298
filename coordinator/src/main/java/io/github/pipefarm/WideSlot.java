package io.github.pipefarm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The place of several neighbours among the tasks of a job, as long as nothing happens to any of
 * them but that it is sent and its result comes back: the most frequent case by far, in which a
 * task costs a place in an array and not an object of its own. As soon as one of them fails, is
 * recalled, or loses its worker, it is opened: slots of their own stand in its place from then on.
 *
 * <p>It is sent once: what comes back of it waits in slots of its own. It is not for tasks that
 * somebody watches one by one.
 */
final class WideSlot extends Slot {
  /** So many tasks cost next to nothing each; more would only come back later. */
  private static final int MOST = 256;

  /** The index of the task whose item is the first of the values, of whichever slot it is. */
  private final long indexOfValues;

  /** Of this slot and its neighbours: the items, each of which makes room for its result. */
  private final @Nullable Object[] values;

  /** Where the first task stands; moves on while this waits and its first tasks are taken. */
  private int from;

  /** Where the last one ends. Moves back if one can't be sent. */
  private volatile int to;

  // Of whoever reads results: where the one goes that comes next, and what those weigh that have.
  private int next;
  private long resultBytes;

  // Of the feeder: where what has been encoded ends, and what that weighs.
  private int encodedTo;
  private long itemBytes;

  /** Those that had not come back when it was opened. Guarded by this. */
  private List<SingleSlot> opened = List.of();

  /** The first of what stands in its place, until the consumer has seen that. */
  private @Nullable Slot inPlace;

  /**
   * @param indexOfValues the index of the task whose item is the first of the values
   * @param values the items of this slot and of its neighbours
   * @param from where its first one is
   * @param to where its last one ends
   */
  WideSlot(JobRun job, long indexOfValues, @Nullable Object[] values, int from, int to) {
    super(job);
    this.indexOfValues = indexOfValues;
    this.values = values;
    this.from = from;
    this.to = to;
    this.next = from;
    this.encodedTo = from;
  }

  /**
   * Takes the first tasks out into a slot of their own, which is chained to this one, while they
   * wait.
   *
   * @param most how many at most
   * @return this slot if there are no more than that in it
   */
  WideSlot split(long most) {
    int size = (int) Math.min(most, MOST);
    if (size >= count()) {
      return this;
    }
    WideSlot taken = new WideSlot(job, indexOfValues, values, from, from + size);
    taken.chain(this);
    from += size;
    next = from;
    encodedTo = from;
    return taken;
  }

  /** Moves on while this waits and its first tasks are taken. */
  @Override
  long index() {
    return indexOfValues + from;
  }

  @Override
  int count() {
    return to - from;
  }

  // The feeder.

  @Override
  @Nullable Object item(int position) {
    return values[from + position];
  }

  /** Nothing is lost if it is opened this very moment, and the item weighed once more. */
  @Override
  boolean weighItem(int position, long bytes) {
    if (isSettled()) {
      List<SingleSlot> left = opened(position);
      return !left.isEmpty() && left.get(0).weighItem(0, bytes);
    }
    itemBytes += bytes;
    encodedTo++;
    return true;
  }

  /** Unless it was opened meanwhile, it ends there, since so does the job. */
  @Override
  synchronized Cut cut(int position) {
    List<SingleSlot> left = opened(position);
    if (!left.isEmpty()) {
      return new Cut(left.get(0), left.subList(1, left.size()));
    }
    SingleSlot failed = single(from + position);
    to = from + position;
    return new Cut(failed, List.of());
  }

  /** The slots of the tasks from this position on; none if it was not opened. */
  private synchronized List<SingleSlot> opened(int position) {
    int left = Math.min(opened.size(), count() - position);
    return opened.subList(opened.size() - left, opened.size());
  }

  // Whoever reads results.

  @Override
  long nextSequence() {
    return sequence() + next - from;
  }

  @Override
  boolean isBack() {
    return next == to || isSettled();
  }

  @Override
  boolean overlaps(long start, long end) {
    return nextSequence() < end && sequence() + count() > start;
  }

  /** The result of the next task has come, and weighs so much. */
  void succeed(@Nullable Object result, long weight) {
    resultBytes += weight;
    values[next] = result;
    next++;
    if (next == to) {
      settle();
    }
  }

  @Override
  synchronized List<SingleSlot> open() {
    List<SingleSlot> singles = new ArrayList<>(to - next);
    Slot last = null;
    if (next > from) {
      WideSlot back = new WideSlot(job, indexOfValues, values, from, next);
      back.next = next;
      back.settle();
      inPlace = back;
      last = back;
    }
    for (int at = next; at < to; at++) {
      SingleSlot single = single(at);
      singles.add(single);
      if (last == null) {
        inPlace = single;
      } else {
        last.chain(single);
      }
      last = single;
    }
    if (last != null) {
      last.chain(this); // which stays where it is, without tasks
    }
    opened = singles;
    next = from;
    settle();
    job.opened();
    return singles;
  }

  private SingleSlot single(int at) {
    long weight = at < encodedTo ? Math.max(1, itemBytes / (encodedTo - from)) : 0;
    return new SingleSlot(this, indexOfValues + at, values[at], sequence() + at - from, weight);
  }

  // The consumer.

  @Override
  @Nullable Slot unfold() {
    Slot first = inPlace;
    inPlace = null;
    return first;
  }

  @Override
  int delivered() {
    return next - from;
  }

  @Override
  void handOver(Consumer<@Nullable Object> consumer) {
    for (int at = from; at < next; at++) {
      consumer.accept(values[at]);
    }
  }

  /** With the items of those that were taken out of it. */
  @Override
  long bytes() {
    return itemBytes + resultBytes;
  }
}
