package io.github.pipefarm.protocol;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Blocks that are used again and again: the memory of a fresh one has to be made by the kernel,
 * page by page, which takes longer than a pipe. They are made when they are needed, up to a limit,
 * and as long as half of the file system, or a gigabyte, is left to others.
 *
 * <p>Thread-safe.
 */
public final class BlockPool implements Blocks {
  /** How many bytes of the file system are left to others, or half of it if that is less. */
  private static final long LEFT_FREE = 1L << 30;

  /** What the names of the files for items begin with. */
  static final String ITEMS = "items";

  private final Path files;

  // Guarded by this.
  private final Deque<Block> free = new ArrayDeque<>();
  private final Queue<Integer> notMade = new ArrayDeque<>();
  private int numbers;
  private int most;

  /** Makes no block yet; the files' names end in numbers. */
  BlockPool(Path files, int most) {
    this.files = files;
    this.most = most;
  }

  /**
   * A farm's blocks for items, in its folder.
   *
   * @param most how many there may be
   */
  public static BlockPool ofItems(Path folder, int most) {
    return new BlockPool(folder.resolve(ITEMS), most);
  }

  /**
   * A worker's blocks for results, beside its page.
   *
   * @param most how many there may be
   */
  public static BlockPool ofResults(Path page, int most) {
    return new BlockPool(page, most);
  }

  static Path file(Path files, int number) {
    return files.resolveSibling(files.getFileName() + "-" + number);
  }

  /**
   * Deletes the blocks that a worker has made beside its page, which is dead and was read.
   *
   * @param most how many it may have made
   */
  public static void deleteResults(Path page, int most) throws IOException {
    deleteAll(page, most);
  }

  /** Deletes what there is of some files: others may have deleted any of them, or locked it. */
  private static void deleteAll(Path files, int count) throws IOException {
    IOException failure = null;
    for (int number = 0; number < count; number++) {
      try {
        delete(file(files, number));
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Deletes a block's file, emptied: otherwise whoever has it mapped would keep its memory until a
   * garbage collection, which may be many workers away.
   */
  private static void delete(Path file) throws IOException {
    try {
      // Looked at: a worker may have put there what is not to be emptied, or can't be opened.
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        FileChannel.open(
                file,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING,
                LinkOption.NOFOLLOW_LINKS)
            .close();
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Deletes all blocks, which nobody reads any more; there are none from now on. */
  public synchronized void close() throws IOException {
    free.clear();
    notMade.clear();
    most = 0;
    deleteAll(files, numbers);
  }

  @Override
  public @Nullable Block take() {
    Block block = poll();
    while (block != null && !block.isIntact()) {
      block = poll(); // what a worker or a cleaner of files has done must not harm others
    }
    return block != null ? block : make();
  }

  private synchronized @Nullable Block poll() {
    return free.poll();
  }

  /** Whether so many bytes more may be put into a folder. */
  static boolean hasRoom(Path folder, long bytes) {
    File in = folder.toFile();
    return in.getUsableSpace() - bytes >= Math.min(in.getTotalSpace() / 2, LEFT_FREE);
  }

  /** Not under the lock: a disk may be slow, and whoever reads results gives blocks back. */
  private @Nullable Block make() {
    if (isComplete() || !hasRoom(files.resolveSibling(""), Block.SIZE)) {
      return null;
    }
    int number = takeNumber();
    if (number < 0) {
      return null;
    }
    try {
      return Block.create(file(files, number), number);
    } catch (IOException e) {
      notMade(number);
      return null; // the pipe will do
    }
  }

  private synchronized boolean isComplete() {
    return most == 0 || (numbers >= most && notMade.isEmpty());
  }

  private synchronized int takeNumber() {
    if (isComplete()) {
      return -1;
    }
    return notMade.isEmpty() ? numbers++ : notMade.remove();
  }

  private synchronized void notMade(int number) {
    notMade.add(number);
  }

  /** Used last is used first: it may still be in the processor's cache. */
  @Override
  public synchronized void giveBack(List<Block> blocks) {
    if (most > 0) {
      blocks.forEach(free::push);
    }
  }
}
