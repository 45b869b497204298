package io.github.pipefarm.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No bytes, however damaged, make a decoder do worse than refuse them. */
class HostileBytesTest {
  private static final int NOT_NULL = 1;
  private static final int NAMED = Serializers.FIRST_NAMED;

  private static final ClassLoader LOADER = HostileBytesTest.class.getClassLoader();

  private static Payload bytes(Consumer<Output> writer) {
    Output output = new Output(64, 1 << 16);
    writer.accept(output);
    return Payload.of(output.toBytes());
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        byte[].class,
        int[].class,
        long[].class,
        double[].class,
        boolean[].class,
        char[].class,
        Object[].class,
        String[].class,
        long[][].class,
        ArrayList.class,
        HashMap.class,
        java.util.HashSet.class,
        java.util.ArrayDeque.class,
        List.class,
        Map.class,
        java.util.concurrent.ConcurrentHashMap.class,
        java.math.BigInteger.class
      })
  void aDeclaredLengthIsCheckedBeforeMemoryIsTaken(Class<?> type) {
    for (int length : new int[] {Integer.MAX_VALUE - 8, Integer.MAX_VALUE, -1, 1 << 28, 1 << 30}) {
      IncomingNames names = new IncomingNames();
      names.add(List.of(ClassName.of(type)));
      Payload payload =
          bytes(
              out -> {
                out.writeVarInt(NAMED, true);
                out.writeByte(NOT_NULL);
                out.writeVarInt(length, true);
                out.writeLong(0);
              });

      refused(new Decoder(names), payload);
    }
  }

  @Test
  void aDeclaredLengthOfATextIsChecked() {
    for (long header : new long[] {Long.MAX_VALUE, -1, 1L << 32, (1L << 31) + 1, (1L << 31) + 2}) {
      refused(
          new Decoder(new IncomingNames()),
          bytes(
              out -> {
                out.writeVarInt(2, true);
                out.writeByte(NOT_NULL);
                out.writeVarLong(header, true);
              }));
    }
  }

  private static void refused(Decoder decoder, Payload payload) {
    TransferException refused =
        catchThrowableOfType(TransferException.class, () -> decoder.decode(payload, LOADER));
    assertThat(refused).isNotNull();
    assertThat(refused.getMessage()).isNotBlank().doesNotContain("OutOfMemory", "heap");
  }

  private static Object sample() {
    return Arrays.asList(
        1,
        "text",
        new int[] {1, 2},
        new ArrayList<>(List.of(1, 2)),
        new HashMap<>(Map.of("k", List.of())),
        new ValuesTest.Pair(1, 2),
        new ValuesTest.Plain("p", 1, null),
        UUID.randomUUID(),
        Collections.unmodifiableList(new ArrayList<>(List.of("a"))),
        new java.util.concurrent.CopyOnWriteArrayList<>(List.of("a")),
        new IllegalStateException("x"),
        Thread.State.NEW,
        String.class);
  }

  @Test
  void everyPrefixIsRefused() throws Exception {
    Connection connection = new Connection();
    Payload good = connection.encode(sample());
    for (int length = 0; length < good.length(); length++) {
      refused(connection.decoder, Payload.of(good.array(), 0, length));
    }
    assertThat(connection.decode(good)).isNotNull();
  }

  @Test
  void bytesAfterTheObjectAreRefused() throws Exception {
    Connection connection = new Connection();
    Payload good = connection.encode("x");

    refused(connection.decoder, Payload.concat(List.of(good, Payload.of(new byte[1]))));
    refused(connection.decoder, Payload.of(Arrays.copyOf(good.array(), (int) good.length() + 1)));
  }

  @Test
  void flippedBitsGiveAnObjectOrATransferException() throws Exception {
    Connection connection = new Connection();
    Payload good = connection.encode(sample());
    Random random = new Random(1);
    for (int i = 0; i < 3_000; i++) {
      byte[] damaged = good.array().clone();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        connection.decode(Payload.of(damaged));
      } catch (TransferException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(connection.decode(good)).isNotNull();
  }

  @Test
  void randomBytesAreNoBlobAndNoThrowable() {
    BlobCodec blobs = new BlobCodec();
    ThrownCodec thrown = new ThrownCodec(blobs);
    Random random = new Random(2);
    for (int i = 0; i < 2_000; i++) {
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      Payload payload = Payload.of(noise);
      assertThatCode(
              () -> {
                try {
                  blobs.decode(payload, LOADER);
                } catch (TransferException expected) {
                  assertThat(expected.getMessage()).isNotBlank();
                }
              })
          .doesNotThrowAnyException();
      assertThat(thrown.decode(payload, LOADER)).hasMessageContaining("damaged");
    }
  }
}
