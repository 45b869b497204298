package io.github.pipefarm.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is too large for a pipe: where it stands, that it arrives, and that no block is lost. */
@Timeout(60)
class BlocksTest {
  private static final ClassLoader HERE = BlocksTest.class.getClassLoader();
  private static final int MOST = 4;

  @TempDir private Path folder;

  private final OutgoingNames names = new OutgoingNames();

  private BlockPool pool() {
    return BlockPool.ofItems(folder, MOST);
  }

  private SharedMemory mapped() {
    return SharedMemory.ofCoordinator(folder.resolve("any.page"));
  }

  private long files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.count();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 65_000, 66_000, 1 << 20, (1 << 20) + 70_000, 3_000_000, 20_000_000})
  void anItemArrivesThoughThereAreTooFewBlocksForIt(int size) throws Exception {
    Encoder encoder = new Encoder(names, pool());
    Object[] item = {
      bytes(size), "text".repeat(size / 40), IntStream.range(0, size / 40).toArray()
    };
    encoder.encode(item);

    TaskBatch batch = sentTo(encoder);
    assertThat(batch.next()).isTrue();
    Object arrived = new Decoder(batch.names()).decode(batch.takePayload(), HERE);
    assertThat(Arrays.deepEquals((Object[]) arrived, item)).isTrue();
    assertThat(batch.next()).as("the task behind it").isTrue();
    assertThat(batch.index()).isEqualTo(8);
    assertThat(files())
        .isEqualTo(Math.min(MOST, Math.max(0, (encoder.length() >> 20) + over(size))));
  }

  /** What does not go through the pipe takes a block even if it does not fill it. */
  private static int over(int size) {
    return size < 65_536 ? 0 : 1;
  }

  private TaskBatch sentTo(Encoder encoder) throws IOException {
    ByteArrayOutputStream pipe = new ByteArrayOutputStream();
    FrameWriter frames = new FrameWriter((buffer, length) -> pipe.write(buffer, 0, length));
    frames.names(names);
    frames.beginTasks(1, 1);
    frames.task(7, 1, encoder);
    frames.task(8, 1, new Encoder(names));
    frames.endTasks();
    frames.flush();
    FrameReader reader = new FrameReader(new ByteArrayInputStream(pipe.toByteArray()));
    reader.setShared(mapped());
    IncomingNames told = new IncomingNames();
    Frame frame = reader.read();
    if (frame instanceof Frame.Names added) {
      told.add(added.names());
      frame = reader.read();
    }
    return new TaskBatch((Frame.Tasks) frame, told);
  }

  @Test
  void hardlyAnythingOfALargeItemGoesThroughThePipe() throws Exception {
    Encoder encoder = new Encoder(names, pool());
    encoder.encode(bytes(3_000_000));
    ByteArrayOutputStream pipe = new ByteArrayOutputStream();
    FrameWriter frames = new FrameWriter((buffer, length) -> pipe.write(buffer, 0, length));
    frames.returned(1, 1, encoder, names);
    frames.flush();
    assertThat(pipe.size()).isLessThan(70_000);
  }

  @Test
  void aBlockThatCouldNotBeMadeIsTriedAgainUnderItsNumber() throws Exception {
    BlockPool pool = pool();
    Path inTheWay = Files.createDirectories(folder.resolve("items-0/anything"));
    assertThat(pool.take()).isNull();
    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());
    for (int number = 0; number < MOST; number++) {
      assertThat(pool.take().number()).isEqualTo(number);
    }
    assertThat(pool.take()).isNull();
  }

  /** As a class's own readObject may, in the thread that reads results. */
  @Test
  void aBlockIsFoundByAThreadThatIsInterrupted() throws Exception {
    assertThat(pool().take()).isNotNull();
    Thread.currentThread().interrupt();
    Payload found = mapped().find(numbers(0, 0, 0, 1));
    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    assertThat(found.length()).isEqualTo(1);
  }

  @Test
  void blocksAreUsedAgain() throws Exception {
    Encoder encoder = new Encoder(names, pool());
    for (int i = 0; i < 20; i++) {
      encoder.encode(bytes(2_000_000));
      encoder.clear();
    }
    assertThat(files()).isEqualTo(2);
  }

  @Test
  void whatIsMappedOfTheOtherSideIsCounted() throws Exception {
    SharedMemory memory = mapped();
    assertThat(memory.bytes()).isZero();
    BlockPool pool = pool();
    for (int number = 0; number < 3; number++) {
      assertThat(pool.take()).isNotNull();
    }
    for (int number : new int[] {2, 0, 2}) {
      assertThat(memory.find(numbers(0, number, 5, 7)).length()).isEqualTo(7);
    }
    assertThat(memory.bytes()).as("two of three").isEqualTo(2L * Block.SIZE);
  }

  @Test
  void blocksThatWereTakenFromTheEncoderAreNotWrittenOver() throws Exception {
    BlockPool pool = pool();
    Encoder encoder = new Encoder(names, pool);
    encoder.encode(bytes(2_000_000));
    List<Block> taken = encoder.takeBlocks();
    assertThat(taken).hasSize(2);
    encoder.encode(bytes(2_000_000));
    assertThat(encoder.takeBlocks()).hasSize(2).doesNotContainAnyElementsOf(taken);
    assertThat(pool.take()).as("one more than there may be").isNull();
    pool.giveBack(taken);
    assertThat(pool.take()).isIn(taken);
  }

  @Test
  void anEncodingThatFailsGivesItsBlocksBack() throws Exception {
    Encoder encoder = new Encoder(names, pool());
    for (int i = 0; i < 20; i++) {
      Object[] item = {bytes(2_000_000), new Thread()};
      assertThatThrownBy(() -> encoder.encode(item)).isInstanceOf(TransferException.class);
    }
    assertThat(files()).isEqualTo(2);
  }

  @Test
  void whereNoBlockCanBeMadeAllGoesThroughThePipe() throws Exception {
    Encoder encoder = new Encoder(names, BlockPool.ofItems(folder.resolve("missing"), MOST));
    byte[] item = bytes(3_000_000);
    encoder.encode(item);
    assertThat(encoder.takeBlocks()).isEmpty();
    TaskBatch batch = sentTo(encoder);
    assertThat(batch.next()).isTrue();
    assertThat(new Decoder(batch.names()).decode(batch.takePayload(), HERE)).isEqualTo(item);
  }

  @Test
  void whatIsEncodedAlreadyCanMoveIntoBlocks() throws Exception {
    Payload small = Payload.of(bytes(60_000));
    Payload large = Payload.of(bytes(2_500_000));
    Payload payload = Payload.concat(List.of(small, large, small));
    List<Block> taken = new ArrayList<>();
    Payload moved = payload.inBlocks(pool(), taken);
    assertThat(taken).hasSize(3);
    assertThat(moved.hasSameBytes(payload)).isTrue();
    assertThat(moved.from(1_000_000).hasSameBytes(payload.from(1_000_000))).isTrue();
    assertThat(moved.from(1_000_000).stream().readAllBytes())
        .isEqualTo(payload.from(1_000_000).stream().readAllBytes());
    assertThat(small.inBlocks(pool(), taken)).isSameAs(small);
  }

  @Test
  void whoMovesSomethingIntoBlocksHasThoseThatWereTakenThoughItFailed() {
    BlockPool pool = pool();
    List<Block> taken = new ArrayList<>();
    Blocks failing =
        new Blocks() {
          @Override
          public Block take() {
            if (taken.isEmpty()) {
              return pool.take();
            }
            throw new OutOfMemoryError("of a test");
          }

          @Override
          public void giveBack(List<Block> blocks) {
            throw new UnsupportedOperationException();
          }
        };
    assertThatThrownBy(() -> Payload.of(bytes(2_500_000)).inBlocks(failing, taken))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(taken).hasSize(1);
  }

  @Test
  void blocksComeBackWhenTheirTasksAreSettledOrRecalledAndAtTheEndWithoutDelay() {
    List<Block> free = new ArrayList<>();
    Blocks home = collecting(free);
    BlockPool pool = pool();
    List<Block> blocks = IntStream.range(0, MOST).mapToObj(i -> pool.take()).toList();
    LentBlocks lent = new LentBlocks();
    lent.lend(3, blocks.subList(0, 1), home);
    lent.lend(5, blocks.subList(1, 2), home);
    lent.lend(6, blocks.subList(2, 3), home);
    lent.settled(2);
    assertThat(free).isEmpty();
    lent.settled(4);
    assertThat(free).containsExactly(blocks.get(0));
    lent.recalled(6, 9);
    assertThat(free).containsExactly(blocks.get(0), blocks.get(2));
    lent.end();
    lent.lend(10, blocks.subList(3, 4), home);
    assertThat(free).containsExactlyInAnyOrderElementsOf(blocks);
  }

  private static Blocks collecting(List<Block> free) {
    return new Blocks() {
      @Override
      public Block take() {
        throw new UnsupportedOperationException();
      }

      @Override
      public void giveBack(List<Block> blocks) {
        free.addAll(blocks);
      }
    };
  }

  @Test
  void aBlockThatIsNotThereIsNotTheProtocol() {
    SharedMemory memory = SharedMemory.ofWorker(folder.resolve("worker-1.page"), MOST);
    int[][] wrong = {{0, 0, 0, 1}, {0, MOST, 0, 1}, {0, 0, 1, -1}, {0, 0, -1, 1}, {1, 0, 0, 1}};
    for (int[] reference : wrong) {
      assertThatThrownBy(() -> memory.find(numbers(reference))).isInstanceOf(WireException.class);
    }
    assertThatThrownBy(() -> memory.find(numbers(0, 0, 0, 1))).hasMessageContaining("no block 0");
  }

  /** Numbers as on the wire; small ones, or negative ones, of which the bytes are the highest. */
  private static Payload numbers(int... numbers) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int number : numbers) {
      if (number < 0) {
        bytes.writeBytes(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1});
        bytes.write(1);
      } else {
        bytes.write(number);
      }
    }
    return Payload.of(bytes.toByteArray());
  }

  @Test
  void aFileThatIsCutOffOnlyFailsWhatStandsInIt() throws Exception {
    Encoder encoder = new Encoder(names, pool());
    encoder.encode(bytes(3_000_000));
    TaskBatch batch = sentTo(encoder);
    for (int i = 0; i < 3; i++) {
      Path file = folder.resolve("items-" + i);
      try (FileChannel cut = FileChannel.open(file, StandardOpenOption.WRITE)) {
        cut.truncate(0);
      }
    }
    assertThat(batch.next()).isTrue();
    Payload item = batch.takePayload();
    TransferException thrown =
        catchThrowableOfType(
            TransferException.class, () -> new Decoder(batch.names()).decode(item, HERE));
    assertThat(thrown).hasMessageContaining("cut off");
    assertThat(thrown.isOfDamage()).isTrue();
  }

  @Test
  void aFileThatIsCutOffWhileItIsReadIsNotReadAnyFurther() throws Exception {
    Block block = pool().take();
    byte[] piece = new byte[1000];
    block.get(0, piece, 0, piece.length);
    try (FileChannel cut = FileChannel.open(folder.resolve("items-0"), StandardOpenOption.WRITE)) {
      cut.truncate(0);
    }
    long cutAt = System.nanoTime();
    while (System.nanoTime() - cutAt < 1_000_000) {
      Thread.onSpinWait(); // it may be believed for a moment
    }
    assertThatThrownBy(() -> block.get(1000, piece, 0, piece.length))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("cut off");
    assertThatThrownBy(() -> block.put(0, piece, 0, piece.length)).isInstanceOf(Failure.class);
  }

  @Test
  void aBlockWhoseFileIsCutOffOrGoneIsNotUsedAgain() throws Exception {
    BlockPool pool = pool();
    List<Block> blocks = IntStream.range(0, 3).mapToObj(i -> pool.take()).toList();
    pool.giveBack(blocks);
    Files.delete(folder.resolve("items-2"));
    try (FileChannel cut = FileChannel.open(folder.resolve("items-1"), StandardOpenOption.WRITE)) {
      cut.truncate(10);
    }
    assertThat(pool.take()).isSameAs(blocks.get(0));
    Encoder encoder = new Encoder(names, pool);
    byte[] item = bytes(4_000_000);
    encoder.encode(item);
    TaskBatch batch = sentTo(encoder); // to a worker that has mapped none of them
    assertThat(batch.next()).isTrue();
    assertThat(new Decoder(batch.names()).decode(batch.takePayload(), HERE)).isEqualTo(item);
  }

  @Test
  void aFunctionWhoseFileHasGoneCanNotBeDecodedAndSaysSo() throws Exception {
    BlobCodec blobs = new BlobCodec();
    PayloadFile file = PayloadFile.write(folder, 7, blobs.encode(bytes(2_000_000)));
    file.delete();
    TransferException thrown =
        catchThrowableOfType(TransferException.class, () -> blobs.decode(file.content(), HERE));
    assertThat(thrown).hasMessageContaining("the job has ended");
    assertThat(thrown.isOfDamage()).isFalse();
  }

  @Test
  void aPayloadInAFileIsOnlyReferredTo() throws Exception {
    byte[] large = bytes(40_000_000);
    Payload payload = Payload.of(large);
    PayloadFile file = PayloadFile.write(folder, 7, payload);
    assertThat(file.content().hasSameBytes(payload)).isTrue();
    ByteArrayOutputStream pipe = new ByteArrayOutputStream();
    FrameWriter frames = new FrameWriter((buffer, length) -> pipe.write(buffer, 0, length));
    frames.referToFiles();
    frames.function(3, file.content());
    frames.flush();
    assertThat(pipe.size()).isLessThan(200);
    FrameReader reader = new FrameReader(new ByteArrayInputStream(pipe.toByteArray()));
    reader.setShared(mapped());
    Frame.Function function = (Frame.Function) reader.read();
    assertThat(function.function().hasSameBytes(payload)).isTrue();
    file.delete();
    assertThat(files()).isZero();
    assertThatThrownBy(() -> function.function().stream().read())
        .hasMessageContaining("can't be read");
  }

  @Test
  void aPayloadInAFileGoesThroughThePipeToWhomDoesNotSeeTheFile() throws Exception {
    byte[] large = bytes(3_000_000);
    PayloadFile file = PayloadFile.write(folder, 7, Payload.of(large));
    ByteArrayOutputStream pipe = new ByteArrayOutputStream();
    FrameWriter frames = new FrameWriter((buffer, length) -> pipe.write(buffer, 0, length));
    frames.function(3, file.content());
    frames.flush();
    Frame frame = new FrameReader(new ByteArrayInputStream(pipe.toByteArray())).read();
    assertThat(((Frame.Function) frame).function().stream().readAllBytes()).isEqualTo(large);
  }

  @Test
  void filesBesideAPageGoWithIt() throws Exception {
    Path page = folder.resolve("worker-1.page");
    BlockPool results = BlockPool.ofResults(page, MOST);
    assertThat(results.take()).isNotNull();
    assertThat(results.take()).isNotNull();
    assertThat(files()).isEqualTo(2);
    Path other = Files.write(folder.resolve("other"), new byte[9]);
    Files.createSymbolicLink(folder.resolve("worker-1.page-2"), other);
    BlockPool.deleteResults(page, MOST);
    assertThat(folder).isDirectoryContaining(other::equals);
    assertThat(files()).isEqualTo(1);
    assertThat(other).as("what a worker's link leads to").hasSize(9);
  }

  /** A task may delete what it finds, and so may who cleans up among temporary files. */
  @Test
  void filesBesideAPageGoWithItThoughOneHasGoneBefore() throws Exception {
    Path page = folder.resolve("worker-1.page");
    BlockPool results = BlockPool.ofResults(page, MOST);
    assertThat(List.of(results.take(), results.take())).doesNotContainNull();
    Files.delete(folder.resolve("worker-1.page-0"));
    BlockPool.deleteResults(page, MOST);
    assertThat(files()).isZero();
  }

  @Test
  void thereAreNoBlocksOfAPoolThatIsClosed() throws Exception {
    BlockPool items = pool();
    items.close();
    assertThat(items.take()).isNull();
    assertThat(files()).isZero();
  }

  /** Or a coordinator that seldom collects garbage would keep the memory of all dead workers. */
  @Test
  void theMemoryOfABlockGoesWithItsFileThoughItIsMapped() throws Exception {
    BlockPool items = pool();
    Block block = items.take();
    Path second = folder.resolve("second"); // the same file, under a name that stays
    Files.createLink(second, folder.resolve("items-0"));
    items.close();
    assertThat(folder.resolve("items-0")).doesNotExist();
    assertThat(second).isEmptyFile();
    items.giveBack(List.of(block));
    assertThat(items.take()).as("one of a pool that is closed").isNull();
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
