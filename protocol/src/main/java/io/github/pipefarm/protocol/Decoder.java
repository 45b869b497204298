package io.github.pipefarm.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Turns bytes into objects, for one receiving end of one connection: the mirror of {@link Encoder}.
 * No length that the bytes declare is believed before it is checked against what is there.
 *
 * <p>Not thread-safe.
 */
public final class Decoder {
  private final GraphInput input = new GraphInput();
  private IncomingNames names;
  private @Nullable GraphKryo kryo;
  private @Nullable ClassLoader loader;

  /** A decoder that knows classes by these names. */
  public Decoder(IncomingNames names) {
    this.names = names;
  }

  /**
   * Decodes what {@link Encoder#encode} made.
   *
   * @param applicationLoader where the classes come from that are not the JDK's
   * @throws TransferException if the bytes are damaged, or a class is not there, or its own code
   *     throws; nothing else is ever thrown
   */
  public @Nullable Object decode(Payload payload, ClassLoader applicationLoader)
      throws TransferException {
    input.begin(payload);
    return decode(applicationLoader);
  }

  /** The same, of bytes that stand in an array, which is not kept if it is a large one. */
  public @Nullable Object decode(
      byte[] bytes, int offset, int length, ClassLoader applicationLoader)
      throws TransferException {
    input.begin(bytes, offset, length);
    return decode(applicationLoader);
  }

  private @Nullable Object decode(ClassLoader applicationLoader) throws TransferException {
    try {
      GraphKryo graph = kryo;
      if (graph == null || loader != applicationLoader) {
        graph = start(applicationLoader);
      }
      Object value = graph.readGraph(input);
      if (input.remaining() != 0) {
        throw Failure.damaged(input.remaining() + " are left over");
      }
      return value;
    } catch (Throwable e) {
      kryo = null;
      throw Failure.of(e, "").toTransferException();
    } finally {
      input.release();
    }
  }

  /** The same, with classes known by other names from now on. */
  public @Nullable Object decode(
      Payload payload, ClassLoader applicationLoader, IncomingNames other)
      throws TransferException {
    if (names != other && names.isForeign()) {
      kryo = null; // it keeps their classes, and so their loaders
    }
    names = other;
    if (kryo != null && loader == applicationLoader) {
      kryo.names().readWith(other, applicationLoader);
    }
    return decode(payload, applicationLoader);
  }

  /** Keeps no classes that do not come from the class path, and so none of their loaders. */
  public void forgetForeign() {
    if (names.isForeign()) {
      kryo = null;
      names = new IncomingNames(names.allowed());
    }
  }

  /** Kryo remembers classes, so there is a new one for a new loader, lest the old one leak. */
  private GraphKryo start(ClassLoader applicationLoader) {
    GraphKryo fresh = new GraphKryo();
    fresh.names().readWith(names, applicationLoader);
    kryo = fresh;
    loader = applicationLoader;
    return fresh;
  }
}
