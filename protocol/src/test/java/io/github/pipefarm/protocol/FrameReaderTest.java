package io.github.pipefarm.protocol;

import static io.github.pipefarm.protocol.RecordedStream.content;
import static io.github.pipefarm.protocol.RecordedStream.facts;
import static io.github.pipefarm.protocol.RecordedStream.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The other end says anything at all, in any pieces, and ends anywhere. */
@Timeout(20)
class FrameReaderTest {
  private static final byte[] ABSURD = {-1, -1, -1, -1, -1, -1, -1, -1, 0x7f}; // 2^63 - 1
  private static final byte[] NEGATIVE = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1};

  // Results, of which no object is made.

  @Test
  void resultsAreReadAsTheyStandAmongOtherFrames() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FrameWriter frames = new FrameWriter((buffer, length) -> bytes.write(buffer, 0, length));
    OutgoingNames names = new OutgoingNames();
    Encoder encoder = new Encoder(names);
    encoder.encode(7);
    frames.returned(1, 100, encoder, names);
    frames.recalled(5);
    encoder.encode("seven");
    frames.returned(2, 200, encoder, names);
    frames.flush();

    FrameReader reader = reader(bytes.toByteArray());
    ReturnedView result = new ReturnedView();
    Decoder decoder = new Decoder(new IncomingNames());
    ClassLoader loader = getClass().getClassLoader();
    assertThat(reader.readReturned(result)).as("though nothing had been read").isTrue();
    assertThat(result.sequence()).isEqualTo(1);
    assertThat(result.nanos()).isEqualTo(100);
    assertThat(result.decode(decoder, loader)).isEqualTo(7);
    assertThat(reader.readReturned(result)).isFalse();
    assertThat(reader.read()).isInstanceOf(Frame.Recalled.class);
    assertThat(reader.readReturned(result)).isTrue();
    assertThat(result.sequence()).isEqualTo(2);
    assertThat(result.decode(decoder, loader)).isEqualTo("seven");
    assertThat(reader.readReturned(result)).as("at the end").isFalse();
    assertThat(reader.read()).isNull();
  }

  @Test
  void aTornFrameIsNoResult() throws Exception {
    for (int length = 1; length < Wire.HEADER + 2; length++) {
      FrameReader reader = reader(Arrays.copyOf(part(FrameType.RETURNED, false, 1, 2), length));
      assertThat(reader.readReturned(new ReturnedView())).as("%d bytes", length).isFalse();
      assertThatThrownBy(reader::read).isInstanceOf(EOFException.class);
    }
  }

  // The end of the stream.

  @Test
  void theEndOfTheStreamBetweenFramesIsNoFrame() throws IOException {
    FrameReader reader = reader();
    assertThat(reader.read()).isNull();
    assertThat(reader.read()).isNull();
  }

  @Test
  void aStreamThatEndsBeforeTheGreetingIsOverSaysTheException() {
    for (int length = 0; length < Wire.PREAMBLE.length; length++) {
      FrameReader reader = reader(Arrays.copyOf(Wire.PREAMBLE, length));
      assertThatThrownBy(reader::preamble)
          .as("%d bytes", length)
          .isInstanceOf(EOFException.class)
          .hasMessageContaining("ended");
    }
  }

  @Test
  void aStreamMayEndAtTheBorderOfAFrameAndNowhereElse() throws IOException {
    byte[] stream = RecordedStream.ofEveryKind().bytes();
    Set<Integer> borders = borders(stream);
    List<List<Object>> all = RecordedStream.factsOfEveryKind();
    assertThat(borders).hasSize(all.size() + 1);

    for (int length = Wire.PREAMBLE.length; length <= stream.length; length++) {
      FrameReader reader = reader(Arrays.copyOf(stream, length));
      reader.preamble();
      List<List<Object>> read = new ArrayList<>();
      boolean torn = !readInto(read, reader);
      assertThat(torn).as("%d bytes", length).isEqualTo(!borders.contains(length));
      assertThat(read).isEqualTo(all.subList(0, read.size()));
    }
  }

  @Test
  void aStreamThatEndsBetweenThePartsOfAFrameIsTorn() {
    byte[] stream =
        joined(
            part(FrameType.FUNCTION, true, 1, 2),
            part(FrameType.RECALL, false),
            part(FrameType.FUNCTION, true));
    for (int length = 1; length <= stream.length; length++) {
      List<List<Object>> read = new ArrayList<>();
      FrameReader reader = reader(Arrays.copyOf(stream, length));
      assertThatThrownBy(() -> read.addAll(readAll(reader)))
          .as("%d bytes", length)
          .isInstanceOf(EOFException.class);
    }
  }

  // The greeting.

  @Test
  void aStrangersTextIsShown() {
    assertThatThrownBy(
            reader("Unrecognized VM option 'X'\n".getBytes(StandardCharsets.UTF_8))::preamble)
        .isInstanceOf(WireException.class)
        .hasMessageContaining("\"Unrecognized VM option 'X'\"");
  }

  @Test
  void aStrangersTextIsShownWhereItBeginsAsTheGreetingDoes() {
    assertThatThrownBy(reader("PIPEWORK 2.0".getBytes(StandardCharsets.UTF_8))::preamble)
        .isInstanceOf(WireException.class)
        .hasMessageContaining("\"PIPEWORK 2.0\"");
  }

  @Test
  void aStrangersBytesAreShownInHexadecimal() {
    assertThatThrownBy(reader(new byte[] {0, 0x1f, (byte) 0x8b, 8})::preamble)
        .isInstanceOf(WireException.class)
        .hasMessageContaining("bytes 00 1f 8b 08");
  }

  @Test
  void onlyTheBeginningOfALongTextIsShown() {
    assertThatThrownBy(reader("x".repeat(100_000).getBytes(StandardCharsets.UTF_8))::preamble)
        .isInstanceOf(WireException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains("xxx").hasSizeLessThan(1_000));
  }

  @Test
  void aLongTextIsShownAsTextWhereverItIsCut() {
    for (int ascii = 0; ascii < 4; ascii++) {
      String text = "a".repeat(ascii) + "\u20ac".repeat(300);
      assertThatThrownBy(reader(text.getBytes(StandardCharsets.UTF_8))::preamble)
          .isInstanceOf(WireException.class)
          .hasMessageContaining("\u20ac\u20ac\u20ac");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 127, 200, 255})
  void anotherVersionIsNamed(int version) {
    byte[] greeting = Wire.PREAMBLE.clone();
    greeting[greeting.length - 1] = (byte) version;

    assertThatThrownBy(reader(greeting)::preamble)
        .isInstanceOf(WireException.class)
        .hasMessageContaining("version " + version + " ")
        .hasMessageContaining("version " + Wire.VERSION);
  }

  @Test
  void aStrangerWhoGoesOnIsNotWaitedFor() {
    InputStream open =
        new ByteArrayInputStream("noise".getBytes(StandardCharsets.UTF_8)) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            assertThat(available()).as("reading would block").isPositive();
            return super.read(buffer, offset, Math.min(length, 2));
          }
        };
    assertThatThrownBy(new FrameReader(open)::preamble)
        .isInstanceOf(WireException.class)
        .hasMessageContaining("\"noise\"");
  }

  // Lengths.

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, Wire.MAX_PART + 1, 0x50495045})
  void anAbsurdLengthOfAPartIsRefusedWithoutWaitingForMore(int length) {
    byte[] header = ByteBuffer.allocate(Wire.HEADER).putInt(length).put((byte) 2).array();
    assertThatThrownBy(new FrameReader(neverEnding(header))::read)
        .isInstanceOf(WireException.class)
        .hasMessageContaining(String.valueOf(length));
  }

  @Test
  void onlyTheBeginningOfALongTextIsShownInPlaceOfAFrame() {
    assertThatThrownBy(reader("log line ".repeat(5_000).getBytes(StandardCharsets.UTF_8))::read)
        .isInstanceOf(WireException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains("log line").hasSizeLessThan(1_000));
  }

  @Test
  void theLongestPartIsRead() throws IOException {
    int[] ones = new int[Wire.MAX_PART];
    Arrays.fill(ones, 1);
    Frame frame = reader(part(FrameType.INITIALIZER_FAILED, false, ones)).read();
    assertThat(((Frame.InitializerFailed) frame).thrown().length()).isEqualTo(Wire.MAX_PART);
  }

  @Test
  void aTextThatIsLongerThanItsFrameIsRefused() {
    refused(part(FrameType.WELCOME, false, 5, 'a', 'b', 'c', 'd'));
    refused(joined(new byte[] {0, 0, 0, 9, (byte) FrameType.WELCOME.number}, ABSURD));
    refused(joined(new byte[] {0, 0, 0, 10, (byte) FrameType.WELCOME.number}, NEGATIVE));
    refused(part(FrameType.HELLO, false, 1, 0xff, 0xff, 0xff, 0xff, 0x07, 1));
    refused(part(FrameType.NAMES, false, 1, 0xff, 0xff, 0xff, 0xff, 0x07, 1));
    refused(part(FrameType.NAMES, false, 1, 1, 'a', 0));
  }

  @Test
  void aTextThatIsLongerThanItsFrameInPartsIsRefused() {
    refused(
        joined(part(FrameType.WELCOME, true, 0xff, 0xff), part(FrameType.WELCOME, false, 0x03, 1)));
  }

  @Test
  void aNumberWithoutEndIsRefused() {
    int[] endless = new int[11];
    Arrays.fill(endless, 0xff);
    refused(part(FrameType.FORGET, false, endless));
  }

  @Test
  void anAttemptThatIsNoIntIsRefused() {
    refused(part(FrameType.CALL, false, 1, 1, 0xff, 0xff, 0xff, 0xff, 0x0f));
    refused(joined(new byte[] {0, 0, 0, 12, (byte) FrameType.CALL.number, 1, 1}, NEGATIVE));
  }

  @ParameterizedTest
  @EnumSource(
      value = FrameType.class,
      names = {"READY", "NAMES", "RECALL", "DUMP_STACK", "INITIALIZER_FAILED", "NAMES_ANEW"},
      mode = EnumSource.Mode.EXCLUDE)
  void aFrameWithoutContentIsRefusedWhereThereMustBeSome(FrameType type) {
    refused(part(type, false));
  }

  @ParameterizedTest
  @EnumSource(
      value = FrameType.class,
      names = {"READY", "RECALLED", "FORGET", "RECALL", "SHUTDOWN"})
  void bytesBehindTheEndOfAFrameAreRefused(FrameType type) {
    boolean isEmpty = type == FrameType.READY || type == FrameType.RECALL;
    assertThatThrownBy(reader(isEmpty ? part(type, false, 1) : part(type, false, 1, 1))::read)
        .isInstanceOf(WireException.class)
        .hasMessageContaining(type.name());
  }

  @Test
  void bytesBehindTheLastTextOfAFrameAreRefused() {
    refused(part(FrameType.STARTED, false, 1, 1, 1));
    refused(part(FrameType.HELLO, false, 1, 1, 'x', 1, 1, 1));
    refused(
        part(
            FrameType.NOT_TRANSFERRED,
            false,
            1,
            1,
            4,
            'I',
            'T',
            'E',
            'M',
            1,
            'r',
            1,
            'p',
            1,
            'c',
            1));
  }

  @Test
  void whatWasNotTransferredMustBeSomethingKnown() {
    refused(
        part(
            FrameType.NOT_TRANSFERRED, false, 1, 1, 4, 'C', 'A', 'K', 'E', 1, 'r', 1, 'p', 1, 'c'));
  }

  // Types and parts.

  @Test
  void aPartElsewhereIsRefusedWhereNothingIsShared() {
    int type = FrameType.RETURNED.number | Wire.ELSEWHERE;
    FrameReader reader = reader(new byte[] {0, 0, 0, 2, (byte) type, 0, 1});
    assertThatThrownBy(reader::read)
        .isInstanceOf(WireException.class)
        .hasMessageContaining("elsewhere");
  }

  @Test
  void unknownTypesAreRefused() {
    Set<Integer> known = new HashSet<>();
    for (FrameType type : FrameType.values()) {
      known.add(type.number);
    }
    for (int number = 0; number < Wire.ELSEWHERE; number++) {
      if (!known.contains(number)) {
        for (int more : new int[] {0, Wire.MORE, Wire.ELSEWHERE}) {
          FrameReader reader = reader(new byte[] {0, 0, 0, 0, (byte) (number | more)});
          assertThatThrownBy(reader::read)
              .isInstanceOf(WireException.class)
              .hasMessageContaining("type " + number);
        }
      }
    }
  }

  @Test
  void framesStandBetweenThePartsOfAnother() throws IOException {
    byte[] stream =
        joined(
            part(FrameType.FUNCTION, true),
            part(FrameType.RECALL, false),
            part(FrameType.FUNCTION, true, 9),
            part(FrameType.FUNCTION, true, 1, 2),
            part(FrameType.FORGET, false, 3),
            part(FrameType.FUNCTION, false, 4));
    assertThat(readAll(reader(stream)))
        .containsExactly(
            List.of("Recall"),
            List.of("Forget", 3L),
            List.of("Function", 9L, ByteBuffer.wrap(new byte[] {1, 2, 4})));
  }

  @Test
  void partsWithinPartsAreRefused() {
    assertThatThrownBy(
            reader(joined(part(FrameType.FUNCTION, true, 1), part(FrameType.TASKS, true, 1)))::read)
        .isInstanceOf(WireException.class)
        .hasMessageContaining("TASKS")
        .hasMessageContaining("FUNCTION");
  }

  @Test
  void aFrameMayBeTornApartAnywhere() throws IOException {
    byte[] names = RecordedStream.ofEveryKind().bytes();
    for (int at : borders(names)) {
      if (at == names.length) {
        continue;
      }
      int length = ByteBuffer.wrap(names).getInt(at);
      byte type = names[at + 4];
      byte[] whole = Arrays.copyOfRange(names, at, at + Wire.HEADER + length);
      List<Object> expected = facts(reader(whole).read());
      ByteArrayOutputStream single = new ByteArrayOutputStream();
      for (int i = 0; i < length; i++) {
        single.writeBytes(
            new byte[] {0, 0, 0, 1, (byte) (type | Wire.MORE), whole[Wire.HEADER + i]});
      }
      single.writeBytes(new byte[] {0, 0, 0, 0, type});
      assertThat(facts(reader(single.toByteArray()).read())).isEqualTo(expected);
    }
  }

  // Delivery.

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64})
  void itDoesNotMatterInWhatPiecesTheStreamComes(int most) throws IOException {
    FrameReader reader = new FrameReader(inPieces(RecordedStream.ofEveryKind().bytes(), most));
    reader.preamble();

    assertThat(readAll(reader)).isEqualTo(RecordedStream.factsOfEveryKind());
  }

  @Test
  void aLongFrameComesInPiecesAsWell() throws IOException {
    RecordedStream stream = new RecordedStream();
    stream.frames.function(1, RecordedStream.payload(150_000));
    stream.frames.function(2, RecordedStream.payload(70_000));
    stream.frames.flush();
    for (int most : new int[] {1, 997, 4096}) {
      assertThat(readAll(new FrameReader(inPieces(stream.bytes(), most))))
          .containsExactly(
              List.of("Function", 1L, content(RecordedStream.payload(150_000))),
              List.of("Function", 2L, content(RecordedStream.payload(70_000))));
    }
  }

  @Test
  void whatIsBufferedIsKnown() throws IOException {
    byte[] stream = joined(part(FrameType.READY, false), part(FrameType.STARTED, false, 1, 1));
    FrameReader reader = reader(Arrays.copyOf(stream, stream.length - 1));
    assertThat(reader.hasBuffered()).isFalse();
    reader.read();
    assertThat(reader.hasBuffered()).as("half a frame").isFalse();

    FrameReader both = reader(stream);
    both.read();
    assertThat(both.hasBuffered()).isTrue();
    both.read();
    assertThat(both.hasBuffered()).isFalse();
    assertThat(both.received()).isEqualTo(stream.length);
  }

  @Test
  void whatTheStreamThrowsReachesTheCaller() {
    InputStream broken =
        new ByteArrayInputStream(new byte[0]) {
          @Override
          public synchronized int read(byte[] buffer, int offset, int length) {
            throw new UncheckedIOException(new IOException("reset by peer"));
          }
        };
    assertThatThrownBy(new FrameReader(broken)::read)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("reset by peer");
  }

  // Damage.

  @Test
  void damagedStreamsGiveFramesOrAClearException() throws IOException {
    byte[] good =
        joined(
            RecordedStream.ofEveryKind().bytes(),
            part(FrameType.FUNCTION, true, 1, 2, 3),
            part(FrameType.RECALL, false),
            part(FrameType.FUNCTION, false, 4));
    Random random = new Random(20_250_101);
    for (int i = 0; i < 4_000; i++) {
      byte[] damaged = mutated(good, random);
      FrameReader reader = reader(damaged);
      try {
        reader.preamble();
        readAll(reader);
      } catch (WireException e) {
        assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(1_000);
      } catch (EOFException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  private static byte[] mutated(byte[] good, Random random) {
    byte[] bytes = good.clone();
    for (int n = random.nextInt(4); n >= 0 && bytes.length > Wire.PREAMBLE.length; n--) {
      int at =
          Wire.PREAMBLE.length
              + random.nextInt(Math.max(1, bytes.length - Wire.PREAMBLE.length - 1));
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 ->
            bytes =
                joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + 1, bytes.length));
        case 3 ->
            bytes =
                joined(
                    Arrays.copyOf(bytes, at),
                    new byte[] {-1},
                    Arrays.copyOfRange(bytes, at, bytes.length));
        default -> bytes = Arrays.copyOf(bytes, at);
      }
    }
    return bytes;
  }

  private static boolean readInto(List<List<Object>> frames, FrameReader reader)
      throws IOException {
    try {
      for (Frame frame = reader.read(); frame != null; frame = reader.read()) {
        frames.add(facts(frame));
      }
      return true;
    } catch (EOFException e) {
      return false;
    }
  }

  /** Where frames begin, and where the last one ends. */
  private static Set<Integer> borders(byte[] stream) {
    Set<Integer> borders = new HashSet<>();
    int at = Wire.PREAMBLE.length;
    while (at < stream.length) {
      borders.add(at);
      at += Wire.HEADER + ByteBuffer.wrap(stream).getInt(at);
    }
    borders.add(stream.length);
    return borders;
  }

  private static void refused(byte[] stream) {
    assertThatThrownBy(reader(stream)::read)
        .isInstanceOf(WireException.class)
        .satisfies(e -> assertThat(e.getMessage()).isNotBlank());
  }

  private static FrameReader reader(byte... stream) {
    return new FrameReader(new ByteArrayInputStream(stream));
  }

  private static byte[] part(FrameType type, boolean more, int... content) {
    ByteBuffer part = ByteBuffer.allocate(Wire.HEADER + content.length);
    part.putInt(content.length).put((byte) (type.number | (more ? Wire.MORE : 0)));
    for (int b : content) {
      part.put((byte) b);
    }
    return part.array();
  }

  private static byte[] joined(byte[]... pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      all.writeBytes(piece);
    }
    return all.toByteArray();
  }

  /** A stream that stays open behind these bytes: a read there would hang, so it fails the test. */
  private static InputStream neverEnding(byte[] bytes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] buffer, int offset, int length) {
        assertThat(available()).as("reading would block").isPositive();
        return super.read(buffer, offset, length);
      }
    };
  }

  private static InputStream inPieces(byte[] bytes, int most) {
    Random random = new Random(most);
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] buffer, int offset, int length) {
        return super.read(buffer, offset, Math.min(length, 1 + random.nextInt(most)));
      }
    };
  }
}
