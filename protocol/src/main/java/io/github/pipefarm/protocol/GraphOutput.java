package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.io.Output;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an encoder writes: a small buffer that is used again and again, and what overflows it in a
 * list of segments, each written once and never copied or grown. So the bytes may be over 2 GB, and
 * stand in memory once. All segments but the first are blocks, as long as there are any.
 */
final class GraphOutput extends Output {
  private static final int BUFFER = 64 << 10;

  /** A text of so many characters is written one by one. */
  static final int SHORT = 64;

  /** How many characters of a text are looked at, or copied, at a time. */
  private static final int PIECE = 8 << 10;

  /**
   * The size of segments grows with what is there already, so that few are needed and at most a
   * fifth is slack. The limit keeps them from being a burden to the collector: with its header, an
   * array fills regions of G1 to the end, where 16 MB would begin another one for 16 bytes.
   */
  private static final int LARGEST_SEGMENT = (16 << 20) - 16;

  private final Blocks blocks;
  private final List<Payload> full = new ArrayList<>();
  private List<Block> taken = new ArrayList<>(0);

  // The segment that is being filled: a block, or an array, which is not made before there is
  // something to put into it.
  private byte @Nullable [] segment;
  private @Nullable Block block;
  private int inSegment;
  private int sizeOfSegment;

  GraphOutput(Blocks blocks) {
    super(BUFFER, BUFFER);
    this.blocks = blocks;
  }

  /** Begins anew. */
  void clear() {
    reset();
    if (sizeOfSegment > 0) {
      full.clear();
      segment = null;
      block = null;
      inSegment = 0;
      sizeOfSegment = 0;
      if (!taken.isEmpty()) {
        blocks.giveBack(takeBlocks());
      }
    }
  }

  /** Hands over the blocks in use, which are not given back any more when this begins anew. */
  List<Block> takeBlocks() {
    List<Block> handedOver = taken;
    if (!handedOver.isEmpty()) {
      taken = new ArrayList<>();
    }
    return handedOver;
  }

  @Override
  public void flush() {
    spill(buffer, 0, position);
    total += position;
    position = 0;
  }

  @Override
  public void writeBytes(byte[] bytes, int offset, int count) {
    if (count <= capacity - position) {
      System.arraycopy(bytes, offset, buffer, position, count);
      position += count;
    } else if (count < BUFFER / 2) {
      super.writeBytes(bytes, offset, count);
    } else { // past the buffer, to be copied once only
      flush();
      spill(bytes, offset, count);
      total += count;
    }
  }

  private void spill(byte[] bytes, int offset, int count) {
    int from = offset;
    int left = count;
    while (left > 0) {
      if (inSegment == sizeOfSegment) {
        closeSegment();
        openSegment(left);
      }
      int n = Math.min(left, sizeOfSegment - inSegment);
      if (block != null) {
        block.put(inSegment, bytes, from, n);
      } else {
        copyToArray(bytes, from, n);
      }
      inSegment += n;
      from += n;
      left -= n;
    }
  }

  private void copyToArray(byte[] bytes, int from, int count) {
    if (segment != null) {
      System.arraycopy(bytes, from, segment, inSegment, count);
    } else if (count == sizeOfSegment) {
      segment = Arrays.copyOfRange(bytes, from, from + count); // it need not be cleared first
    } else {
      segment = new byte[sizeOfSegment];
      System.arraycopy(bytes, from, segment, 0, count);
    }
  }

  private void openSegment(int needed) {
    segment = null;
    block = full.isEmpty() ? null : blocks.take();
    if (block != null) {
      taken.add(block);
      sizeOfSegment = Block.SIZE;
    } else {
      sizeOfSegment = full.isEmpty() ? BUFFER : nextSegmentSize(needed);
    }
  }

  private int nextSegmentSize(int needed) {
    long quarter = Math.max(total / 4, BUFFER);
    return (int) Math.min(Math.max(quarter, needed), LARGEST_SEGMENT);
  }

