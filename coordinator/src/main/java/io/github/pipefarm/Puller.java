package io.github.pipefarm;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Pulls a job's items from their source into slots, several at once. Of one thread. */
final class Puller {
  private final MapRun job;
  private final Source source;
  private final boolean inWideSlots;
  private @Nullable Iterator<? extends @Nullable Object> items;
  private long index;

  /**
   * @param inWideSlots whether items that are pulled at once share a slot
   */
  Puller(MapRun job, Source source, boolean inWideSlots) {
    this.job = job;
    this.source = source;
    this.inWideSlots = inWideSlots;
    this.index = job.options.firstIndex();
  }

  /**
   * Pulls items and hands them over to the job; those as well that came before the source threw.
   *
   * @param most how many at most, one at least
   * @return false if there are no more
   */
  boolean pull(int most) {
    if (items == null) {
      items = source.open();
    }
    boolean isWide = inWideSlots && most > 1;
    return isWide ? pullWide(items, most) : pullSingles(items, most);
  }

  private boolean pullWide(Iterator<? extends @Nullable Object> from, int most) {
    @Nullable Object[] pulled = new Object[most];
    int count = 0;
    try {
      while (count < most && from.hasNext()) {
        pulled[count] = from.next();
        count++;
      }
    } finally {
      if (count > 0) {
        WideSlot wide = new WideSlot(job, index, pulled, 0, count);
        index += count;
        job.pulled(wide, wide, count);
      }
    }
    return count == most;
  }

  private boolean pullSingles(Iterator<? extends @Nullable Object> from, int most) {
    Slot first = null;
    Slot last = null;
    int count = 0;
    boolean more = true;
    try {
      while (count < most && (more = from.hasNext())) {
        SingleSlot slot = new SingleSlot(job, index, from.next());
        index++;
        count++;
        if (last == null) {
          first = slot;
        } else {
          last.chain(slot);
        }
        last = slot;
      }
    } finally {
      if (first != null && last != null) {
        job.pulled(first, last, count);
      }
    }
    return more;
  }
}
