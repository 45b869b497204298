package io.github.pipefarm.benchmarks.jmh;

import io.github.pipefarm.protocol.Decoder;
import io.github.pipefarm.protocol.Encoder;
import io.github.pipefarm.protocol.IncomingNames;
import io.github.pipefarm.protocol.OutgoingNames;
import io.github.pipefarm.protocol.Payload;
import io.github.pipefarm.protocol.TransferException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Objects to bytes and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Codec {
  /** A record of two numbers. */
  public record Pair(int a, int b) {}

  /** A class of two fields. */
  public static final class Point {
    private final int x;
    private final String name;

    Point(int x, String name) {
      this.x = x;
      this.name = name;
    }

    @Override
    public String toString() {
      return name + x;
    }
  }

  @Param({"integer", "string", "record", "object", "list"})
  public String what;

  private final OutgoingNames outgoing = new OutgoingNames();
  private final Encoder encoder = new Encoder(outgoing);
  private final IncomingNames incoming = new IncomingNames();
  private final Decoder decoder = new Decoder(incoming);
  private Object value;
  private Payload encoded;

  /** Makes the value, and tells its names. */
  @Setup
  public void setUp() throws TransferException {
    value =
        switch (what) {
          case "integer" -> 123_456;
          case "string" -> "a text of some length";
          case "record" -> new Pair(123, 456);
          case "object" -> new Point(123, "a name");
          default -> List.of(1, 2, 3, "four", new Pair(5, 6));
        };
    encoder.encode(value);
    incoming.add(outgoing.takeNew());
    encoded = encoder.payload();
  }

  @Benchmark
  public long encode() throws TransferException {
    encoder.encode(value);
    return encoder.length();
  }

  @Benchmark
  public Object decode() throws TransferException {
    return decoder.decode(encoded, Codec.class.getClassLoader());
  }
}
