package io.github.pipefarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.pipefarm.protocol.Payload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WorkerStreamTest {
  @Test
  void whatIsOnThePageFollowsWhatCameThroughThePipe() throws IOException {
    WorkerStream stream = new WorkerStream(bytes("through the pipe"), WorkerStreamTest::tail);
    assertThat(text(stream)).isEqualTo("through the pipe, and 16 bytes before this");
  }

  @Test
  void whatWaitsInThePipeIsNotLostWhenAReaderIsSlow() throws IOException {
    WorkerStream stream = new WorkerStream(bytes("through the pipe"), WorkerStreamTest::tail);
    assertThat(stream.read()).isEqualTo('t');
    assertThat(stream.abandonPipe()).as("somebody waits in the pipe").isFalse();
    assertThat(text(stream)).isEqualTo("hrough the pipe, and 16 bytes before this");
  }

  @Test
  void aPipeThatIsHeldOpenEndsWhenAllIsReadThatHadCome() throws IOException {
    WorkerStream stream = new WorkerStream(new HeldOpen("in the pipe"), WorkerStreamTest::tail);
    assertThat(stream.abandonPipe()).isFalse();
    assertThat(text(stream)).isEqualTo("in the pipe, and 11 bytes before this");
  }

  @Test
  void aThreadThatIsLeftBehindInThePipeTouchesNothing() throws Exception {
    HeldOpen pipe = new HeldOpen("");
    WorkerStream stream = new WorkerStream(pipe, WorkerStreamTest::tail);
    CompletableFuture<Integer> leftBehind =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return stream.read();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    pipe.awaitReader();
    assertThat(stream.abandonPipe()).isTrue();
    assertThat(text(stream)).isEqualTo(", and 0 bytes before this");
    pipe.end();
    await().until(leftBehind::isDone);
    assertThatExceptionOfType(Exception.class)
        .isThrownBy(leftBehind::get)
        .havingRootCause()
        .isInstanceOf(WorkerStream.LeftBehindException.class);
  }

  private static Payload tail(long received) {
    String text = ", and " + received + " bytes before this";
    return Payload.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** A pipe that has an end only when it is told so. */
  private static final class HeldOpen extends InputStream {
    private final InputStream content;
    private final CountDownLatch reader = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    HeldOpen(String content) {
      this.content = bytes(content);
    }

    void awaitReader() throws InterruptedException {
      reader.await();
    }

    void end() {
      end.countDown();
    }

    @Override
    public int available() throws IOException {
      return content.available();
    }

    @Override
    public int read() throws IOException {
      int next = content.read();
      if (next < 0) {
        reader.countDown();
        try {
          end.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
      return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (content.available() == 0) {
        return read();
      }
      return content.read(buffer, offset, length);
    }
  }
}
