package io.github.pipefarm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LineWriterTest {
  @Test
  void aLineIsWrittenWithoutWaitingForTheNext() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LineWriter writer = new LineWriter(out, () -> {});
    writer.line("ä");
    await().until(() -> out.toString(UTF_8).equals("ä\n"));
    writer.finish();
  }

  @Test
  void allLinesAreWrittenInOrderHoweverManyAndLong() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LineWriter writer = new LineWriter(out, () -> {});
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      String line = i % 5_000 == 0 ? "x".repeat(200_000) : "line " + i;
      expected.append(line).append('\n');
      writer.line(line);
    }
    writer.finish();
    writer.finish();
    assertThat(out.toString(UTF_8)).isEqualTo(expected.toString());
  }

  @Test
  void aFailureIsToldAtOnceAndThrownAtTheNextLine() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    LineWriter writer = new LineWriter(new Broken(), told::countDown);
    writer.line("a");
    told.await();
    assertThat(writer.failure()).hasMessage("Broken pipe");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> writer.line("b"))
        .withMessage("Broken pipe");
    assertThatExceptionOfType(IOException.class).isThrownBy(writer::finish);
  }

  @Test
  void linesThatComeFastAreWrittenTogether() throws Exception {
    AtomicInteger writes = new AtomicInteger();
    OutputStream counting =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int offset, int length) {
            writes.incrementAndGet();
          }
        };
    LineWriter writer = new LineWriter(counting, () -> {});
    for (int i = 0; i < 100_000; i++) {
      writer.line("12345678");
    }
    writer.finish();
    assertThat(writes.get()).isLessThan(10_000);
  }

  private static final class Broken extends OutputStream {
    @Override
    public void write(int unused) throws IOException {
      throw new IOException("Broken pipe");
    }
  }
}
