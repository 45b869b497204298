package io.github.pipefarm.protocol;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a writer sends, and shows frames so that they can be compared. */
final class RecordedStream implements FrameWriter.Sink {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  final List<Integer> writes = new ArrayList<>();
  final FrameWriter frames = new FrameWriter(this);

  @Override
  public void write(byte[] buffer, int length) {
    bytes.write(buffer, 0, length);
    writes.add(length);
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  FrameReader reader() {
    return new FrameReader(new ByteArrayInputStream(bytes()));
  }

  /** Greeting and one frame of each kind. */
  static RecordedStream ofEveryKind() {
    try {
      RecordedStream stream = new RecordedStream();
      stream.frames.preamble();
      stream.writeEveryKind();
      stream.frames.flush();
      return stream;
    } catch (IOException | TransferException e) {
      throw new IllegalStateException(e);
    }
  }

  private void writeEveryKind() throws IOException, TransferException {
    OutgoingNames names = new OutgoingNames();
    Encoder encoder = new Encoder(names);
    encoder.encode(ClassName.of(List.class));
    frames.hello(new Frame.Hello(4711, "17.0.2+8", Long.MIN_VALUE, 1L << 30));
    frames.ready();
    frames.initializerFailed(payload(3));
    frames.started(1, -5);
    frames.returned(1, 300, encoder, names);
    frames.threw(2, Long.MAX_VALUE, payload(200));
    frames.notTransferred(
        3,
        0,
        Frame.NotTransferred.What.RESULT,
        new TransferException("no \u20ac", "field \"x\"", "com.acme.X", null));
    frames.retired("too \u20ac large");
    frames.recalled(1L << 40);
    frames.welcome(new Frame.Welcome("/dev/shm/a b", 16, true, "4f", 1L << 31, payload(0)));
    frames.function(7, payload(5));
    frames.terms(new Frame.Terms(-42, Frame.Terms.Copies.CHECKED));
    frames.shared(new HandleId(Long.MIN_VALUE, 3), payload(4));
    frames.release(new HandleId(-1, 3));
    frames.forget(7);
    frames.beginTasks(7, 128);
    frames.task(0, 1, encoder);
    frames.task(16_384, 2, encoder);
    frames.endTasks();
    frames.call(9, 130, 3, payload(1));
    frames.cancel(9);
    frames.dumpStack();
    frames.stack(STACK);
    frames.classWanted(1, Long.MAX_VALUE, "com.acme.X");
    frames.resourcesWanted(2, 3, "a/b.txt", true);
    frames.classFound(new Frame.ClassFound(1, Long.MAX_VALUE, payload(300)));
    frames.resourcesFound(new Frame.ResourcesFound(2, List.of()));
    frames.notFound(new Frame.NotFound(3, "no \u20ac"));
    frames.forgetLoader(Long.MAX_VALUE);
    encoder.startAnew();
    frames.names(names);
    frames.recall();
    frames.shutdown(5_000);
  }

  private static final StackTraceElement[] STACK = {
    new StackTraceElement("java.lang.Thread", "sleep", null, -2),
    new StackTraceElement("com.acme.Work", "wait", "Work.java", 7),
  };

  /** What {@link #ofEveryKind} must be read as, but for what the encoder makes. */
  static List<List<Object>> factsOfEveryKind() {
    try {
      Encoder encoder = new Encoder(new OutgoingNames());
      encoder.encode(ClassName.of(List.class));
      Payload value = encoder.payload();
      ByteArrayOutputStream entries = new ByteArrayOutputStream();
      entries.write(new byte[] {0, 1, (byte) value.length()});
      value.writeTo(entries);
      entries.write(new byte[] {(byte) 0x80, (byte) 0x80, 1, 2, (byte) value.length()});
      value.writeTo(entries);
      return List.of(
          List.of("Hello", 4711L, "17.0.2+8", Long.MIN_VALUE, 1L << 30),
          List.of("Ready"),
          List.of("InitializerFailed", content(payload(3))),
          List.of("Started", 1L, -5L),
          List.of("Names", List.of(new ClassName(false, ClassName.class.getName()))),
          List.of("Returned", 1L, 300L, content(value)),
          List.of("Threw", 2L, Long.MAX_VALUE, content(payload(200))),
          List.of(
              "NotTransferred",
              3L,
              0L,
              Frame.NotTransferred.What.RESULT,
              "no \u20ac",
              "field \"x\"",
              "com.acme.X"),
          List.of("Retired", "too \u20ac large"),
          List.of("Recalled", 1L << 40),
          List.of("Welcome", "/dev/shm/a b", 16, true, "4f", 1L << 31, content(Payload.EMPTY)),
          List.of("Function", 7L, content(payload(5))),
          List.of("Terms", -42L, Frame.Terms.Copies.CHECKED),
          List.of("Shared", new HandleId(Long.MIN_VALUE, 3), content(payload(4))),
          List.of("Release", new HandleId(-1, 3)),
          List.of("Forget", 7L),
          List.of("Tasks", 7L, 128L, ByteBuffer.wrap(entries.toByteArray())),
          List.of("Call", 9L, 130L, 3, content(payload(1))),
          List.of("Cancel", 9L),
          List.of("DumpStack"),
          List.of("Stack", List.of(STACK)),
          List.of("ClassWanted", 1L, Long.MAX_VALUE, "com.acme.X"),
          List.of("ResourcesWanted", 2L, 3L, true, "a/b.txt"),
          List.of("ClassFound", 1L, Long.MAX_VALUE, content(payload(300))),
          List.of("ResourcesFound", 2L, List.of()),
          List.of("NotFound", 3L, "no \u20ac"),
          List.of("ForgetLoader", Long.MAX_VALUE),
          List.of("NamesAnew"),
          List.of("Recall"),
          List.of("Shutdown", 5_000L));
    } catch (IOException | TransferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Bytes that tell where they stand. */
  static Payload payload(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + i / 251);
    }
    return Payload.of(bytes);
  }

  static ByteBuffer content(Payload payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      payload.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteBuffer.wrap(out.toByteArray());
  }

  /** A frame's kind and the values of its components, payloads by their content. */
  static List<Object> facts(Frame frame) {
    List<Object> facts = new ArrayList<>(List.of(frame.getClass().getSimpleName()));
    try {
      for (RecordComponent component : frame.getClass().getRecordComponents()) {
        Object value = component.getAccessor().invoke(frame);
        facts.add(value instanceof Payload payload ? content(payload) : value);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return facts;
  }

  static List<List<Object>> readAll(FrameReader reader) throws IOException {
    List<List<Object>> all = new ArrayList<>();
    for (Frame frame = reader.read(); frame != null; frame = reader.read()) {
      all.add(facts(frame));
    }
    return all;
  }
}
