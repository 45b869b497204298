package io.github.pipefarm.worker;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.pipefarm.protocol.Frame;
import io.github.pipefarm.protocol.FrameReader;
import io.github.pipefarm.protocol.OutgoingNames;
import io.github.pipefarm.protocol.Page;
import io.github.pipefarm.protocol.Payload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class OutboxTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream pipe = new ByteArrayOutputStream();
  private final Outbox outbox = new Outbox(pipe, new OutgoingNames());

  /** For some milliseconds after it has sent something, the writer looks for more by itself. */
  @Test
  void aResultIsSentBeforeLongWhetherTheWriterStillLooksOrHasGoneToSleep() throws IOException {
    Page page = Page.create(folder.resolve("page"));
    outbox.start(page, ResultBlocks.NONE, false, OutputMarker.NONE);
    Random random = new Random(7);
    int frame = 0;
    for (int task = 1; task <= 100; task++) {
      int before = pipe.size();
      outbox.threw(task, 0, Payload.EMPTY);
      outbox.flushSoon();
      await().pollDelay(ZERO).pollInterval(ofMillis(1)).until(() -> pipe.size() > before);
      frame = frame == 0 ? pipe.size() : frame;
      assertThat(pipe.size()).as("one frame").isEqualTo(before + frame);
      long end = System.nanoTime() + random.nextInt(6_000_000);
      await().pollDelay(ZERO).pollInterval(ofMillis(1)).until(() -> System.nanoTime() - end >= 0);
    }
    page.close();
  }

  @Test
  void theEndOfAFailureThatFillsTheBufferIsSentWithoutAnyTaskBehindIt() throws IOException {
    Page page = Page.create(folder.resolve("page"));
    outbox.start(page, ResultBlocks.NONE, false, OutputMarker.NONE);
    byte[] thrown = new byte[100_000];
    outbox.threw(1, 0, Payload.of(thrown));
    outbox.flushSoon();
    await().until(() -> pipe.size() > thrown.length);
    FrameReader frames = new FrameReader(new ByteArrayInputStream(pipe.toByteArray()));
    assertThat(frames.read()).isInstanceOf(Frame.Threw.class);
    page.close();
  }
}
