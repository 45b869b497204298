package io.github.pipefarm.worker;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
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
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class OutboxTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream pipe = new ByteArrayOutputStream();
  private final Outbox outbox = new Outbox(pipe, new OutgoingNames());

  @Test
  void whatIsToBeSentSoonIsSentWhetherOrNotTheWriterHasJustGoneToSleep() throws IOException {
    Page page = Page.create(folder.resolve("page"));
    outbox.start(page, ResultBlocks.NONE, false, OutputMarker.NONE);
    for (int task = 1; task <= 200; task++) {
      int before = pipe.size();
      outbox.threw(task, 0, Payload.EMPTY);
      outbox.flushSoon();
      if (task % 4 == 0) {
        await().pollDelay(Duration.ZERO).pollInterval(1, MILLISECONDS).until(() -> hasSent(before));
      } else if (task % 4 == 1) {
        outbox.flush();
      }
    }
    page.close();
  }

  private boolean hasSent(int bytes) {
    return pipe.size() > bytes;
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
