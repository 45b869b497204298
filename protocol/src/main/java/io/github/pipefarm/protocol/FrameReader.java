package io.github.pipefarm.protocol;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames, laid out as {@link Wire} draws them. The mirror of {@link FrameWriter}. Payloads
 * are slices of the buffers that were read, not copies; a buffer is never written to again once a
 * frame points into it. Not thread-safe.
 */
public final class FrameReader {
  private static final int SHOWN = 256;

  private final InputStream in;
  private byte[] buffer = new byte[Wire.BUFFER];

  /** Whether frames may point into the buffer. */
  private boolean isShared;

  private int position;
  private int limit;
  private long received;

  /** The parts that have come of a long frame, and its type. */
  private final List<Payload> parts = new ArrayList<>();

  private @Nullable FrameType partsType;

  /** Where parts stand that are too large for the stream. */
  private @Nullable SharedMemory shared;

  /** Reads from a stream, with plain {@code read} only. */
  public FrameReader(InputStream in) {
    this.in = in;
  }

  /**
   * Expects the other end's greeting.
   *
   * @throws WireException if it is another one; the message shows what came instead
   * @throws EOFException if the stream ends before
   */
  public void preamble() throws IOException {
    byte[] expected = Wire.PREAMBLE;
    int magic = expected.length - 1;
    for (int i = 0; i < expected.length; i++) {
      if (!fill(i + 1)) {
        throw new EOFException(
            limit == 0
                ? "the stream ended before anything came"
                : "the stream ended within the greeting");
      }
      if (i < magic && buffer[i] != expected[i]) {
        throw stranger();
      }
    }
    if (buffer[magic] != expected[magic]) {
      throw new WireException(
          "the other end speaks version %d of the protocol, this one version %d"
              .formatted(buffer[magic] & 0xff, expected[magic]));
    }
    position = expected.length;
  }

  private WireException stranger() throws IOException {
    // What the stranger has to say may be the only hint: wait for a little more of it.
    boolean more = true;
    while (more && limit < SHOWN && in.available() > 0) {
      more = fill(limit + 1);
    }
    return new WireException(
        "the other end does not speak the protocol; it began with "
            + show(Arrays.copyOf(buffer, limit)));
  }

  /**
   * Looks there, from now on, for what the other end does not put into the stream. What is read so
   * holds until that end takes it back.
   */
  public void setShared(SharedMemory memory) {
    shared = memory;
  }

  /** How many bytes were taken from the stream, and from what is shared. */
  public long received() {
    return received;
  }

  /** Whether a part, at least, can be read without waiting for the stream. */
  public boolean hasBuffered() {
    return limit - position >= Wire.HEADER && limit - position - Wire.HEADER >= lengthAt(position);
  }

  /**
   * Goes on in the calling thread where another one hangs in {@link #read}, which must not come
   * back into this reader: its stream throws when it is done.
   */
  public void takeOver() {
    // What is still being read into the old buffer is nobody's business any more.
    moveTo(new byte[Wire.BUFFER]);
  }

  /** Moves what is left to the beginning of a buffer. */
  private void moveTo(byte[] to) {
    System.arraycopy(buffer, position, to, 0, limit - position);
    limit -= position;
    position = 0;
    isShared &= to == buffer;
    buffer = to;
  }

  /**
   * Waits for the next frame, and reads it if it is a {@link Frame.Returned} that has come whole.
   * These are by far the most, and this makes no object of each.
   *
   * @param result takes what the frame says, which holds until the next call of any method
   * @return whether it was one; if not, {@link #read} has to be called
   */
  public boolean readReturned(ReturnedView result) throws IOException {
    if ((limit - position < Wire.HEADER && !fill(Wire.HEADER))
        || !hasBuffered()
        || buffer[position + 4] != FrameType.RETURNED.number
        || partsType == FrameType.RETURNED) {
      return false;
    }
    int length = lengthAt(position);
    if (length < 0) {
      return false; // it is not the protocol, as read() will say
    }
    position += Wire.HEADER;
    result.read(buffer, position, length);
    position += length;
    return true;
  }

