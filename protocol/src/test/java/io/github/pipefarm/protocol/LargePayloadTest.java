package io.github.pipefarm.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that fill more than the encoder's buffer, in whatever slices they come. */
class LargePayloadTest {
  private final Connection connection = new Connection();

  private static List<Object> large() {
    Random random = new Random(3);
    byte[] bytes = new byte[3_000_000];
    random.nextBytes(bytes);
    long[] longs = random.longs(300_000).toArray();
    char[] letters = new char[500_000];
    Arrays.fill(letters, 'é');
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      values.add(new ValuesTest.Pair(i, -i));
      values.add("text " + i);
      values.add((long) i);
    }
    values.add(bytes);
    values.add(longs);
    values.add(new String(letters));
    values.add(new String(letters) + '€');
    values.add(random.doubles(100_000).toArray());
    return values;
  }

  private static void assertSame(Object actual, List<Object> expected) {
    assertThat(Arrays.deepEquals(((List<?>) actual).toArray(), expected.toArray())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 65_536, 65_537, 1 << 20, 1 << 30})
  void anySlicesDecode(int slice) throws Exception {
    List<Object> values = large();

    assertSame(connection.decode(sliced(connection.encode(values), slice)), values);
  }

  private static Payload sliced(Payload payload, int slice) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    payload.writeTo(all);
    byte[] bytes = all.toByteArray();
    List<Payload> slices = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += slice) {
      int size = Math.min(slice, bytes.length - from);
      byte[] elsewhere = new byte[size + 7];
      System.arraycopy(bytes, from, elsewhere, 3, size);
      slices.add(Payload.of(elsewhere, 3, size));
    }
    return Payload.concat(slices);
  }

  /** Texts are looked at, and written, 8,192 characters at a time. */
  @Test
  void aTextMayBeOfAnyLengthAndHaveAnyCharacterAnywhere() throws Exception {
    for (int length : new int[] {100_000, 24_577, 16_384, 8_193, 8_192, 8_191, 65, 64, 10}) {
      for (String odd :
          List.of("a", "\u00ff", "\u0100", "\uffff", "\ud800", "\udc00", "\ud83d\ude00")) {
        for (int at : new int[] {0, 8_190, 8_191, 8_192, length - odd.length()}) {
          if (at + odd.length() <= length) {
            String text = "é".repeat(at) + odd + "z".repeat(length - at - odd.length());
            assertThat(connection.send(text)).isEqualTo(text);
            Payload payload = connection.encode(text);
            assertThat(connection.decode(sliced(payload, 1_001))).isEqualTo(text);
          }
        }
      }
    }
  }

  @Test
  void smallSlicesOfSmallThingsDecode() throws Exception {
    List<Object> values = List.of("some text", 1, 123456789L, new int[] {1, 2, 3}, "żółć");
    Payload whole = connection.encode(values);
    for (int slice = 1; slice < 8; slice++) {
      List<Payload> slices = new ArrayList<>();
      for (int from = 0; from < whole.size(); from += slice) {
        int size = Math.min(slice, whole.size() - from);
        slices.add(Payload.of(whole.array(), whole.offset() + from, size));
      }

      assertSame(connection.decode(Payload.concat(slices)), values);
    }
  }

  /** Those of 1 to 16 MB are decoded by way of an array that is used again. */
  @Test
  void largeTextsDoNotMixWhateverCameBefore() throws Exception {
    int megabyte = 1 << 20;
    for (int length : new int[] {megabyte, 16 * megabyte, 3 * megabyte, 17 * megabyte, megabyte}) {
      String text = "é" + "x".repeat(length - 2) + (char) ('a' + length % 23);
      String shorter = "y".repeat(2 * megabyte + 1);
      List<Object> texts = List.of(text, shorter);
      assertSame(connection.decode(sliced(connection.encode(texts), 100_000)), texts);
    }
  }

  @Test
  void thePayloadStaysValidAfterTheNextCall() throws Exception {
    List<Object> values = large();
    Payload first = connection.encode(values);
    Payload small = connection.encode("small");
    connection.encode(new byte[5_000_000]);
    connection.encode("other");

    assertSame(connection.decode(first), values);
    assertThat(connection.decode(small)).isEqualTo("small");
  }

  @Test
  void lengthAndBytesAgree() throws Exception {
    for (Object value : List.of("x", large(), new byte[70_000], new byte[65_530], List.of())) {
      Payload payload = connection.encode(value);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      connection.encoder.writeTo(out);

      assertThat(payload.length()).isEqualTo(out.size()).isEqualTo(connection.encoder.length());
      assertThat(payload.stream()).hasBinaryContent(out.toByteArray());
    }
  }

  @Test
  void aBlobMayBeLarge() throws Exception {
    List<Object> values = large();
    BlobCodec blobs = new BlobCodec();

    assertSame(blobs.decode(blobs.encode(values), getClass().getClassLoader()), values);
  }

  @Test
  void blobsMayBeSharedBetweenThreads() throws Exception {
    BlobCodec blobs = new BlobCodec();
    Payload blob = blobs.encode(List.of("shared text", new ValuesTest.Pair(1, 2)));
    List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int n = 0; n < 500; n++) {
                  try {
                    assertThat(blobs.decode(blob, LargePayloadTest.class.getClassLoader()))
                        .isEqualTo(List.of("shared text", new ValuesTest.Pair(1, 2)));
                    blobs.encode(n);
                  } catch (Throwable e) {
                    failures.add(e);
                  }
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(failures).isEmpty();
  }
}
