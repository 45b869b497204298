package io.github.pipefarm.protocol;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames, laid out as {@link Wire} draws them, into one buffer that {@link #flush} sends.
 * The mirror of {@link FrameReader}. Not thread-safe: its owner says who writes.
 */
public final class FrameWriter {
  /** Where the bytes go. */
  public interface Sink {
    /**
     * Takes notice that whole frames stand in the buffer, which will be written later.
     *
     * @param from where in the buffer the first new one begins
     * @param to where the last one ends
     */
    default void completed(byte[] buffer, int from, int to) {}

    /** Takes notice of bytes that the other end reads elsewhere. */
    default void passed(int bytes) {}

    /** Sends the buffer's first bytes. */
    void write(byte[] buffer, int length) throws IOException;

    /** Runs between two parts of a long frame; may write frames of one part. */
    default void betweenParts() throws IOException {}
  }

  /** What a part elsewhere takes in the buffer, with the headers of that part and the next. */
  private static final int ROOM_FOR_REFERENCE = 2 * Wire.HEADER + 4 * Wire.LONGEST_NUMBER;

  private final Sink sink;
  private final byte[] buffer = new byte[Wire.BUFFER];
  private final Content content = new Content();

  /** Where the next byte goes. */
  private int position;

  /** Where the frame begins that is being written, or what of it was not sent. */
  private int frame;

  /** Where the header of the part stands that is being written. */
  private int part;

  /** The frame that is being written, if any. */
  private @Nullable FrameType open;

  /** Whether the other end sees files of this one. */
  private boolean canReferToFiles;

  /** Writes to a sink. */
  public FrameWriter(Sink sink) {
    this.sink = sink;
  }

  /** From now on, what stands in a {@link PayloadFile} is not sent, but where it stands. */
  public void referToFiles() {
    canReferToFiles = true;
  }

  /** Greets the other end, and sends that at once. */
  public void preamble() throws IOException {
    System.arraycopy(Wire.PREAMBLE, 0, buffer, position, Wire.PREAMBLE.length);
    position += Wire.PREAMBLE.length;
    flush();
  }

  /** Sends what was written. */
  public void flush() throws IOException {
    if (open != null) {
      throw new IllegalStateException(open + " is not complete");
    }
    if (position > 0) {
      sink.write(buffer, position);
      position = 0;
    }
  }

  /** How many bytes of the frame that is being written have not been sent. */
  public int size() {
    return position - frame;
  }

  public void hello(Frame.Hello hello) throws IOException {
    begin(FrameType.HELLO);
    content.number(hello.pid());
    content.text(hello.javaVersion());
    content.number(hello.nanoTime());
    content.number(hello.maxHeap());
    end();
  }

  public void ready() throws IOException {
    begin(FrameType.READY);
    end();
  }

  public void initializerFailed(Payload thrown) throws IOException {
    begin(FrameType.INITIALIZER_FAILED);
    thrown.writeTo(content);
    end();
  }

  public void started(long sequence, long nanoTime) throws IOException {
    begin(FrameType.STARTED);
    content.number(sequence);
    content.number(nanoTime);
    end();
  }

  /** Writes the names that the value's encoding added, if any, and the value. */
  public void returned(long sequence, long nanos, Encoder value, OutgoingNames names)
      throws IOException {
    names(names);
    begin(FrameType.RETURNED);
    content.number(sequence);
    content.number(nanos);
    value.writeTo(content);
    end();
  }

  public void threw(long sequence, long nanos, Payload thrown) throws IOException {
    begin(FrameType.THREW);
    content.number(sequence);
    content.number(nanos);
    thrown.writeTo(content);
    end();
  }

  public void notTransferred(
      long sequence, long nanos, Frame.NotTransferred.What what, TransferException why)
      throws IOException {
    begin(FrameType.NOT_TRANSFERRED);
    content.number(sequence);
    content.number(nanos);
    content.text(what.name());
    content.text(String.valueOf(why.getMessage()));
    content.text(why.path());
    content.text(why.className());
    end();
  }

  public void retired(String reason) throws IOException {
    begin(FrameType.RETIRED);
    content.text(reason);
    end();
  }

  public void recalled(long from) throws IOException {
    begin(FrameType.RECALLED);
    content.number(from);
    end();
  }

  /** Writes names that the other end has not been told, if there are any. */
  public void names(OutgoingNames names) throws IOException {
    if (names.takeAnew()) {
      begin(FrameType.NAMES_ANEW);
      end();
    }
    if (!names.hasNew()) {
      return;
    }
    begin(FrameType.NAMES);
    for (ClassName name : names.takeNew()) {
      content.number(name.loader());
      content.text(name.name());
    }
    end();
  }

  public void welcome(Frame.Welcome welcome) throws IOException {
    begin(FrameType.WELCOME);
    content.text(welcome.page());
    content.number(welcome.blocks());
    content.number(welcome.announcesTasks() ? 1 : 0);
    content.text(welcome.outputMarker());
    content.number(welcome.maxRss());
    welcome.initializer().writeTo(content);
    end();
  }

  public void function(long job, Payload function) throws IOException {
    begin(FrameType.FUNCTION);
    content.number(job);
    function.writeTo(content);
    end();
  }

  public void terms(Frame.Terms terms) throws IOException {
    begin(FrameType.TERMS);
    content.number(terms.seed());
    content.text(terms.copies().name());
    end();
  }

  public void shared(HandleId id, Payload value) throws IOException {
    begin(FrameType.SHARED);
    content.handle(id);
    value.writeTo(content);
    end();
  }

  public void release(HandleId id) throws IOException {
    begin(FrameType.RELEASE);
    content.handle(id);
    end();
  }

  public void forget(long job) throws IOException {
    begin(FrameType.FORGET);
    content.number(job);
    end();
  }

  /** Begins a frame of tasks; {@link #task} adds one, {@link #endTasks} ends it. */
  public void beginTasks(long job, long firstSequence) throws IOException {
    begin(FrameType.TASKS);
    content.number(job);
    content.number(firstSequence);
  }

  /** Adds a task to the frame that was begun; {@link TaskBatch} is the mirror. */
  public void task(long index, int attempt, Encoder item) throws IOException {
    content.number(index);
    content.number(attempt);
    content.number(item.length());
    item.writeTo(content);
  }

  public void endTasks() throws IOException {
    end();
  }

  public void stack(StackTraceElement[] elements) throws IOException {
    begin(FrameType.STACK);
    content.number(elements.length);
    for (StackTraceElement element : elements) {
      content.text(element.getClassName());
      content.text(element.getMethodName());
      content.text(element.getFileName() == null ? "" : element.getFileName());
      content.number(element.getLineNumber());
    }
    end();
  }

  public void cancel(long job) throws IOException {
    begin(FrameType.CANCEL);
    content.number(job);
    end();
  }

  public void dumpStack() throws IOException {
    begin(FrameType.DUMP_STACK);
    end();
  }

  public void call(long job, long sequence, int attempt, Payload callable) throws IOException {
    begin(FrameType.CALL);
    content.number(job);
    content.number(sequence);
    content.number(attempt);
    callable.writeTo(content);
    end();
  }

  public void classWanted(long request, long loader, String name) throws IOException {
    begin(FrameType.CLASS_WANTED);
    content.number(request);
    content.number(loader);
    content.text(name);
    end();
  }

  public void resourcesWanted(long request, long loader, String name, boolean all)
      throws IOException {
    begin(FrameType.RESOURCES_WANTED);
    content.number(request);
    content.number(loader);
    content.number(all ? 1 : 0);
    content.text(name);
    end();
  }

  public void classFound(Frame.ClassFound found) throws IOException {
    begin(FrameType.CLASS_FOUND);
    content.number(found.request());
    content.number(found.loader());
    found.bytes().writeTo(content);
    end();
  }

  public void resourcesFound(Frame.ResourcesFound found) throws IOException {
    begin(FrameType.RESOURCES_FOUND);
    content.number(found.request());
    for (Frame.Resource resource : found.resources()) {
      content.text(resource.url());
      content.number(resource.content().length());
      resource.content().writeTo(content);
    }
    end();
  }

  public void notFound(Frame.NotFound not) throws IOException {
    begin(FrameType.NOT_FOUND);
    content.number(not.request());
    content.text(not.reason());
    end();
  }

  public void forgetLoader(long loader) throws IOException {
    begin(FrameType.FORGET_LOADER);
    content.number(loader);
    end();
  }

  public void recall() throws IOException {
    begin(FrameType.RECALL);
    end();
  }

  public void shutdown(long graceMillis) throws IOException {
    begin(FrameType.SHUTDOWN);
    content.number(graceMillis);
    end();
  }

  private void begin(FrameType type) throws IOException {
    if (open != null) {
      throw new IllegalStateException(type + " within " + open);
    }
    // A part is not worth its header unless it holds something.
    if (buffer.length - position <= Wire.HEADER) {
      flush();
    }
    open = type;
    frame = position;
    beginPart();
  }

  private void beginPart() {
    part = position;
    position += Wire.HEADER;
  }

  private void end() {
    header(0);
    open = null;
    sink.completed(buffer, frame, position);
  }

  /** A part that stands elsewhere; goes on with a new one of the same frame. */
  private void partElsewhere(Region region, int from, int size) throws IOException {
    if (buffer.length - position < ROOM_FOR_REFERENCE) {
      nextPart();
    }
    if (position > part + Wire.HEADER) {
      header(Wire.MORE);
      beginPart();
    }
    if (region instanceof FileRegion file) {
      content.number(SharedMemory.IN_FILE);
      content.number(file.number());
      content.number(file.from() + from);
    } else {
      content.number(SharedMemory.IN_BLOCK);
      content.number(((Block) region).number());
      content.number(from);
    }
    content.number(size);
    header(Wire.MORE | Wire.ELSEWHERE);
    beginPart();
    sink.passed(size);
  }

  /** Sends the full buffer and goes on with a new part of the same frame. */
  private void nextPart() throws IOException {
    FrameType type = open;
    if (type == null) {
      throw new IllegalStateException("no frame was begun");
    }
    header(Wire.MORE);
    open = null;
    flush();
    sink.betweenParts();
    flush();
    begin(type);
  }

  private void header(int more) {
    FrameType type = open;
    if (type == null) {
      throw new IllegalStateException("no frame was begun");
    }
    int length = position - part - Wire.HEADER;
    buffer[part] = (byte) (length >>> 24);
    buffer[part + 1] = (byte) (length >>> 16);
    buffer[part + 2] = (byte) (length >>> 8);
    buffer[part + 3] = (byte) length;
    buffer[part + 4] = (byte) (type.number | more);
  }

  /** The content of the frame that is being written. */
  private final class Content extends OutputStream implements Payload.RegionSink {
    @Override
    public boolean canReferTo(Region region) {
      return region instanceof Block || canReferToFiles;
    }

    @Override
    public void write(Region region, int from, int size) throws IOException {
      partElsewhere(region, from, size);
    }

    @Override
    public void write(int b) throws IOException {
      if (position == buffer.length) {
        nextPart();
      }
      buffer[position++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      while (length > 0) {
        if (position == buffer.length) {
          nextPart();
        }
        int n = Math.min(length, buffer.length - position);
        System.arraycopy(bytes, offset, buffer, position, n);
        position += n;
        offset += n;
        length -= n;
      }
    }

    void number(long value) throws IOException {
      if (buffer.length - position >= Wire.LONGEST_NUMBER) {
        numberThatFits(value);
      } else {
        numberInParts(value);
      }
    }

    private void numberThatFits(long value) {
      int at = position;
      while ((value & ~0x7fL) != 0) {
        buffer[at++] = (byte) ((value & 0x7f) | 0x80);
        value >>>= 7;
      }
      buffer[at++] = (byte) value;
      position = at;
    }

    private void numberInParts(long value) throws IOException {
      while ((value & ~0x7fL) != 0) {
        write((int) ((value & 0x7f) | 0x80));
        value >>>= 7;
      }
      write((int) value);
    }

    void handle(HandleId id) throws IOException {
      number(id.jvm());
      number(id.number());
    }

    void text(String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      number(bytes.length);
      write(bytes, 0, bytes.length);
    }
  }
}
