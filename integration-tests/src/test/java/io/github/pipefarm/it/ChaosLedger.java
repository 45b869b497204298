package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What a round of the chaos has asked for, and what is wrong with what it got. */
final class ChaosLedger {
  private static final int MOST_TASKS = 1 << 17;

  private final Counters runs;
  private final int[] tries = new int[MOST_TASKS];
  private final AtomicInteger tasks = new AtomicInteger();
  private final AtomicInteger values = new AtomicInteger();
  private final AtomicInteger kills = new AtomicInteger();
  private final AtomicInteger interrupts = new AtomicInteger();
  private final AtomicInteger innocentVictims = new AtomicInteger();
  private final Queue<Throwable> complaints = new ConcurrentLinkedQueue<>();

  /** Whether farms may end before their jobs have. */
  private volatile boolean isClosing;

  ChaosLedger(Path folder) throws IOException {
    runs = Counters.create(folder.resolve("runs"), MOST_TASKS);
    runs.get(0); // mapped by a thread that nobody interrupts
  }

  Counters runs() {
    return runs;
  }

  /** Takes in a task that may run so many times, and returns its id. */
  int newTask(int mayRun) {
    int id = tasks.getAndIncrement();
    tries[id] = mayRun;
    return id;
  }

  /** Whether no further tasks fit in. */
  boolean isFull() {
    return tasks.get() > MOST_TASKS / 2;
  }

  int tasks() {
    return tasks.get();
  }

  int values() {
    return values.get();
  }

  int kills() {
    return kills.get();
  }

  void closing() {
    isClosing = true;
  }

  boolean isClosing() {
    return isClosing;
  }

  /** A worker is about to be killed from outside. */
  void kill() {
    kills.incrementAndGet();
  }

  int interrupts() {
    return interrupts.get();
  }

  /** A caller is about to be interrupted. */
  void interrupt() {
    interrupts.incrementAndGet();
  }

  void complain(Throwable problem) {
    complaints.add(problem);
  }

  boolean hasComplaints() {
    return !complaints.isEmpty();
  }

  /** A value came: it must be that of this item, which must have run. */
  void value(ChaosItem item, Object value) {
    values.incrementAndGet();
    check(item.deed().mayEndIn(ChaosFate.VALUE), "%s has a value: %s", item, value);
    check(item.isAnsweredBy(value), "the value of %s is %s", item, value);
    int times = runs.get(item.id());
    check(times >= 1, "%s has a value and never ran", item);
  }

  /** A task failed: there must be a reason for it. */
  void failure(ChaosPlan plan, ChaosItem item, Throwable failure) {
    ChaosFate fate = ChaosFate.of(failure);
    boolean isExcused =
        item.deed().mayEndIn(fate)
            || switch (fate) {
              case CRASH -> isKilled(item);
              case TIMEOUT -> plan.hasTimeout(); // the machine may be as slow as it likes
              case CLOSED -> isClosing;
              case CANCELLED -> plan.hasDeadline() || isClosing;
              default -> false;
            };
    if (!isExcused) {
      complain(new AssertionError(item + " ended in " + fate, failure));
    }
  }

  private boolean isKilled(ChaosItem item) {
    return item.deed().mayEndIn(ChaosFate.TIMEOUT)
        || innocentVictims.incrementAndGet() <= kills.get();
  }

  @SuppressWarnings("AnnotateFormatMethod") // would be a dependency for this alone
  void check(boolean isRight, String otherwise, Object... arguments) {
    if (!isRight) {
      complain(new AssertionError(otherwise.formatted(arguments)));
    }
  }

  /** At the end: no task ran more often than it may, and nothing was wrong. */
  void checkAll() {
    for (int id = 0; id < tasks.get(); id++) {
      int times = runs.get(id);
      check(times <= tries[id], "task %d ran %d times instead of %d", id, times, tries[id]);
    }
    Throwable first = complaints.poll();
    if (first != null) {
      AssertionError all = new AssertionError(complaints.size() + 1 + " things went wrong", first);
      complaints.stream().limit(20).forEach(all::addSuppressed);
      throw all;
    }
    assertThat(complaints).isEmpty();
  }

  @Override
  public String toString() {
    return "%d tasks, %d values, %d kills, %d victims of them; %s"
        .formatted(
            tasks.get(), values.get(), kills.get(), innocentVictims.get(), Arrays.toString(top()));
  }

  private int[] top() {
    int[] byTimes = new int[6];
    for (int id = 0; id < tasks.get(); id++) {
      byTimes[Math.min(5, runs.get(id))]++;
    }
    return byTimes;
  }
}
