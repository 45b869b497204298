package io.github.pipefarm.protocol;

import org.jspecify.annotations.Nullable;

/** What a {@link Frame.Returned} says, where it stands in a reader's buffer. Not thread-safe. */
public final class ReturnedView {
  private byte[] buffer = Payload.EMPTY.array();
  private int position;
  private int end;
  private long sequence;
  private long nanos;

  void read(byte[] in, int offset, int length) throws WireException {
    buffer = in;
    position = offset;
    end = offset + length;
    sequence = number();
    nanos = number();
  }

  private long number() throws WireException {
    long value = 0;
    for (int shift = 0; shift < 64 && position < end; shift += 7) {
      int b = buffer[position++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new WireException("a result's frame that ends too early");
  }

  public long sequence() {
    return sequence;
  }

  /** How long the task took, in nanoseconds. */
  public long nanos() {
    return nanos;
  }

  /** The number of bytes of the value. */
  public int length() {
    return end - position;
  }

  /** Decodes the value. */
  public @Nullable Object decode(Decoder decoder, ClassLoader loader) throws TransferException {
    return decoder.decode(buffer, position, length(), loader);
  }
}
