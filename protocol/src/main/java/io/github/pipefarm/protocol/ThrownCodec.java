package io.github.pipefarm.protocol;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How what a task threw travels: as an inert copy, which can always be made and read, and beside it
 * as itself where possible. On the wire:
 *
 * <pre>
 * int: length of the copy | copy ({@link ThrownCopy}) | blob of the throwable itself, or nothing
 * </pre>
 *
 * <p>Thread-safe. Neither method ever fails, whatever the throwable or the bytes.
 */
public final class ThrownCodec {
  private final BlobCodec blobs;

  /** A codec that sends throwables themselves by these blobs. */
  public ThrownCodec(BlobCodec blobs) {
    this.blobs = blobs;
  }

  /** Encodes a throwable with its causes and what it suppressed. */
  public Payload encode(Throwable thrown) {
    Payload copy = copyOf(thrown);
    return Payload.concat(List.of(copy, itself(thrown)));
  }

  private static Payload copyOf(Throwable thrown) {
    try {
      return write(ThrownCopy.of(thrown));
    } catch (RuntimeException | Error e) { // such as too little heap for a long message
      return write(ThrownCopy.ofClassAlone(thrown));
    }
  }

  private static Payload write(ThrownCopy copy) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(0); // the length, which is known at the end
      copy.writeTo(out);
    } catch (IOException e) {
      throw new IllegalStateException(e); // an array takes everything
    }
    byte[] array = bytes.toByteArray();
    ByteBuffer.wrap(array).putInt(0, array.length - Integer.BYTES);
    return Payload.of(array);
  }

  private Payload itself(Throwable thrown) {
    try {
      return blobs.encode(thrown);
    } catch (TransferException | RuntimeException | Error e) {
      return Payload.EMPTY;
    }
  }

  /**
   * Decodes what {@link #encode} made: the object itself if it can be loaded here, else one of the
   * same class made from its message, else a stand-in whose {@code toString} is the original's. It
   * always has the original's stack, causes and suppressed ones. What the codec of blobs does not
   * allow is never made, and has a stand-in.
   */
  public Throwable decode(Payload payload, ClassLoader applicationLoader) {
    try (DataInputStream in = new DataInputStream(payload.stream())) {
      int length = in.readInt();
      if (length < 0 || length > payload.length() - Integer.BYTES) {
        throw new IOException(length + " bytes are declared");
      }
      Payload blob = payload.from(Integer.BYTES + (long) length);
      if (blob.length() > 0 && itself(blob, applicationLoader) instanceof Throwable thrown) {
        return thrown;
      }
      return ThrownCopy.readFrom(in.readNBytes(length)).rebuild(blobs.allowed(), applicationLoader);
    } catch (IOException | RuntimeException | Error e) {
      return InertThrowable.ofDamage(e);
    }
  }

  private @Nullable Object itself(Payload blob, ClassLoader applicationLoader) {
    try {
      return blobs.decode(blob, applicationLoader);
    } catch (TransferException e) {
      return null;
    }
  }
}
