package io.github.pipefarm.protocol;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The blocks that the other side is to read, of one connection, by the tasks that they belong to.
 * These are settled in the order in which they are lent, but for those that are recalled.
 *
 * <p>Thread-safe.
 */
public final class LentBlocks {
  private record Loan(long sequence, List<Block> blocks, Blocks to) {
    boolean isIn(long from, long end) {
      return sequence >= from && sequence < end;
    }
  }

  // Guarded by this.
  private final Deque<Loan> loans = new ArrayDeque<>();
  private boolean ended;

  /** The sequence of the first one, so that it takes no time to see that there is nothing to do. */
  private volatile long first = Long.MAX_VALUE;

  /**
   * Notes that a task needs blocks until it is settled.
   *
   * @param to where they go then
   */
  public void lend(long sequence, List<Block> blocks, Blocks to) {
    if (!blocks.isEmpty()) { // most need none, and are not to wait for a lock
      lend(new Loan(sequence, blocks, to));
    }
  }

  private synchronized void lend(Loan loan) {
    if (ended) {
      loan.to.giveBack(loan.blocks);
    } else {
      loans.add(loan);
      first = loans.element().sequence;
    }
  }

  /** Tasks up to this one have been read. */
  public void settled(long sequence) {
    if (sequence >= first) {
      recalled(0, sequence + 1);
    }
  }

  /** Tasks in this range, {@code to} excluded, will not be read. */
  public synchronized void recalled(long from, long to) {
    loans.removeIf(
        loan -> {
          boolean isOver = loan.isIn(from, to);
          if (isOver) {
            loan.to.giveBack(loan.blocks);
          }
          return isOver;
        });
    first = loans.isEmpty() ? Long.MAX_VALUE : loans.element().sequence;
  }

  /** The other side is gone: nothing will be read any more. */
  public synchronized void end() {
    ended = true;
    recalled(0, Long.MAX_VALUE);
  }
}
