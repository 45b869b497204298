package io.github.pipefarm;

import io.github.pipefarm.protocol.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/** A job without a farm's engine, for what only schedules or ships tasks. */
final class SampleJob extends JobRun {
  private static final FarmRuntime FARM =
      new FarmRuntime(
          "sample", 1, null, farm -> new SerialEngine(farm, Initializer.of(null, farm)));

  private final Scheduler scheduler;
  private final Lane lane = new Lane(new SlotChain(), true, Window.TASKS_PER_WORKER, 0);
  private final LongFunction<Object> items;
  final List<SingleSlot> slots = new ArrayList<>();
  private long next;

  SampleJob(Scheduler scheduler) {
    this(scheduler, Payload.EMPTY, index -> "item " + index);
  }

  SampleJob(Scheduler scheduler, JobOptions options) {
    this(scheduler, options, Payload.EMPTY, index -> "item " + index);
  }

  SampleJob(Scheduler scheduler, Payload function, LongFunction<Object> items) {
    this(scheduler, JobOptions.DEFAULTS, function, items);
  }

  private SampleJob(
      Scheduler scheduler, JobOptions options, Payload function, LongFunction<Object> items) {
    super(FARM, options, function, SampleJob.class.getClassLoader(), OptionalLong.empty());
    this.scheduler = scheduler;
    this.items = items;
    scheduler.add(lane);
  }

  void append(int tasks) {
    for (int i = 0; i < tasks; i++) {
      appendSilently(1);
      scheduler.appended(lane, 1);
    }
  }

  /** Appends a task as single tasks are, and tells whether the calling thread has sent it. */
  boolean appendOrSend() {
    appendSilently(1);
    boolean isSent = scheduler.sendAtOnce(slots.get(slots.size() - 1));
    if (!isSent) {
      scheduler.appended(lane, 1);
    }
    return isSent;
  }

  /** Without telling the scheduler. */
  void appendSilently(int tasks) {
    for (int i = 0; i < tasks; i++) {
      SingleSlot slot = new SingleSlot(this, next, items.apply(next));
      next++;
      slots.add(slot);
      lane.append(slot);
    }
  }

  /** Appends a wide slot of so many tasks without telling the scheduler. */
  WideSlot appendWide(int tasks) {
    Object[] values = new Object[tasks];
    Arrays.setAll(values, i -> items.apply(next + i));
    WideSlot wide = new WideSlot(this, next, values, 0, tasks);
    next += tasks;
    lane.append(wide, wide, tasks);
    return wide;
  }

  void cancel() {
    abort(() -> new TaskCancelledException("cancelled", null));
    scheduler.remove(this);
  }

  @Override
  Lane lane() {
    return lane;
  }

  @Override
  boolean isSingleTask() {
    return false;
  }

  @Override
  void weighed(int items, long bytes) {}

  @Override
  void onSettled(SingleSlot slot) {}

  @Override
  void onSettled(Tally tally) {}

  @Override
  void opened() {}

  @Override
  void wakeAll() {}

  @Override
  void farmCloses() {}
}
