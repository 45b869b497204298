package io.github.pipefarm;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Slots along their chain, by one thread: pulled, sent, settled, handed over. In this package,
 * since slots are nobody else's.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Slots {
  private static final int SLOTS = 1000;
  private static final Integer ITEM = 1;

  @Benchmark
  @OperationsPerInvocation(SLOTS)
  public Object chainSettleAndTake() {
    Window window = new Window(0, 2, true);
    SlotChain head = new SlotChain();
    SlotChain tail = head;
    for (int i = 0; i < SLOTS; i++) {
      // A task that succeeds does not ask for its job.
      SingleSlot slot = new SingleSlot(null, i, ITEM);
      tail.chain(slot);
      tail = slot;
    }
    window.pulled(SLOTS);
    for (Slot slot = head.next(); slot != null; slot = slot.next()) {
      slot.sent("worker-1", slot.index());
      slot.weighItem(0, 2);
    }
    window.weighed(SLOTS, 2L * SLOTS);
    for (Slot slot = head.next(); slot != null; slot = slot.next()) {
      ((SingleSlot) slot).succeed(100, ITEM);
    }
    window.received(2L * SLOTS);
    Object[] last = new Object[1];
    for (Slot slot = head.next(); slot != null && slot.isSettled(); slot = slot.next()) {
      slot.handOver(value -> last[0] = value);
      window.delivered(1, slot.bytes());
    }
    return window.isEmpty() ? last : window;
  }

  /** The same where neighbours share a slot. */
  @Benchmark
  @OperationsPerInvocation(SLOTS)
  public Object wideSettleAndTake() {
    Window window = new Window(0, 2, true);
    Object[] values = new Object[SLOTS];
    Arrays.fill(values, ITEM);
    WideSlot left = new WideSlot(null, 0, values, 0, SLOTS);
    window.pulled(SLOTS);
    Object[] last = new Object[1];
    WideSlot slot = null;
    while (slot != left) {
      slot = left.split(SLOTS);
      slot.sent("worker-1", slot.index());
      int count = slot.count();
      for (int i = 0; i < count; i++) {
        slot.weighItem(i, 2);
      }
      window.weighed(count, 2L * count);
      for (int i = 0; i < count; i++) {
        slot.succeed(ITEM, 2);
      }
      window.received(2L * count);
      slot.handOver(value -> last[0] = value);
      window.delivered(slot.delivered(), slot.bytes());
    }
    return window.isEmpty() ? last : window;
  }
}
