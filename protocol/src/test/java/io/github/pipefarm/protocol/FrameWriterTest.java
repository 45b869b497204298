package io.github.pipefarm.protocol;

import static io.github.pipefarm.protocol.RecordedStream.content;
import static io.github.pipefarm.protocol.RecordedStream.facts;
import static io.github.pipefarm.protocol.RecordedStream.payload;
import static io.github.pipefarm.protocol.RecordedStream.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FrameWriterTest {
  /** A frame of a function: the number of its job, then the function. */
  private static final int ROOM_OF_FUNCTION = Wire.MAX_PART - 1;

  @Test
  void everyKindOfFrameIsReadAsItWasWritten() throws IOException {
    FrameReader reader = RecordedStream.ofEveryKind().reader();
    reader.preamble();

    assertThat(readAll(reader)).isEqualTo(RecordedStream.factsOfEveryKind());
  }

  @Test
  void noKindOfFrameIsLeftOutOfTheseTests() {
    assertThat(RecordedStream.factsOfEveryKind())
        .extracting(facts -> facts.get(0))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Frame.class.getPermittedSubclasses()).map(Class::getSimpleName).toList());
    assertThat(FrameType.values()).hasSize(Frame.class.getPermittedSubclasses().length);
  }

  @Test
  void framesGatherUntilTheyAreFlushed() throws IOException {
    RecordedStream stream = new RecordedStream();
    stream.frames.ready();
    stream.frames.recalled(1);
    assertThat(stream.writes).isEmpty();

    stream.frames.flush();
    stream.frames.flush();

    assertThat(stream.writes).containsExactly(2 * Wire.HEADER + 1);
  }

  @Test
  void theGreetingIsSentAtOnce() throws IOException {
    RecordedStream stream = new RecordedStream();
    stream.frames.preamble();

    assertThat(stream.bytes()).isEqualTo(Wire.PREAMBLE);
  }

  @Test
  void aFullBufferIsSentBeforeTheNextFrame() throws IOException {
    RecordedStream stream = new RecordedStream();
    int frames = 3 * Wire.BUFFER / (Wire.HEADER + 2);
    for (int i = 0; i < frames; i++) {
      stream.frames.started(i % 100, 0);
    }
    stream.frames.flush();

    assertThat(stream.writes).hasSizeGreaterThan(2).allMatch(size -> size <= Wire.BUFFER);
    assertThat(readAll(stream.reader())).hasSize(frames);
  }

  @Test
  void aFrameLargerThanABufferTravelsInParts() throws IOException {
    RecordedStream stream = new RecordedStream();
    stream.frames.ready();
    stream.frames.function(1, payload(200_000));
    stream.frames.ready();
    stream.frames.flush();

    assertThat(parts(stream.bytes()))
        .containsExactly("READY", "FUNCTION+", "FUNCTION+", "FUNCTION+", "FUNCTION", "READY");
    assertThat(readAll(stream.reader()))
        .containsExactly(
            List.of("Ready"), List.of("Function", 1L, content(payload(200_000))), List.of("Ready"));
  }

  @Test
  void framesAroundTheSizeOfABufferComeThrough() throws IOException {
    for (int buffers = 1; buffers <= 2; buffers++) {
      for (int more = -8; more <= 8; more++) {
        Payload function = payload(buffers * ROOM_OF_FUNCTION + more);
        RecordedStream stream = new RecordedStream();
        stream.frames.function(1, function);
        stream.frames.recalled(300);
        stream.frames.flush();

        assertThat(readAll(stream.reader()))
            .as("%d bytes", function.length())
            .containsExactly(List.of("Function", 1L, content(function)), List.of("Recalled", 300L));
      }
    }
  }

  @Test
  void aFrameThatJustFitsIsNotTornApart() throws IOException {
    RecordedStream fits = new RecordedStream();
    fits.frames.function(1, payload(ROOM_OF_FUNCTION));
    fits.frames.flush();
    assertThat(fits.writes).containsExactly(Wire.BUFFER);
    assertThat(parts(fits.bytes())).containsExactly("FUNCTION");

    RecordedStream tooLong = new RecordedStream();
    tooLong.frames.function(1, payload(ROOM_OF_FUNCTION + 1));
    tooLong.frames.flush();
    assertThat(tooLong.writes).containsExactly(Wire.BUFFER, Wire.HEADER + 1);
    assertThat(parts(tooLong.bytes())).containsExactly("FUNCTION+", "FUNCTION");
  }

  @Test
  void aFrameThatBeginsWhereNoMoreThanItsHeaderFitsBeginsANewBuffer() throws IOException {
    for (int left = 0; left <= 2 * Wire.HEADER; left++) {
      RecordedStream stream = new RecordedStream();
      stream.frames.function(1, payload(ROOM_OF_FUNCTION - left));
      stream.frames.ready();
      stream.frames.shutdown(300);
      stream.frames.flush();

      assertThat(readAll(stream.reader()))
          .extracting(facts -> facts.get(0))
          .as("%d bytes left", left)
          .containsExactly("Function", "Ready", "Shutdown");
    }
  }

  @Test
  void controlFramesGetThroughBetweenTheParts() throws IOException {
    Interrupting stream = new Interrupting();
    stream.frames.function(1, payload(150_000));
    stream.frames.flush();

    assertThat(parts(stream.bytes.toByteArray()))
        .containsExactly("FUNCTION+", "RECALL", "FUNCTION+", "RECALL", "FUNCTION");
    FrameReader reader = new FrameReader(new ByteArrayInputStream(stream.bytes.toByteArray()));
    assertThat(readAll(reader))
        .containsExactly(
            List.of("Recall"),
            List.of("Recall"),
            List.of("Function", 1L, content(payload(150_000))));
  }

  @Test
  void whatIsWrittenBetweenThePartsIsSentBeforeTheNextPart() throws IOException {
    Interrupting stream = new Interrupting();
    stream.frames.function(1, payload(150_000));

    assertThat(parts(stream.bytes.toByteArray()))
        .as("the last part waits for a flush, the control frames before it do not")
        .containsExactly("FUNCTION+", "RECALL", "FUNCTION+", "RECALL");
  }

  @Test
  void whatTheSinkIsToldToBeCompleteIsWhatFollowsInTheStream() throws IOException {
    Noticing stream = new Noticing();
    stream.frames.preamble();
    stream.frames.ready();
    stream.frames.started(1, 7);
    assertThat(stream.pending()).isEqualTo(2 * Wire.HEADER + 2);
    stream.frames.function(1, payload(200_000));
    stream.frames.recalled(2);
    int pending = stream.pending();
    stream.frames.flush();

    assertThat(pending).isBetween(1, Wire.BUFFER);
    assertThat(stream.mismatches).isEmpty();
  }

  @Test
  void aFrameWithinAFrameIsAMistakeOfTheCaller() throws IOException {
    RecordedStream stream = new RecordedStream();
    stream.frames.beginTasks(1, 1);

    assertThatIllegalStateException()
        .isThrownBy(stream.frames::ready)
        .withMessageContaining("TASKS");
    assertThatIllegalStateException().isThrownBy(stream.frames::flush);

    stream.frames.endTasks();
    stream.frames.ready();
    stream.frames.flush();
    assertThat(readAll(stream.reader())).hasSize(2);
    assertThatIllegalStateException().isThrownBy(stream.frames::endTasks);
  }

  @Test
  void namesThatWereToldAreNotToldAgain() throws Exception {
    RecordedStream stream = new RecordedStream();
    OutgoingNames names = new OutgoingNames();
    Encoder encoder = new Encoder(names);
    for (int i = 1; i <= 2; i++) {
      encoder.encode(new ClassName(true, "x"));
      stream.frames.returned(i, 0, encoder, names);
    }
    stream.frames.names(names);
    stream.frames.flush();

    assertThat(parts(stream.bytes())).containsExactly("NAMES", "RETURNED", "RETURNED");
  }

  @Test
  void theSizeIsThatOfTheFrameUnderWay() throws Exception {
    RecordedStream stream = new RecordedStream();
    Encoder encoder = new Encoder(new OutgoingNames());
    encoder.encode("item");
    stream.frames.ready();
    stream.frames.beginTasks(1, 1);
    int empty = stream.frames.size();
    stream.frames.task(0, 1, encoder);

    assertThat(empty).isEqualTo(Wire.HEADER + 2);
    assertThat(stream.frames.size()).isEqualTo(empty + 3 + (int) encoder.length());
  }

  @Test
  void whatTheSinkThrowsReachesTheCaller() {
    FrameWriter frames =
        new FrameWriter(
            (buffer, length) -> {
              throw new IOException("broken pipe");
            });

    assertThatThrownBy(frames::preamble).isInstanceOf(IOException.class).hasMessage("broken pipe");
  }

  /** The types of the parts in a stream without a greeting, "+" where more follow. */
  private static List<String> parts(byte[] stream) throws IOException {
    List<String> parts = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(stream);
    while (bytes.hasRemaining()) {
      int length = bytes.getInt();
      int type = bytes.get() & 0xff;
      assertThat(length).isBetween(0, Wire.MAX_PART);
      bytes.position(bytes.position() + length);
      parts.add(FrameType.of(type & ~Wire.MORE) + ((type & Wire.MORE) != 0 ? "+" : ""));
    }
    return parts;
  }

  /** A sink that has something urgent to say whenever it can. */
  private static final class Interrupting implements FrameWriter.Sink {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final FrameWriter frames = new FrameWriter(this);

    @Override
    public void write(byte[] buffer, int length) {
      bytes.write(buffer, 0, length);
    }

    @Override
    public void betweenParts() throws IOException {
      frames.recall();
    }
  }

  /** A sink that compares what it was told with what comes. */
  private static final class Noticing implements FrameWriter.Sink {
    final FrameWriter frames = new FrameWriter(this);
    final List<String> mismatches = new ArrayList<>();
    private final byte[] told = new byte[Wire.BUFFER];
    private int end;

    int pending() {
      return end;
    }

    @Override
    public void completed(byte[] buffer, int from, int to) {
      if (from != end) {
        mismatches.add("told of " + from + " after " + end);
      }
      System.arraycopy(buffer, from, told, from, to - from);
      end = to;
    }

    @Override
    public void write(byte[] buffer, int length) {
      if (length < end || !Arrays.equals(buffer, 0, end, told, 0, end)) {
        mismatches.add(length + " bytes written, " + end + " were told of");
      }
      end = 0;
    }
  }

  @Test
  void aFrameReadBackIsIndependentOfTheOnesBehindIt() throws IOException {
    RecordedStream stream = new RecordedStream();
    for (int i = 0; i < 50; i++) {
      stream.frames.function(i, payload(10_000 + i));
    }
    stream.frames.flush();
    FrameReader reader = stream.reader();
    List<Frame> frames = new ArrayList<>();
    for (Frame frame = reader.read(); frame != null; frame = reader.read()) {
      frames.add(frame);
    }

    for (int i = 0; i < 50; i++) {
      assertThat(facts(frames.get(i)))
          .containsExactly("Function", (long) i, content(payload(10_000 + i)));
    }
  }
}
