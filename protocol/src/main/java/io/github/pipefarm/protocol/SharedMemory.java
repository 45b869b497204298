package io.github.pipefarm.protocol;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the other side of one connection puts where this one can read it. Not thread-safe, but where
 * it says so.
 */
public final class SharedMemory {
  static final int IN_BLOCK = 0;
  static final int IN_FILE = 1;

  private final Path blockFiles;
  private final int mostBlocks;
  private final boolean hasFiles;

  /** By their numbers; null where one was not needed yet. */
  private final List<@Nullable Block> mapped = new ArrayList<>();

  private volatile long bytes;

  private SharedMemory(Path blockFiles, int mostBlocks, boolean hasFiles) {
    this.blockFiles = blockFiles;
    this.mostBlocks = mostBlocks;
    this.hasFiles = hasFiles;
  }

  /** What the coordinator puts into the folder where a worker's page is. */
  public static SharedMemory ofCoordinator(Path page) {
    return new SharedMemory(page.resolveSibling(BlockPool.ITEMS), Integer.MAX_VALUE, true);
  }

  /**
   * What a worker puts beside its page.
   *
   * @param mostBlocks how many blocks it may make
   */
  public static SharedMemory ofWorker(Path page, int mostBlocks) {
    return new SharedMemory(page, mostBlocks, false);
  }

  /** How much of this process's memory is the other side's; by any thread. */
  public long bytes() {
    return bytes;
  }

  /** Finds what a part of a frame refers to. */
  Payload find(Payload reference) throws WireException {
    Cursor in = new Cursor(reference);
    long kind = in.number();
    long number = in.number();
    long from = in.number();
    int size = in.smallNumber("a size");
    if (kind == IN_BLOCK && from >= 0 && from <= Block.SIZE - size) {
      return Payload.of(block(number), (int) from, size);
    }
    if (kind == IN_FILE && hasFiles) {
      Path file = PayloadFile.path(blockFiles.resolveSibling(""), number);
      return Payload.of(PayloadFile.region(file, number, from), 0, size);
    }
    throw new WireException(
        "%d bytes from %d of %d of kind %d".formatted(size, from, number, kind));
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it
  private Block block(long number) throws WireException {
    if (number < 0 || number >= mostBlocks) {
      throw new WireException("block " + number + " of " + mostBlocks);
    }
    try {
      int index = (int) number;
      while (mapped.size() <= index) {
        mapped.add(null);
      }
      Block block = mapped.get(index);
      if (block == null) {
        block = Block.open(BlockPool.file(blockFiles, index), index);
        mapped.set(index, block);
        bytes += Block.SIZE;
      }
      return block;
    } catch (IOException e) {
      throw new WireException("no block " + number + ": " + e.getMessage());
    }
  }
}
