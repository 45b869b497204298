package io.github.pipefarm.protocol;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The blocks that the other side fills, of one connection. Not thread-safe. */
public final class MappedBlocks {
  private final Path files;
  private final int most;
  private final List<Block> mapped = new ArrayList<>();

  /** Maps nothing yet. */
  MappedBlocks(Path files, int most) {
    this.files = files;
    this.most = most;
  }

  /** What the coordinator puts into {@link BlockPool#ofItems}, in the folder where a page is. */
  public static MappedBlocks ofItems(Path page) {
    return new MappedBlocks(page.resolveSibling(BlockPool.ITEMS), Integer.MAX_VALUE);
  }

  /**
   * What a worker puts into {@link BlockPool#ofResults}.
   *
   * @param most how many it may make
   */
  public static MappedBlocks ofResults(Path page, int most) {
    return new MappedBlocks(page, most);
  }

  /** The first bytes of a block. */
  Payload payload(long number, long length) throws WireException {
    if (number < 0 || number >= most || length < 0 || length > Block.SIZE) {
      throw new WireException(length + " bytes in block " + number + " of " + most);
    }
    return Payload.of(block((int) number), 0, (int) length);
  }

  private Block block(int number) throws WireException {
    try {
      while (mapped.size() <= number) { // they are made, and almost always used, in this order
        mapped.add(Block.open(BlockPool.file(files, mapped.size()), mapped.size()));
      }
      return mapped.get(number);
    } catch (IOException e) {
      throw new WireException("no block " + number + ": " + e.getMessage());
    }
  }
}
