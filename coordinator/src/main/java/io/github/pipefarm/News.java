package io.github.pipefarm;

import io.github.pipefarm.protocol.FrameWriter;
import java.io.IOException;

/** Something that a worker is to be told as soon as its feeder has time, ready to be written. */
@FunctionalInterface
interface News {
  /** Writes it. Called by the worker's feeder, once. */
  void write(FrameWriter frames) throws IOException;
}
