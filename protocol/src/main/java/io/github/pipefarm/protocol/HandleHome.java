package io.github.pipefarm.protocol;

/** Where handles have travelled, and so where what they stand for may be: a farm, or a worker. */
@FunctionalInterface
public interface HandleHome {
  /** Nobody will use the handle any more. May be called by any thread, and does not block. */
  void release(HandleId id);
}
