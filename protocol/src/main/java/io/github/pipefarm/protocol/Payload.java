package io.github.pipefarm.protocol;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of any length, also over 2 GB: a run of slices of arrays that nobody writes to any more.
 * Immutable, so it may be shared between threads.
 */
public final class Payload {
  /** No bytes. */
  public static final Payload EMPTY = new Payload(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int size;
  private final @Nullable List<Payload> slices;
  private final long length;

  /** What must not go while the bytes are needed. */
  @SuppressWarnings("UnusedVariable") // holding it is its use
  private final @Nullable Object kept;

  private Payload(byte[] array, int offset, int size) {
    this.array = array;
    this.offset = offset;
    this.size = size;
    this.slices = null;
    this.length = size;
    this.kept = null;
  }

  private Payload(List<Payload> slices, long length, @Nullable Object kept) {
    this.array = EMPTY.array;
    this.offset = 0;
    this.size = 0;
    this.slices = slices;
    this.length = length;
    this.kept = kept;
  }

  /** Wraps a slice of an array, which must not be written to afterwards. */
  public static Payload of(byte[] array, int offset, int size) {
    return new Payload(array, offset, size);
  }

  /** Wraps a whole array, which must not be written to afterwards. */
  public static Payload of(byte[] array) {
    return new Payload(array, 0, array.length);
  }

  /** Puts payloads one behind the other, without copying. */
  public static Payload concat(List<Payload> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    List<Payload> slices = new ArrayList<>();
    long length = 0;
    for (Payload part : parts) {
      if (part.slices == null) {
        slices.add(part);
      } else {
        slices.addAll(part.slices);
      }
      length += part.length;
    }
    return new Payload(slices, length, null);
  }

  /** The number of bytes. */
  public long length() {
    return length;
  }

  /** Whether all bytes stand in one array, so that the three methods below may be called. */
  public boolean isContiguous() {
    return slices == null;
  }

  /** The array of a contiguous payload. */
  public byte[] array() {
    checkContiguous();
    return array;
  }

  /** Where a contiguous payload begins in its array. */
  public int offset() {
    checkContiguous();
    return offset;
  }

  /** The length of a contiguous payload. */
  public int size() {
    checkContiguous();
    return size;
  }

  private void checkContiguous() {
    if (slices != null) {
      throw new IllegalStateException(length + " bytes in " + slices.size() + " slices");
    }
  }

  /** The same bytes, which keep an object alive that they refer to. */
  Payload keeping(Object needed) {
    return new Payload(slices(), length, needed);
  }

  /** The slices in order, each contiguous. */
  public List<Payload> slices() {
    return slices == null ? List.of(this) : slices;
  }

  /** What is left when so many bytes are taken from the front; nothing is copied. */
  Payload from(long start) {
    List<Payload> rest = new ArrayList<>();
    long before = 0;
    for (Payload slice : slices()) {
      int skipped = (int) Math.min(Math.max(start - before, 0), slice.size);
      if (skipped < slice.size) {
        rest.add(of(slice.array, slice.offset + skipped, slice.size - skipped));
      }
      before += slice.size;
    }
    return rest.isEmpty() ? EMPTY : concat(rest);
  }

  /** Whether another payload has the same bytes, however they are sliced. */
  public boolean hasSameBytes(Payload other) {
    if (length != other.length) {
      return false;
    }
    Iterator<Payload> theirs = other.slices().iterator();
    Payload their = EMPTY;
    int used = 0;
    for (Payload slice : slices()) {
      for (int done = 0; done < slice.size; ) {
        while (used == their.size) {
          their = theirs.next();
          used = 0;
        }
        int n = Math.min(slice.size - done, their.size - used);
        int from = slice.offset + done;
        int at = their.offset + used;
        if (!Arrays.equals(slice.array, from, from + n, their.array, at, at + n)) {
          return false;
        }
        done += n;
        used += n;
      }
    }
    return true;
  }

  /** Writes all bytes. */
  public void writeTo(OutputStream out) throws IOException {
    for (Payload slice : slices()) {
      out.write(slice.array, slice.offset, slice.size);
    }
  }

  /** Reads all bytes, once. */
  public InputStream stream() {
    if (slices == null) {
      return new ByteArrayInputStream(array, offset, size);
    }
    List<InputStream> streams = new ArrayList<>();
    slices.forEach(slice -> streams.add(slice.stream()));
    return new SequenceInputStream(Collections.enumeration(streams));
  }
}
