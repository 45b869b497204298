package io.github.pipefarm.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class CursorTest {
  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        127,
        128,
        16_383,
        16_384,
        Integer.MAX_VALUE,
        Long.MAX_VALUE,
        -1,
        Long.MIN_VALUE
      })
  void numbersAreReadAsTheWriterWritesThem(long number) throws IOException {
    RecordedStream stream = new RecordedStream();
    stream.frames.forget(number);
    stream.frames.flush();

    assertThat(stream.reader().read()).isEqualTo(new Frame.Forget(number));
  }

  @Test
  void aNumberOfTooManyBytesIsRefused() {
    byte[] endless = new byte[20];
    Arrays.fill(endless, (byte) 0x80);
    assertThatThrownBy(new Cursor(Payload.of(endless))::number)
        .isInstanceOf(WireException.class)
        .hasMessageContaining("ten bytes");
  }

  @Test
  void aNumberThatIsCutOffIsRefused() {
    assertThatThrownBy(cursor(0x80, 0x80)::number).isInstanceOf(WireException.class);
    assertThatThrownBy(cursor()::number).isInstanceOf(WireException.class);
  }

  @Test
  void aSmallNumberIsAnIntAndNotNegative() throws WireException {
    assertThat(cursor(0xff, 0xff, 0xff, 0xff, 0x07).smallNumber("x")).isEqualTo(Integer.MAX_VALUE);
    assertThatThrownBy(() -> cursor(0x80, 0x80, 0x80, 0x80, 0x08).smallNumber("an attempt"))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("an attempt is 2147483648");
  }

  @Test
  void nothingIsReadTwiceOrLeftOutWhereverTheSlicesEnd() throws WireException {
    byte[] text = "\u20ac and \ud83d\ude00".getBytes(StandardCharsets.UTF_8);
    byte[] content = new byte[2 + 1 + text.length + 3];
    content[0] = (byte) 0xac;
    content[1] = 2; // 300
    content[2] = (byte) text.length;
    System.arraycopy(text, 0, content, 3, text.length);
    content[content.length - 1] = 9;
    for (int size = 1; size <= content.length; size++) {
      Cursor cursor = new Cursor(inSlices(content, size));
      assertThat(cursor.number()).isEqualTo(300);
      assertThat(cursor.text()).isEqualTo("\u20ac and \ud83d\ude00");
      assertThat(cursor.bytes(0).length()).isZero();
      assertThat(cursor.hasMore()).isTrue();
      assertThat(RecordedStream.content(cursor.rest()).array()).containsExactly(0, 0, 9);
      assertThat(cursor.hasMore()).isFalse();
      assertThat(cursor.rest().length()).isZero();
    }
  }

  @Test
  void moreThanIsLeftIsRefused() {
    Cursor cursor = new Cursor(inSlices(new byte[10], 3));
    for (long length : new long[] {11, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> cursor.bytes(length))
          .isInstanceOf(WireException.class)
          .hasMessageContaining("length of " + length)
          .hasMessageContaining("10 bytes are left");
    }
  }

  @Test
  void bytesAreNotCopied() throws WireException {
    byte[] array = new byte[10];
    Payload part = new Cursor(Payload.of(array, 2, 6)).bytes(4);
    assertThat(part.array()).isSameAs(array);
    assertThat(part.offset()).isEqualTo(2);
    assertThat(part.size()).isEqualTo(4);
  }

  private static Cursor cursor(int... bytes) {
    byte[] array = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      array[i] = (byte) bytes[i];
    }
    return new Cursor(Payload.of(array));
  }

  /** With empty slices between the others. */
  private static Payload inSlices(byte[] bytes, int size) {
    List<Payload> slices = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += size) {
      slices.add(Payload.EMPTY);
      slices.add(Payload.of(bytes, at, Math.min(size, bytes.length - at)));
    }
    slices.add(Payload.EMPTY);
    return Payload.concat(slices);
  }
}
