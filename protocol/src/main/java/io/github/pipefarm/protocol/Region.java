package io.github.pipefarm.protocol;

/**
 * Bytes that do not stand in an array of this JVM, but where both sides can read them: the pipe
 * carries only where that is. Whoever refers to them sees to it that they stay.
 */
sealed interface Region permits Block, FileRegion {
  /** Copies bytes out of it. */
  void get(int at, byte[] bytes, int offset, int count);
}
