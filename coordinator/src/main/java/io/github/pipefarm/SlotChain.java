package io.github.pipefarm;

import org.jspecify.annotations.Nullable;

/** What a slot is chained to: the slot before it, or the beginning of the chain. */
class SlotChain {
  private volatile @Nullable Slot next;

  @Nullable Slot next() {
    return next;
  }

  void chain(@Nullable Slot slot) {
    next = slot;
  }
}
