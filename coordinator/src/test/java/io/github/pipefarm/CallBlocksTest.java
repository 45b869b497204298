package io.github.pipefarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pipefarm.protocol.Block;
import io.github.pipefarm.protocol.BlockPool;
import io.github.pipefarm.protocol.Blocks;
import io.github.pipefarm.protocol.Payload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallBlocksTest {
  @TempDir private Path folder;

  private final List<Block> givenBack = new ArrayList<>();
  private final InFlight worker = new InFlight();
  private CallBlocks blocks;
  private List<Block> two;

  @BeforeEach
  void takeTwo() {
    BlockPool pool = BlockPool.ofItems(folder, 2);
    blocks =
        new CallBlocks(
            new Blocks() {
              @Override
              public Block take() {
                return pool.take();
              }

              @Override
              public void giveBack(List<Block> more) {
                givenBack.addAll(more);
              }
            });
    two = List.of(blocks.take(), blocks.take());
    assertThat(blocks.take()).as("one more than there are").isNull();
  }

  @Test
  void theyAreGivenBackWithTheJobThatNoWorkerHas() {
    blocks.release();
    assertThat(givenBack).isEqualTo(two);
    assertThat(blocks.lend(worker, 1)).as("lent though they are others' by now").isFalse();
    worker.takeAll();
    assertThat(givenBack).isEqualTo(two);
  }

  @Test
  void theyStayTheJobsWhenAWorkerIsGone() {
    assertThat(blocks.lend(worker, 1)).isTrue();
    worker.takeAll();
    assertThat(givenBack).isEmpty();
    assertThat(blocks.lend(new InFlight(), 1)).as("once more").isTrue();
  }

  @Test
  void aWorkerMayReadThemThoughTheJobIsOver() {
    InFlight other = new InFlight();
    assertThat(blocks.lend(worker, 7)).isTrue();
    assertThat(blocks.lend(other, 1)).isTrue();
    blocks.release();
    other.takeAll();
    assertThat(givenBack).isEmpty();
    worker.takeRange(7, 8);
    assertThat(givenBack).isEqualTo(two);
  }

  @Test
  void aTaskThatIsOverLendsNothingThatAWorkerCouldRun() {
    Payload callable = Payload.of(new byte[] {1, 2, 3});
    ClassLoader loader = CallBlocksTest.class.getClassLoader();
    TaskRun run =
        new TaskRun(SampleJob.FARM, JobOptions.DEFAULTS, callable, blocks, loader, null, null);
    assertThat(run.lend(worker, 1)).isSameAs(callable);
    run.cancel();
    assertThat(givenBack).as("while a worker has it").isEmpty();
    worker.takeAll();
    assertThat(givenBack).isEqualTo(two);
    assertThat(run.lend(new InFlight(), 1).length()).isZero();
  }

  @Test
  void whatStandsInNoneCanAlwaysBeLent() {
    CallBlocks none = new CallBlocks(Blocks.NONE);
    assertThat(none.take()).isNull();
    none.release();
    assertThat(none.lend(worker, 1)).isTrue();
  }
}
