package io.github.pipefarm.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where an {@link Encoder} puts what is too large for a pipe. */
public interface Blocks {
  /** There are none: all goes through the pipe. */
  Blocks NONE =
      new Blocks() {
        @Override
        public @Nullable Block take() {
          return null;
        }

        @Override
        public void giveBack(List<Block> blocks) {
          // It has not taken any.
        }
      };

  /** A block that nobody else uses until it is given back; null if there is none just now. */
  @Nullable Block take();

  /** Nobody reads these blocks any more, and nobody will. */
  void giveBack(List<Block> blocks);
}
