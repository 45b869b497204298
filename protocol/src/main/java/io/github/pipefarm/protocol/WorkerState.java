package io.github.pipefarm.protocol;

import io.github.pipefarm.function.TaskSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a worker keeps from job to job: the values of its {@code WorkerLocal}s, and its copies of
 * shared values. Thread-safe: tasks may have threads of their own.
 */
public final class WorkerState implements HandleHome {
  /** Where shared values are that do not have to be sent, as the worker is in its farm's JVM. */
  @FunctionalInterface
  public interface AtHome {
    /** A shared value, encoded; null if it was closed. */
    @Nullable Payload find(HandleId id);
  }

  private static volatile @Nullable WorkerState ofProcess;

  private final BlobCodec blobs;
  private final LocalValues locals = new LocalValues();
  private final SharedCopies shared;
  private final Runnable whenReleased;
  private volatile ClassLoader loader = ClassLoader.getSystemClassLoader();

  private WorkerState(BlobCodec blobs, AtHome atHome, Runnable whenReleased) {
    this.blobs = blobs;
    this.shared = new SharedCopies(atHome);
    this.whenReleased = whenReleased;
  }

  /**
   * Of a worker in the JVM of its farm.
   *
   * @param atHome where the farm's shared values are
   */
  public static WorkerState inFarm(BlobCodec blobs, AtHome atHome) {
    return new WorkerState(blobs, atHome, () -> {});
  }

  /**
   * Of the worker that this JVM is, so that it is that of all threads.
   *
   * @param whenReleased told when there is something for {@link #closeReleased}
   */
  public static WorkerState ofProcess(BlobCodec blobs, Runnable whenReleased) {
    WorkerState state = new WorkerState(blobs, id -> null, whenReleased);
    ofProcess = state;
    return state;
  }

  /** The state of the worker that the calling thread works for; null if it is none's. */
  public static @Nullable WorkerState current() {
    TaskScope scope = TaskScope.current();
    return scope != null ? scope.state() : ofProcess;
  }

  /** What the job at hand takes its classes from. */
  void loader(ClassLoader ofJob) {
    if (loader != ofJob) {
      loader = ofJob;
    }
  }

  /** A {@code WorkerLocal}'s value, which is made if need be. */
  public @Nullable Object local(HandleId id, TaskSupplier<?> supplier) throws Exception {
    return locals.get(id, supplier);
  }

  /** A shared value has come. */
  public void addShared(HandleId id, Payload encoded) {
    shared.add(id, encoded);
  }

  /** The worker's copy of a shared value. */
  @Nullable Object shared(HandleId id) throws Exception {
    return shared.get(id, blobs, loader);
  }

  boolean knowsShared(HandleId id) {
    return shared.knows(id);
  }

  @Override
  public void release(HandleId id) {
    shared.remove(id);
    locals.release(id);
    whenReleased.run();
  }

  /** Closes the values that were released; called by the thread that runs tasks, between two. */
  public void closeReleased() {
    locals.closeReleased();
  }

  /** The worker ends: closes all values, what was made last first. */
  public void close() {
    locals.closeAll();
  }
}
