package io.github.pipefarm.benchmarks.jmh;

import io.github.pipefarm.protocol.Encoder;
import io.github.pipefarm.protocol.FrameReader;
import io.github.pipefarm.protocol.FrameWriter;
import io.github.pipefarm.protocol.OutgoingNames;
import io.github.pipefarm.protocol.ReturnedView;
import io.github.pipefarm.protocol.TransferException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Results to frames and back, without a pipe. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Frames {
  private static final int RESULTS = 1000;

  private final OutgoingNames names = new OutgoingNames();
  private final Encoder value = new Encoder(names);
  private final ReturnedView view = new ReturnedView();
  private byte[] written;

  /** Writes what is to be read. */
  @Setup
  public void setUp() throws TransferException, IOException {
    value.encode(123_456);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writeTo(bytes);
    written = bytes.toByteArray();
  }

  private void writeTo(ByteArrayOutputStream bytes) throws IOException {
    FrameWriter frames = new FrameWriter((buffer, length) -> bytes.write(buffer, 0, length));
    for (int i = 0; i < RESULTS; i++) {
      frames.returned(i, 100, value, names);
    }
    frames.flush();
  }

  @Benchmark
  @OperationsPerInvocation(RESULTS)
  public Object write() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(written.length);
    writeTo(bytes);
    return bytes;
  }

  @Benchmark
  @OperationsPerInvocation(RESULTS)
  public long read() throws IOException {
    FrameReader frames = new FrameReader(new ByteArrayInputStream(written));
    long sum = 0;
    int left = RESULTS;
    if (frames.read() != null) { // which fills the buffer
      left--;
    }
    while (left > 0 && frames.readReturned(view)) {
      sum += view.sequence();
      left--;
    }
    return sum;
  }
}
