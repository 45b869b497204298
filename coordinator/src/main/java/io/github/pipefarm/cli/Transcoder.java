package io.github.pipefarm.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.Arrays;

/**
 * Turns text of any encoding into UTF-8, as it arrives. What can't be decoded becomes a byte that
 * UTF-8 never has, so that whoever decodes the record finds it there.
 */
final class Transcoder extends InputStream {
  private static final int CAPACITY = 16 << 10;
  private static final byte INVALID = (byte) 0xFF;

  private final InputStream in;
  private final CharsetDecoder decoder;
  private final CharBuffer chars = CharBuffer.allocate(CAPACITY);
  private final ByteBuffer raw = ByteBuffer.allocate(CAPACITY).flip();
  private ByteBuffer ready = ByteBuffer.allocate(0);
  private boolean ended;

  Transcoder(InputStream in, Charset charset) {
    this.in = in;
    this.decoder = charset.newDecoder();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    while (!ready.hasRemaining()) {
      CoderResult result = decode();
      if (result.isUnderflow() && !ready.hasRemaining()) {
        if (ended) {
          return -1;
        }
        fill();
      }
    }
    int count = Math.min(length, ready.remaining());
    ready.get(bytes, offset, count);
    return count;
  }

  private CoderResult decode() {
    chars.clear();
    CoderResult result = decoder.decode(raw, chars, ended);
    byte[] bytes = chars.flip().toString().getBytes(UTF_8);
    if (result.isError()) {
      raw.position(raw.position() + result.length());
      bytes = Arrays.copyOf(bytes, bytes.length + 1);
      bytes[bytes.length - 1] = INVALID;
    }
    ready = ByteBuffer.wrap(bytes);
    return result;
  }

  private void fill() throws IOException {
    raw.compact();
    int count = in.read(raw.array(), raw.position(), raw.remaining());
    ended = count < 0;
    raw.position(raw.position() + Math.max(0, count)).flip();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
