package io.github.pipefarm;

import io.github.pipefarm.protocol.Block;
import io.github.pipefarm.protocol.Blocks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that a single task was encoded to, so that it need not be copied once more when it is
 * sent. They are its job's until that is over, and in use by each worker that was sent the task
 * until that has read it or never will: if it was cancelled, that may be later. The last one gives
 * them back.
 *
 * <p>They are taken by one thread, before the task is known to others; else thread-safe.
 */
final class CallBlocks implements Blocks {
  private final Blocks from;
  private final List<Block> taken = new ArrayList<>(0);
  private int users = 1;

  CallBlocks(Blocks from) {
    this.from = from;
  }

  @Override
  public @Nullable Block take() {
    Block block = from.take();
    if (block != null) {
      taken.add(block);
    }
    return block;
  }

  /**
   * Lends them to a worker, as long as it has the task of a sequence.
   *
   * @return false if they have been given back: others may write to them by now
   */
  boolean lend(InFlight to, long sequence) {
    if (taken.isEmpty()) {
      return true;
    }
    synchronized (this) {
      if (users == 0) {
        return false;
      }
      users++;
    }
    to.lend(sequence, taken, this);
    return true;
  }

  /** The job is over. */
  void release() {
    giveBack(taken);
  }

  /** One of the users will not read them any more; each has all of them. */
  @Override
  public synchronized void giveBack(List<Block> blocks) {
    users--;
    if (users == 0) {
      from.giveBack(blocks);
    }
  }
}
