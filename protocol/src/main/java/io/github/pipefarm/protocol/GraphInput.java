package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.io.Input;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a decoder reads: the array of a contiguous payload in place, or the slices of a larger one
 * through a buffer. Knows how many bytes are left, so that no declared length is believed before it
 * is checked. Never writes to the bytes it reads.
 */
final class GraphInput extends Input {
  private static final int BUFFER = 64 << 10;
  private static final byte[] NONE = new byte[0];

  /** Smaller arrays cost nothing, larger ones are not to be kept. */
  private static final int SMALLEST_SCRATCH = 1 << 20;

  private static final int LARGEST_SCRATCH = 16 << 20;

  private long end;
  private byte @Nullable [] streamBuffer;
  private WeakReference<byte[]> scratch = new WeakReference<>(NONE);

  GraphInput() {
    super(NONE);
  }

  /** Begins to read a payload. */
  void begin(Payload payload) {
    if (payload.isContiguous()) {
      begin(payload.array(), payload.offset(), payload.size());
    } else {
      if (streamBuffer == null) {
        streamBuffer = new byte[BUFFER];
      }
      setBuffer(streamBuffer, 0, 0);
      setInputStream(payload.stream());
      end = payload.length();
    }
  }

  /** Begins to read bytes of an array. */
  void begin(byte[] bytes, int offset, int length) {
    if (bytes == buffer && inputStream == null) { // as setBuffer would, for one task after another
      position = offset;
      limit = offset + length;
      total = 0;
    } else {
      setBuffer(bytes, offset, length);
    }
    end = (long) offset + length;
  }

  /** Forgets the payload, so that it can be freed, unless that is worth less than its cost. */
  void release() {
    if (inputStream != null || buffer.length > BUFFER) {
      setBuffer(NONE, 0, 0);
      end = 0;
    }
  }

  /** The number of bytes that are left. */
  long remaining() {
    return end - total();
  }

  /** Checks that so many elements can be there, of so many bytes at least. */
  void expect(long count, int width) {
    if (count < 0 || count > remaining() / width) {
      throw Failure.damaged(
          count + " elements are declared where " + remaining() + " bytes are left");
    }
  }

  /** Reads a number of elements that take at least a byte each. */
  int readCount() {
    int count = readVarInt(true);
    expect(count, 1);
    return count;
  }

  @Override
  public byte[] readBytes(int length) {
    expect(length, 1);
    return super.readBytes(length);
  }

  @Override
  public void readBytes(byte[] bytes, int offset, int count) {
    InputStream stream = getInputStream();
    int buffered = limit - position;
    if (stream == null || count < buffered + BUFFER) {
      super.readBytes(bytes, offset, count);
      return;
    }
    System.arraycopy(buffer, position, bytes, offset, buffered);
    position = limit;
    int read;
    try {
      read = stream.readNBytes(bytes, offset + buffered, count - buffered);
    } catch (IOException e) {
      throw Failure.of(e, "");
    }
    total += read;
    expect(count - buffered - read, Integer.MAX_VALUE);
  }

  @Override
  public @Nullable String readString() {
    long header = readVarLong(true);
    if (header == 0) {
      return null;
    }
    boolean latin1 = ((header - 1) & 1) == 0;
    long length = (header - 1) >>> 1;
    if (latin1) {
      expect(length, 1);
      return readLatin1((int) length);
    }
    expect(length, 2);
    return readUtf16((int) length);
  }

  private String readLatin1(int length) {
    if (length <= limit - position) {
      String value = new String(buffer, position, length, StandardCharsets.ISO_8859_1);
      position += length;
      return value;
    }
    if (length < SMALLEST_SCRATCH || length > LARGEST_SCRATCH) {
      return new String(readBytes(length), StandardCharsets.ISO_8859_1);
    }
    byte[] bytes = scratch(length);
    readBytes(bytes, 0, length);
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  /**
   * An array of some length or more, for a moment. One and the same until a collection takes it,
   * which those of the young do not: if each text had a new one, then a collection that comes while
   * the text is made would have to copy it.
   */
  private byte[] scratch(int length) {
    byte[] bytes = scratch.get();
    if (bytes == null || bytes.length < length) {
      bytes = new byte[length];
      scratch = new WeakReference<>(bytes);
    }
    return bytes;
  }

  private String readUtf16(int length) {
    char[] chars = new char[length];
    if (length <= GraphOutput.SHORT) {
      for (int i = 0; i < length; i++) {
        chars[i] = readChar();
      }
      return new String(chars);
    }
    int from = 0;
    while (from < length) {
      CharBuffer buffered = buffered(Character.BYTES).asCharBuffer();
      int n = Math.min(length - from, buffered.remaining());
      buffered.get(chars, from, n);
      taken(n * Character.BYTES);
      from += n;
    }
    return new String(chars);
  }

  /** A view of what is buffered, one element at least. */
  ByteBuffer buffered(int width) {
    require(width);
    return ByteBuffer.wrap(buffer, position, limit - position).order(Wire.ORDER);
  }

  /** Says that bytes were taken from what is {@link #buffered}. */
  void taken(int bytes) {
    position += bytes;
  }
}
