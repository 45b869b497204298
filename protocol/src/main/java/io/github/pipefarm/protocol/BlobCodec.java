package io.github.pipefarm.protocol;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Objects as self-contained bytes: the names of their classes stand in front, so that any
 * connection can carry them, at any time. For functions, shared values and exceptions; items and
 * results travel smaller through {@link Encoder}.
 *
 * <pre>
 * int: length of the names | for each: long of the loader, name | graph
 * </pre>
 *
 * <p>Thread-safe. Its encoders and decoders remember classes; those that have met classes from
 * elsewhere than the class path are not used again, so that a class loader that is no longer used
 * can go.
 */
public final class BlobCodec {
  private static final int LARGEST_POOL = 8;

  private final AllowedClasses allowed;
  private final ConcurrentLinkedDeque<SoftReference<Encoder>> encoders =
      new ConcurrentLinkedDeque<>();
  private final ConcurrentLinkedDeque<SoftReference<Decoder>> decoders =
      new ConcurrentLinkedDeque<>();

  /** A codec that decodes whatever comes. */
  public BlobCodec() {
    this(AllowedClasses.ALL);
  }

  /** A codec that decodes only objects of allowed classes. */
  public BlobCodec(AllowedClasses allowed) {
    this.allowed = allowed;
  }

  /** The classes of what it decodes. */
  AllowedClasses allowed() {
    return allowed;
  }

  /**
   * Encodes a graph of objects.
   *
   * @throws TransferException as {@link Encoder#encode}
   */
  public Payload encode(@Nullable Object value) throws TransferException {
    OutgoingNames names = new OutgoingNames();
    Encoder encoder = take(encoders, () -> new Encoder(names));
    encoder.encode(value, names);
    Payload graph = encoder.payload();
    encoder.clear();
    Payload blob = Payload.concat(List.of(header(names.takeNew()), graph));
    if (!names.isForeign()) {
      give(encoders, encoder);
      return blob;
    }
    return blob.keeping(names.foreignLoaders());
  }

  private static Payload header(List<ClassName> names) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(0); // the length, which is known at the end
      for (ClassName name : names) {
        name.writeTo(out);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e); // an array takes everything
    }
    byte[] header = bytes.toByteArray();
    ByteBuffer.wrap(header).putInt(0, header.length - Integer.BYTES);
    return Payload.of(header);
  }

  /**
   * Decodes what {@link #encode} made, here or elsewhere.
   *
   * @throws TransferException as {@link Decoder#decode}
   */
  public @Nullable Object decode(Payload blob, ClassLoader applicationLoader)
      throws TransferException {
    IncomingNames names = new IncomingNames(allowed);
    Payload graph = readNames(blob, names);
    Decoder decoder = take(decoders, () -> new Decoder(names));
    Object value = decoder.decode(graph, applicationLoader, names);
    if (!names.isForeign()) {
      give(decoders, decoder);
    }
    return value;
  }

  private static Payload readNames(Payload blob, IncomingNames names) throws TransferException {
    try (DataInputStream in = new DataInputStream(blob.stream())) {
      int length = in.readInt();
      if (length < 0 || length > blob.length() - Integer.BYTES) {
        throw new IOException(length + " bytes of class names are declared");
      }
      names.add(parseNames(in.readNBytes(length)));
      return blob.from(Integer.BYTES + length);
    } catch (IOException e) {
      throw new TransferException("the bytes are damaged: " + e, "", "", e);
    } catch (Failure e) { // the file that they stand in has gone, as nobody wants them any more
      throw e.toTransferException();
    }
  }

  private static List<ClassName> parseNames(byte[] bytes) throws IOException {
    List<ClassName> names = new ArrayList<>();
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    while (in.available() > 0) {
      names.add(ClassName.readFrom(in));
    }
    return names;
  }

  private static <T> T take(ConcurrentLinkedDeque<SoftReference<T>> pool, Supplier<T> maker) {
    SoftReference<T> reference;
    while ((reference = pool.pollFirst()) != null) {
      T pooled = reference.get();
      if (pooled != null) {
        return pooled;
      }
    }
    return maker.get();
  }

  private static <T> void give(ConcurrentLinkedDeque<SoftReference<T>> pool, T used) {
    if (pool.size() < LARGEST_POOL) {
      pool.addFirst(new SoftReference<>(used));
    }
  }
}
