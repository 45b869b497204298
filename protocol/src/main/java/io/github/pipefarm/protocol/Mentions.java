package io.github.pipefarm.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the handles that objects mention while they are encoded for the workers of a farm: what
 * a handle stands for has to be there before the object is, and as long as the object may be used.
 * The handles tell it themselves, from their {@code writeReplace}. Of one thread.
 */
public final class Mentions {
  private static final ThreadLocal<@Nullable Mentions> CURRENT = new ThreadLocal<>();

  private final HandleHome home;
  private List<Object> handles = new ArrayList<>(0);

  /** What is encoded for this farm. */
  public Mentions(HandleHome home) {
    this.home = home;
  }

  /** What may be called while mentions are collected. */
  @FunctionalInterface
  public interface Encoding<R> {
    /** Encodes. */
    R run() throws TransferException;
  }

  /** Collects what is mentioned in an encoding. */
  public <R> R during(Encoding<R> encoding) throws TransferException {
    Mentions before = CURRENT.get();
    CURRENT.set(this);
    try {
      return encoding.run();
    } finally {
      restore(before);
    }
  }

  /** Collects what the calling thread encodes from now on, for ever. */
  public void duringAll() {
    CURRENT.set(this);
  }

  private static void restore(@Nullable Mentions before) {
    if (before == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(before);
    }
  }

  /** Whether nothing was mentioned since {@link #take}. */
  public boolean isEmpty() {
    return handles.isEmpty();
  }

  /** What was mentioned since this was called last. */
  public List<Object> take() {
    if (handles.isEmpty()) {
      return List.of();
    }
    List<Object> taken = handles;
    handles = new ArrayList<>(0);
    return taken;
  }

  /**
   * A handle is being encoded.
   *
   * @return where to; null if it is nothing that is known here, such as back from a worker
   */
  public static @Nullable HandleHome note(Object handle) {
    Mentions collecting = CURRENT.get();
    if (collecting == null) {
      return null;
    }
    collecting.handles.add(handle);
    return collecting.home;
  }

  /** Why a handle can't be encoded, which the caller is to throw. */
  public static RuntimeException refusal(String reason, Class<?> handle) {
    return new Failure(reason, handle);
  }
}
