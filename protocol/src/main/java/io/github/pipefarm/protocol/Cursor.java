package io.github.pipefarm.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * Reads the content of a frame from front to back. Every length is checked against what is left
 * before memory is taken for it. Not thread-safe.
 */
final class Cursor {
  /** The slices that have not begun. */
  private final Iterator<Payload> following;

  /** The slice at hand. */
  private Payload slice;

  /** Where it stands; nowhere if that is a region. */
  private byte[] array;

  // Within the slice.
  private int position;
  private int end;

  /** How many bytes are left, in all slices. */
  private long left;

  Cursor(Payload content) {
    left = content.length();
    if (content.isContiguous()) {
      following = Collections.emptyIterator();
      slice = content;
      array = content.array();
      position = content.offset();
      end = position + content.size();
    } else {
      following = content.slices().iterator();
      slice = Payload.EMPTY;
      array = slice.array();
    }
  }

  boolean hasMore() {
    return left > 0;
  }

  long number() throws WireException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int b = octet();
      value |= (long) (b & 0x7f) << shift;
      if ((b & 0x80) == 0) {
        return value;
      }
    }
    throw new WireException("a number of more than ten bytes");
  }

  int smallNumber(String what) throws WireException {
    long value = number();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new WireException(what + " is " + value);
    }
    return (int) value;
  }

  String text() throws WireException {
    Payload bytes = bytes(number());
    if (bytes.isContiguous()) {
      return new String(bytes.array(), bytes.offset(), bytes.size(), StandardCharsets.UTF_8);
    }
    if (bytes.length() > Integer.MAX_VALUE - 8) {
      throw new WireException("a text of " + bytes.length() + " bytes");
    }
    byte[] joined = new byte[(int) bytes.length()];
    int filled = 0;
    for (Payload part : bytes.slices()) {
      part.copyTo(joined, 0, filled, (int) part.length());
      filled += (int) part.length();
    }
    return new String(joined, StandardCharsets.UTF_8);
  }

  /** The bytes that follow, without copying them. */
  Payload bytes(long length) throws WireException {
    if (length < 0 || length > left) {
      throw new WireException("a length of " + length + " where " + left + " bytes are left");
    }
    if (length <= available()) {
      return take((int) length);
    }
    List<Payload> parts = new ArrayList<>();
    for (long missing = length; missing > 0; ) {
      nextSliceIfEmpty();
      Payload part = take((int) Math.min(missing, available()));
      parts.add(part);
      missing -= part.length();
    }
    return Payload.concat(parts);
  }

  Payload rest() throws WireException {
    return bytes(left);
  }

  private int available() {
    return end - position;
  }

  private Payload take(int length) {
    Payload part =
        slice.isContiguous() ? Payload.of(array, position, length) : slice.part(position, length);
    position += length;
    left -= length;
    return part;
  }

  private int octet() throws WireException {
    if (left == 0) {
      throw new WireException("a frame that ends too early");
    }
    nextSliceIfEmpty();
    if (position >= array.length) {
      throw new WireException("a number in a region");
    }
    left--;
    return array[position++];
  }

  private void nextSliceIfEmpty() {
    while (position == end) {
      slice = following.next();
      boolean inArray = slice.isContiguous();
      array = inArray ? slice.array() : Payload.EMPTY.array();
      position = inArray ? slice.offset() : 0;
      end = position + (int) slice.length();
    }
  }
}
