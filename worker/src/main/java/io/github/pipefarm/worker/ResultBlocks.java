package io.github.pipefarm.worker;

import io.github.pipefarm.protocol.Block;
import io.github.pipefarm.protocol.BlockPool;
import io.github.pipefarm.protocol.Blocks;
import io.github.pipefarm.protocol.Frame;
import io.github.pipefarm.protocol.LentBlocks;
import io.github.pipefarm.protocol.Page;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that large results stand in until the coordinator has read them, as it says on the
 * page. Of the thread that runs tasks.
 */
final class ResultBlocks implements Blocks {
  /** Where there is no page, and so no place for blocks. */
  static final ResultBlocks NONE = new ResultBlocks(Page.unshared(), Blocks.NONE);

  private final Page page;
  private final Blocks pool;
  private final LentBlocks lent = new LentBlocks();

  private ResultBlocks(Page page, Blocks pool) {
    this.page = page;
    this.pool = pool;
  }

  /** Blocks that stand beside the page. */
  static ResultBlocks beside(Page page, Frame.Welcome welcome) {
    return page.isShared()
        ? new ResultBlocks(page, BlockPool.ofResults(Path.of(welcome.page()), welcome.blocks()))
        : NONE;
  }

  @Override
  public @Nullable Block take() {
    lent.settled(page.read());
    return pool.take();
  }

  @Override
  public void giveBack(List<Block> blocks) {
    pool.giveBack(blocks);
  }

  /** A result is on its way that stands in these blocks. */
  void sent(long sequence, List<Block> blocks) {
    lent.lend(sequence, blocks, pool);
  }
}
