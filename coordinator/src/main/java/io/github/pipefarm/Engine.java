package io.github.pipefarm;

import io.github.pipefarm.protocol.HandleId;
import io.github.pipefarm.protocol.Payload;

/** What runs the tasks of a farm. Its methods may be called by any thread. */
interface Engine {
  /** Whether tasks run in the thread that hands them over, before that returns. */
  boolean runsInCaller();

  /** Whether tasks that nobody watches one by one may come in wide slots. */
  default boolean takesWideSlots() {
    return false;
  }

  /** Begins; called once, before all others. */
  void open();

  /** A job begins. */
  void begin(JobRun job);

  /**
   * Takes tasks of one job; their slots are settled before long.
   *
   * @param first the first of a chain of slots
   * @param last the last of it, which may be the first one
   * @param count how many there are
   */
  void accept(Slot first, Slot last, int count);

  /** A job has ended: its tasks need not be run, its function may go. */
  void end(JobRun job);

  /** What the workers are at, and have been at. */
  WorkerUse use();

  /**
   * Moves a large payload that several workers are to read to where it takes no heap, if there is
   * such a place; else returns it as it is.
   */
  default Payload store(Payload payload) {
    return payload;
  }

  /** Nobody needs a payload any more that {@link #store} has returned. */
  default void drop(Payload payload) {}

  /** What a handle stands for may go: nothing that comes later will mention it. */
  void release(HandleId id);

  /**
   * Lets the workers end, who have nothing more to do, and waits for that.
   *
   * @throws InterruptedException if interrupted; {@link #terminate} is still to be called then
   */
  void close() throws InterruptedException;

  /** Begins no further task. */
  void stop();

  /** Ends the workers now, and waits for that. */
  void terminate();
}
