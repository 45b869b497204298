package io.github.pipefarm.protocol;

import static io.github.pipefarm.protocol.RecordedStream.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PayloadTest {
  private static final byte[] ARRAY = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

  private static final Payload SLICED =
      Payload.concat(
          List.of(
              Payload.of(ARRAY, 0, 3),
              Payload.EMPTY,
              Payload.concat(List.of(Payload.of(ARRAY, 3, 1), Payload.of(ARRAY, 4, 5))),
              Payload.of(ARRAY, 9, 1)));

  @Test
  void aSliceOfAnArrayIsNotCopied() {
    Payload slice = Payload.of(ARRAY, 2, 5);
    assertThat(slice.isContiguous()).isTrue();
    assertThat(slice.array()).isSameAs(ARRAY);
    assertThat(slice.offset()).isEqualTo(2);
    assertThat(slice.size()).isEqualTo(5);
    assertThat(slice.length()).isEqualTo(5);
    assertThat(slice.slices()).containsExactly(slice);
  }

  @Test
  void slicesStandOneBehindTheOther() throws IOException {
    assertThat(SLICED.length()).isEqualTo(10);
    assertThat(content(SLICED).array()).isEqualTo(ARRAY);
    assertThat(SLICED.stream().readAllBytes()).isEqualTo(ARRAY);
    assertThat(SLICED.slices()).allMatch(Payload::isContiguous);
  }

  @Test
  void whatIsInSlicesHasNoArray() {
    assertThat(SLICED.isContiguous()).isFalse();
    assertThatIllegalStateException().isThrownBy(SLICED::array).withMessageContaining("10 bytes");
    assertThatIllegalStateException().isThrownBy(SLICED::offset);
    assertThatIllegalStateException().isThrownBy(SLICED::size);
  }

  @Test
  void onePayloadAloneIsItself() {
    Payload one = Payload.of(ARRAY);
    assertThat(Payload.concat(List.of(one))).isSameAs(one);
  }

  @Test
  void nothingIsEmpty() throws IOException {
    Payload none = Payload.concat(List.of());
    assertThat(none.length()).isZero();
    assertThat(none.stream().read()).isEqualTo(-1);
    assertThat(Payload.EMPTY.stream().read()).isEqualTo(-1);
    assertThat(new Cursor(none).hasMore()).isFalse();
  }

  @Test
  void theFrontCanBeTakenOffAnywhere() {
    for (Payload payload : List.of(Payload.of(ARRAY), SLICED)) {
      for (int start = 0; start <= ARRAY.length; start++) {
        Payload rest = payload.from(start);
        assertThat(rest.length()).isEqualTo(ARRAY.length - start);
        assertThat(content(rest).array()).isEqualTo(Arrays.copyOfRange(ARRAY, start, ARRAY.length));
      }
    }
  }

  @Test
  void itMayBeLongerThanAnyArray() {
    Payload large = Payload.concat(Collections.nCopies(3 << 10, Payload.of(new byte[1 << 20])));
    assertThat(large.length()).isEqualTo(3L << 30);
    assertThat(large.from((3L << 30) - 5).length()).isEqualTo(5);
  }
}
