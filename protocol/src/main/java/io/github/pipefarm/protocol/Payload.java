package io.github.pipefarm.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of any length, also over 2 GB: a run of slices of arrays that nobody writes to any more,
 * and of blocks, which are only lent. Immutable, so it may be shared between threads.
 */
public final class Payload {
  /** No bytes. */
  public static final Payload EMPTY = new Payload(new byte[0], null, 0, 0);

  private final byte[] array;
  private final int offset;
  private final int size;

  /** Where a slice stands that is not in the array. */
  private final @Nullable Region region;

  private final @Nullable List<Payload> slices;
  private final long length;

  /** What must not go while the bytes are needed. */
  @SuppressWarnings("UnusedVariable") // holding it is its use
  private final @Nullable Object kept;

  private Payload(byte[] array, @Nullable Region region, int offset, int size) {
    this.array = array;
    this.region = region;
    this.offset = offset;
    this.size = size;
    this.slices = null;
    this.length = size;
    this.kept = null;
  }

  private Payload(List<Payload> slices, long length, @Nullable Object kept) {
    this.array = EMPTY.array;
    this.region = null;
    this.offset = 0;
    this.size = 0;
    this.slices = slices;
    this.length = length;
    this.kept = kept;
  }

  /** Wraps a slice of an array, which must not be written to afterwards. */
  public static Payload of(byte[] array, int offset, int size) {
    return new Payload(array, null, offset, size);
  }

  /** Wraps a whole array, which must not be written to afterwards. */
  public static Payload of(byte[] array) {
    return new Payload(array, null, 0, array.length);
  }

  /** Wraps a slice of a region, which must not be written to as long as the payload is used. */
  static Payload of(Region region, int offset, int size) {
    return new Payload(EMPTY.array, region, offset, size);
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
    return slices == null && region == null;
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
    if (!isContiguous()) {
      throw new IllegalStateException(length + " bytes in " + slices().size() + " slices");
    }
  }

  /** The same bytes, which keep an object alive that they refer to. */
  Payload keeping(Object needed) {
    return new Payload(slices(), length, needed);
  }

  /** The slices in order, each in one array or region. */
  public List<Payload> slices() {
    return slices == null ? List.of(this) : slices;
  }

  /** A part of a slice, not copied. */
  Payload part(int from, int count) {
    return new Payload(array, region, offset + from, count);
  }

  /** Copies bytes of a slice. */
  void copyTo(byte[] target, int from, int at, int count) {
    if (region != null) {
      region.get(offset + from, target, at, count);
    } else {
      System.arraycopy(array, offset + from, target, at, count);
    }
  }

  /**
   * The same bytes, with copies in blocks of those that would take long in a pipe.
   *
   * @param blocks where the blocks come from, as many as there are
   * @param taken where the blocks go that were taken, which are to be given back whatever happens
   */
  public Payload inBlocks(Blocks blocks, List<Block> taken) {
    if (length <= Wire.BUFFER) {
      return this;
    }
    List<Payload> moved = new ArrayList<>();
    for (Payload slice : slices()) {
      int done = 0;
      Block target = slice.region == null && slice.size > Wire.BUFFER ? blocks.take() : null;
      while (target != null) {
        int n = Math.min(slice.size - done, Block.SIZE);
        taken.add(target);
        target.put(0, slice.array, slice.offset + done, n);
        moved.add(of(target, 0, n));
        done += n;
        target = done < slice.size ? blocks.take() : null;
      }
      moved.add(slice.part(done, slice.size - done));
    }
    return concat(moved);
  }

  /** The same bytes where {@link #array} may be called. */
  private Payload inArray() {
    if (region == null) {
      return this;
    }
    byte[] copy = new byte[size];
    copyTo(copy, 0, 0, size);
    return of(copy);
  }

  /** What is left when so many bytes are taken from the front; nothing is copied. */
  Payload from(long start) {
    List<Payload> rest = new ArrayList<>();
    long before = 0;
    for (Payload slice : slices()) {
      int skipped = (int) Math.min(Math.max(start - before, 0), slice.size);
      if (skipped < slice.size) {
        rest.add(slice.part(skipped, slice.size - skipped));
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
    for (Payload here : slices()) {
      Payload slice = here.inArray();
      for (int done = 0; done < slice.size; ) {
        while (used == their.size) {
          their = theirs.next().inArray();
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

  /**
   * The same bytes, which have been copied to regions.
   *
   * @param regions gives the region that begins at a byte
   * @param most how many bytes a region has, but for the last
   */
  Payload standingIn(LongFunction<Region> regions, int most) {
    List<Payload> moved = new ArrayList<>();
    for (long start = 0; start < length; start += most) {
      moved.add(of(regions.apply(start), 0, (int) Math.min(most, length - start)));
    }
    return new Payload(moved, length, kept);
  }

  /** Where bytes go that may stay where they are, if that is a region. */
  interface RegionSink {
    /** Whether the other side sees the region. */
    boolean canReferTo(Region region);

    void write(Region region, int from, int size) throws IOException;
  }

  /** Writes all bytes. */
  public void writeTo(OutputStream out) throws IOException {
    for (Payload slice : slices()) {
      Region lent = slice.region;
      if (lent != null && out instanceof RegionSink sink && sink.canReferTo(lent)) {
        sink.write(lent, slice.offset, slice.size);
      } else {
        Payload here = slice.inArray();
        out.write(here.array, here.offset, here.size);
      }
    }
  }

  /** Reads all bytes, once. */
  public InputStream stream() {
    if (slices == null) {
      return new SliceStream(this);
    }
    List<InputStream> streams = new ArrayList<>();
    slices.forEach(slice -> streams.add(slice.stream()));
    return new SequenceInputStream(Collections.enumeration(streams));
  }

  /** The bytes of one slice. */
  private static final class SliceStream extends InputStream {
    private final Payload slice;
    private int position;

    SliceStream(Payload slice) {
      this.slice = slice;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int at, int count) {
      if (count == 0) {
        return 0;
      }
      if (position == slice.size) {
        return -1;
      }
      int n = Math.min(count, slice.size - position);
      slice.copyTo(target, position, at, n);
      position += n;
      return n;
    }

    @Override
    public int available() {
      return slice.size - position;
    }
  }
}
