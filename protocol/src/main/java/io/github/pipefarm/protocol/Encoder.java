package io.github.pipefarm.protocol;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns objects into bytes, for one sending end of one connection. An encoding that fails leaves no
 * trace: names that it added are taken back, and nothing of its bytes is kept.
 *
 * <p>Not thread-safe.
 */
public final class Encoder {
  private final GraphOutput output;
  private OutgoingNames names;
  private @Nullable GraphKryo kryo;
  private boolean heldLeaf;

  /** An encoder that tells the names of new classes through these. */
  public Encoder(OutgoingNames names) {
    this(names, Blocks.NONE);
  }

  /** The same, that puts what is large into blocks. */
  public Encoder(OutgoingNames names, Blocks blocks) {
    this.names = names;
    this.output = new GraphOutput(blocks);
  }

  /**
   * Encodes a graph of objects wholly. Its bytes are available until the next call.
   *
   * @throws TransferException if there is an object in the graph that can't be sent, or whose own
   *     code throws, or if the graph is too deep or too large; nothing else is ever thrown
   */
  public void encode(@Nullable Object value) throws TransferException {
    GraphKryo graph = kryo;
    int mark = names.mark();
    try {
      if (graph == null) {
        graph = start();
      }
      output.clear();
      heldLeaf = graph.writeGraph(output, value);
    } catch (Throwable e) {
      kryo = null;
      names.rollBack(mark);
      output.clear();
      String className = value == null ? "" : value.getClass().getName();
      throw Failure.of(e, className).toTransferException();
    }
  }

  /** The same, with the names of classes going elsewhere from now on. */
  void encode(@Nullable Object value, OutgoingNames other) throws TransferException {
    names = other;
    if (kryo != null) {
      kryo.names().writeWith(other);
    }
    encode(value);
  }

  /** Whether what was encoded last is a number or the like, which takes no time. */
  public boolean heldLeaf() {
    return heldLeaf;
  }

  /** Whether it keeps classes that do not come from the class path, and so their loaders. */
  public boolean isForeign() {
    return names.isForeign();
  }

  /** Forgets all classes; the other end is told to before anything else. */
  public void startAnew() {
    kryo = null;
    names.startAnew();
  }

  /** Forgets what was encoded last, so that it can be freed. */
  public void clear() {
    output.clear();
  }

  private GraphKryo start() {
    GraphKryo fresh = new GraphKryo();
    fresh.names().writeWith(names);
    kryo = fresh;
    return fresh;
  }

  /**
   * Hands over the blocks that what was encoded last stands in. The caller gives them back when
   * they have been read; without this call, they are given back when they are encoded over.
   */
  public List<Block> takeBlocks() {
    return output.takeBlocks();
  }

  /** The number of bytes of what was encoded last. */
  public long length() {
    return output.total();
  }

  /** Writes the bytes of what was encoded last. */
  public void writeTo(OutputStream out) throws IOException {
    output.copyTo(out);
  }

  /**
   * The bytes of what was encoded last, which stay valid after the next call. Small ones are
   * copied, large ones handed over.
   */
  public Payload payload() {
    return output.toPayload();
  }
}
