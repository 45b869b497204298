package io.github.pipefarm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a slot is chained to: the slot before it, or the beginning of the chain. A store is a
 * release: who finds a slot sees what it was made with.
 */
class SlotChain {
  private static final VarHandle NEXT;

  static {
    try {
      NEXT = MethodHandles.lookup().findVarHandle(SlotChain.class, "next", Slot.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // by its handle alone
  private @Nullable Slot next;

  @Nullable Slot next() {
    return (Slot) NEXT.getAcquire(this);
  }

  /**
   * The slot that follows, if it is settled. As long as one waits, others may be put before it
   * ({@link WideSlot#split}); once it is settled, no more. So it is the next one if it still is
   * after it was seen settled.
   */
  final @Nullable Slot settledNext() {
    Slot slot = next();
    return slot != null && slot.isSettled() && next() == slot ? slot : null;
  }

  void chain(@Nullable Slot slot) {
    NEXT.setRelease(this, slot);
  }
}