  /**
   * Reads the next frame.
   *
   * @return the frame; null at the end of the stream
   * @throws WireException if what comes is not the protocol
   * @throws EOFException if the stream ends within a frame
   */
  public @Nullable Frame read() throws IOException {
    while (true) {
      if (!fill(Wire.HEADER)) {
        if (limit > position || partsType != null) {
          throw new EOFException("the stream ended within a frame");
        }
        return null;
      }
      int length = lengthAt(position);
      int typeAndMore = buffer[position + 4] & 0xff;
      if (length < 0 || length > Wire.MAX_PART) {
        throw new WireException(
            "a part of %d bytes, more than %d; it began with %s"
                .formatted(
                    length, Wire.MAX_PART, show(Arrays.copyOfRange(buffer, position, limit))));
      }
      FrameType type = FrameType.of(typeAndMore & ~(Wire.MORE | Wire.ELSEWHERE));
      if (!fill(Wire.HEADER + length)) {
        throw new EOFException("the stream ended within a frame");
      }
      // Only now: up to here nothing has changed that a later call would miss.
      Payload part = Payload.of(buffer, position + Wire.HEADER, length);
      isShared = true;
      position += Wire.HEADER + length;
      if ((typeAndMore & Wire.ELSEWHERE) != 0) {
        part = elsewhere(part);
      }
      Payload content = whole(type, (typeAndMore & Wire.MORE) != 0, part);
      if (content != null) {
        return parse(type, content);
      }
    }
  }

  private Payload elsewhere(Payload reference) throws WireException {
    if (shared == null) {
      throw new WireException("a part that stands elsewhere, where nothing is shared");
    }
    Payload found = shared.find(reference);
    received += found.length();
    return found;
  }

  /** Collects the parts of a frame; null as long as there are more to come. */
  private @Nullable Payload whole(FrameType type, boolean more, Payload part) throws WireException {
    if (type != partsType) {
      if (!more) {
        return part;
      }
      if (partsType != null) {
        throw new WireException("parts of " + type + " within parts of " + partsType);
      }
      partsType = type;
    }
    parts.add(part);
    if (more) {
      return null;
    }
    Payload content = Payload.concat(parts);
    parts.clear();
    partsType = null;
    return content;
  }

  private static Frame parse(FrameType type, Payload content) throws WireException {
    Cursor in = new Cursor(content);
    Frame frame =
        switch (type) {
          case HELLO -> new Frame.Hello(in.number(), in.text(), in.number(), in.number());
          case READY -> new Frame.Ready();
          case INITIALIZER_FAILED -> new Frame.InitializerFailed(in.rest());
          case STARTED -> new Frame.Started(in.number(), in.number());
          case RETURNED -> new Frame.Returned(in.number(), in.number(), in.rest());
          case THREW -> new Frame.Threw(in.number(), in.number(), in.rest());
          case NOT_TRANSFERRED ->
              new Frame.NotTransferred(
                  in.number(), in.number(), what(in), in.text(), in.text(), in.text());
          case RETIRED -> new Frame.Retired(in.text());
          case RECALLED -> new Frame.Recalled(in.number());
          case NAMES -> new Frame.Names(names(in));
          case NAMES_ANEW -> new Frame.NamesAnew();
          case CLASS_WANTED -> new Frame.ClassWanted(in.number(), in.number(), in.text());
          case RESOURCES_WANTED ->
              new Frame.ResourcesWanted(in.number(), in.number(), in.number() != 0, in.text());
          case CLASS_FOUND -> new Frame.ClassFound(in.number(), in.number(), in.rest());
          case RESOURCES_FOUND -> new Frame.ResourcesFound(in.number(), resources(in));
          case NOT_FOUND -> new Frame.NotFound(in.number(), in.text());
          case FORGET_LOADER -> new Frame.ForgetLoader(in.number());
          case WELCOME ->
              new Frame.Welcome(
                  in.text(),
                  in.smallNumber("a number of blocks"),
                  in.number() != 0,
                  in.text(),
                  in.number(),
                  in.rest());
          case FUNCTION -> new Frame.Function(in.number(), in.rest());
          case TERMS -> new Frame.Terms(in.number(), copies(in));
          case SHARED -> new Frame.Shared(handle(in), in.rest());
          case RELEASE -> new Frame.Release(handle(in));
          case FORGET -> new Frame.Forget(in.number());
          case TASKS -> new Frame.Tasks(in.number(), in.number(), in.rest());
          case CALL ->
              new Frame.Call(in.number(), in.number(), in.smallNumber("an attempt"), in.rest());
          case CANCEL -> new Frame.Cancel(in.number());
          case DUMP_STACK -> new Frame.DumpStack();
          case STACK -> new Frame.Stack(stack(in));
          case RECALL -> new Frame.Recall();
          case SHUTDOWN -> new Frame.Shutdown(in.number());
        };
    if (in.hasMore()) {
      throw new WireException(type + " with bytes behind its end");
    }
    return frame;
  }

