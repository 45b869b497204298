package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * Java serialization inside the Kryo stream: for classes with a serial form of their own, and for
 * what is Serializable in the JDK and closed to us. On the wire: the objects that placeholders
 * stand for, then the bytes.
 */
final class JavaSerializer extends Serializer<Object> {
  @Override
  public void write(Kryo kryo, Output output, Object object) {
    refuseHeldLock(object);
    GraphKryo graph = GraphKryo.of(kryo);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    graph.seen().open(object);
    JavaOutput java = toJava(graph, object, bytes);
    writeReplaced(graph, output, java);
    graph.seen().close();
    output.writeVarInt(bytes.size(), true);
    try {
      bytes.writeTo(output);
    } catch (IOException e) {
      throw Failure.of(e, object.getClass().getName());
    }
  }

  /** Java serialization would give an open lock, and two tasks where one may be. */
  static void refuseHeldLock(Object object) {
    if (isHeldLock(object)) {
      throw new Failure(
          "the lock is held, and holds nobody back in another process: release it before the"
              + " object is sent",
          object.getClass());
    }
  }

  private static boolean isHeldLock(Object object) {
    if (object instanceof ReentrantLock lock) {
      return lock.isLocked();
    }
    if (object instanceof ReentrantReadWriteLock lock) {
      return lock.isWriteLocked() || lock.getReadLockCount() > 0;
    }
    if (object instanceof StampedLock lock) {
      return lock.isWriteLocked() || lock.isReadLocked();
    }
    // The two halves of a ReentrantReadWriteLock tell it in words alone.
    return (object instanceof ReentrantReadWriteLock.WriteLock && !says(object, "[Unlocked]"))
        || (object instanceof ReentrantReadWriteLock.ReadLock && !says(object, "[Read locks = 0]"));
  }

  private static boolean says(Object lock, String words) {
    return lock.toString().endsWith(words);
  }

  private static JavaOutput toJava(GraphKryo graph, Object object, ByteArrayOutputStream bytes) {
    try (JavaOutput java = new JavaOutput(bytes, object, graph.names())) {
      java.writeObject(object);
      return java;
    } catch (IOException | RuntimeException | Error e) {
      throw Failure.of(e, object.getClass().getName());
    }
  }

  private static void writeReplaced(GraphKryo graph, Output output, JavaOutput java) {
    List<@Nullable Object> replaced = java.replaced();
    output.writeVarInt(replaced.size(), true);
    for (int i = 0; i < replaced.size(); i++) {
      Object object = replaced.get(i);
      try {
        graph.writeClassAndObject(output, object);
      } catch (RuntimeException e) {
        String className = object == null ? "" : object.getClass().getName();
        throw Failure.of(e, className).at(java.step(i));
      }
    }
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
    GraphInput in = (GraphInput) input;
    @Nullable Object[] replaced = new Object[in.readCount()];
    for (int i = 0; i < replaced.length; i++) {
      try {
        replaced[i] = kryo.readClassAndObject(in);
      } catch (RuntimeException e) {
        throw Failure.of(e, "").at("content " + (i + 1));
      }
    }
    byte[] bytes = in.readBytes(in.readVarInt(true));
    return fromJava(bytes, replaced, GraphKryo.of(kryo).names());
  }

  private static Object fromJava(byte[] bytes, @Nullable Object[] replaced, NameResolver names) {
    try (JavaInput java = new JavaInput(bytes, replaced, names)) {
      Object object = java.readObject();
      if (object == null) {
        throw new Failure("the class's readResolve gives null", "", null);
      }
      return object;
    } catch (IOException | ClassNotFoundException | RuntimeException | Error e) {
      throw Failure.of(e, "");
    }
  }
}
