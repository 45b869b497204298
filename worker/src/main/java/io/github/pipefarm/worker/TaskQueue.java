package io.github.pipefarm.worker;

import io.github.pipefarm.protocol.AdaptiveSpin;
import io.github.pipefarm.protocol.TaskBatch;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What has come and has not begun: filled by the reader, emptied by main, and by the reader again
 * when the coordinator wants tasks back.
 */
final class TaskQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final AdaptiveSpin spin = new AdaptiveSpin();

  // Guarded by lock.
  private final Queue<TaskBatch> waiting = new ArrayDeque<>();
  private @Nullable TaskBatch current;
  private boolean closed;
  private boolean errandWanted;

  /** Whether main has something to do. Written under the lock; main reads it without. */
  private volatile boolean isDue;

  void add(TaskBatch batch) {
    lock.lock();
    try {
      waiting.add(batch);
      update();
    } finally {
      lock.unlock();
    }
  }

  /** Takes the next batch, which is the current one from now on; null if none has come. */
  @Nullable TaskBatch poll() {
    lock.lock();
    try {
      return takeIfAny();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the next batch, or for something else that main has to see to.
   *
   * @return whether the queue is open, or not empty
   */
  boolean await() {
    spin.tryAwait(() -> isDue);
    lock.lock();
    try {
      while (!isDue) {
        changed.awaitUninterruptibly();
      }
      errandWanted = false;
      update();
      return !closed || !waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void update() {
    isDue = !waiting.isEmpty() || closed || errandWanted;
    if (isDue) {
      changed.signal();
    }
  }

  /** Wakes main from {@link #await}, which has something else to see to. */
  void wantErrand() {
    lock.lock();
    try {
      errandWanted = true;
      update();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable TaskBatch takeIfAny() {
    TaskBatch batch = waiting.poll();
    if (batch != null) {
      current = batch;
      update();
    }
    return batch;
  }

  /**
   * Takes back all tasks that have not begun.
   *
   * @return the sequence of the first of them
   */
  long recall() {
    lock.lock();
    try {
      TaskBatch first = current != null ? current : waiting.peek();
      long from = first != null ? first.cut() : 1;
      waiting.clear();
      update();
      return from;
    } finally {
      lock.unlock();
    }
  }

  /** Notes for what has come of a job, begun or not, that nobody wants it any more. */
  void cancel(long job) {
    lock.lock();
    try {
      for (TaskBatch batch : waiting) {
        if (batch.job() == job) {
          batch.cancel();
        }
      }
      if (current != null && current.job() == job) {
        current.cancel();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets {@link #await} end when what has come is done. */
  void close() {
    lock.lock();
    try {
      closed = true;
      update();
    } finally {
      lock.unlock();
    }
  }
}