  private static Frame.NotTransferred.What what(Cursor in) throws WireException {
    String name = in.text();
    try {
      return Frame.NotTransferred.What.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new WireException("what was not transferred is " + name);
    }
  }

  private static Frame.Terms.Copies copies(Cursor in) throws WireException {
    String name = in.text();
    try {
      return Frame.Terms.Copies.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new WireException("the copies of a job's function are " + name);
    }
  }

  private static HandleId handle(Cursor in) throws WireException {
    return new HandleId(in.number(), in.number());
  }

  private static List<StackTraceElement> stack(Cursor in) throws WireException {
    List<StackTraceElement> elements = new ArrayList<>();
    for (int left = in.smallNumber("the depth of a stack"); left > 0; left--) {
      String className = in.text();
      String methodName = in.text();
      String fileName = in.text();
      int line = (int) in.number();
      elements.add(
          new StackTraceElement(className, methodName, fileName.isEmpty() ? null : fileName, line));
    }
    return elements;
  }

  private static List<ClassName> names(Cursor in) throws WireException {
    List<ClassName> names = new ArrayList<>();
    while (in.hasMore()) {
      names.add(new ClassName(in.number(), in.text()));
    }
    return names;
  }

  private static List<Frame.Resource> resources(Cursor in) throws WireException {
    List<Frame.Resource> resources = new ArrayList<>();
    while (in.hasMore()) {
      resources.add(new Frame.Resource(in.text(), in.bytes(in.number())));
    }
    return resources;
  }

  private int lengthAt(int at) {
    return ByteBuffer.wrap(buffer).getInt(at);
  }

  /** Waits until so many bytes stand at the position; false if the stream ends before. */
  private boolean fill(int needed) throws IOException {
    if (position == limit && !isShared) {
      moveTo(buffer); // so that as much as possible comes at once
    }
    if (buffer.length - position < needed) {
      moveTo(isShared ? new byte[Wire.BUFFER] : buffer);
    }
    while (limit - position < needed) {
      int n = in.read(buffer, limit, buffer.length - limit);
      if (n < 0) {
        return false;
      }
      limit += n;
      received += n;
    }
    return true;
  }

  /** The beginning of bytes that did not parse, as text if that is what they are. */
  private static String show(byte[] bytes) {
    int shown = Math.min(bytes.length, SHOWN);
    String text = new String(bytes, 0, shown, StandardCharsets.UTF_8);
    if (shown == SHOWN && text.endsWith("\ufffd")) {
      text = text.substring(0, text.length() - 1); // a character that was cut through
    }
    boolean printable =
        text.chars().allMatch(c -> (c >= ' ' && c != 0xfffd) || Character.isWhitespace(c));
    return printable
        ? '"' + text.strip() + '"'
        : "bytes " + HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(shown, 64));
  }
}