  private void closeSegment() {
    if (inSegment > 0) {
      full.add(filled());
    }
    inSegment = 0;
  }

  /** What the segment at hand holds. */
  private Payload filled() {
    if (block != null) {
      return Payload.of(block, 0, inSegment);
    }
    return segment == null ? Payload.EMPTY : Payload.of(segment, 0, inSegment);
  }

  /**
   * Writes text of Latin-1 with a byte a character, any other with two. Kryo's own form marks the
   * end of a text in its last byte, for which the reader has to change the bytes, and those may be
   * shared between threads.
   */
  @Override
  public void writeString(@Nullable String value) {
    if (value == null) {
      writeByte(0);
      return;
    }
    int length = value.length();
    boolean latin1 = isLatin1(value);
    writeVarLong((((long) length << 1) | (latin1 ? 0 : 1)) + 1, true);
    if (latin1) {
      writeLatin1(value);
    } else {
      writeUtf16(value);
    }
  }

  private static boolean isLatin1(String value) {
    if (value.length() > PIECE) {
      return isLatin1Throughout(value);
    }
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) > 0xFF) {
        return false;
      }
    }
    return true;
  }

  /**
   * The same of a large text, by the JVM's encoder, which looks at many characters at a time. A
   * loop over each of them took as long as all else, or, left to the interpreter, ten times that.
   */
  private static boolean isLatin1Throughout(String value) {
    CharsetEncoder encoder = StandardCharsets.ISO_8859_1.newEncoder();
    char[] piece = new char[PIECE];
    ByteBuffer encoded = ByteBuffer.allocate(PIECE);
    int to;
    for (int from = 0; from < value.length(); from = to) {
      to = from + Math.min(PIECE, value.length() - from);
      value.getChars(from, to, piece, 0);
      CharBuffer chars = CharBuffer.wrap(piece, 0, to - from);
      if (!encoder.encode(chars, encoded.clear(), true).isUnderflow()) {
        return false;
      }
    }
    return true;
  }

  @SuppressWarnings("deprecation") // cuts off the high bytes, which is what is wanted
  private void writeLatin1(String value) {
    int from = 0;
    while (from < value.length()) {
      require(1);
      int n = Math.min(value.length() - from, capacity - position);
      value.getBytes(from, from + n, buffer, position);
      position += n;
      from += n;
    }
  }

  private void writeUtf16(String value) {
    if (value.length() <= SHORT) {
      for (int i = 0; i < value.length(); i++) {
        writeChar(value.charAt(i));
      }
      return;
    }
    char[] piece = new char[Math.min(PIECE, value.length())];
    int from = 0;
    while (from < value.length()) {
      CharBuffer room = room(Character.BYTES).asCharBuffer();
      int n = Math.min(Math.min(piece.length, value.length() - from), room.remaining());
      value.getChars(from, from + n, piece, 0);
      room.put(piece, 0, n);
      used(n * Character.BYTES);
      from += n;
    }
  }

  /** A view of the free part of the buffer, with room for one element at least. */
  ByteBuffer room(int width) {
    require(width);
    return ByteBuffer.wrap(buffer, position, capacity - position).order(Wire.ORDER);
  }

  /** Says that bytes were put into the {@link #room}. */
  void used(int bytes) {
    position += bytes;
  }

  void copyTo(OutputStream out) throws IOException {
    for (Payload slice : full) {
      slice.writeTo(out);
    }
    if (inSegment > 0) {
      filled().writeTo(out);
    }
    out.write(buffer, 0, position);
  }

  Payload toPayload() {
    Payload tail = Payload.of(Arrays.copyOf(buffer, position));
    if (inSegment == 0) {
      return tail;
    }
    List<Payload> slices = new ArrayList<>(full);
    slices.add(filled());
    slices.add(tail);
    return Payload.concat(slices);
  }
}
