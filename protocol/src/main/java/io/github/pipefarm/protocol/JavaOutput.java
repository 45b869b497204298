package io.github.pipefarm.protocol;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One object written as Java serialization does, but for the objects found inside that Kryo can
 * write better: placeholders stand for them, and they are in {@link #replaced}. So they need not be
 * Serializable, and one that occurs elsewhere in the graph too is still one in the copy.
 *
 * <p>Classes are written by the connection's numbers.
 */
final class JavaOutput extends ObjectOutputStream {
  static final int PLACEHOLDER_CLASS = -1;

  /** From this length on, an array of primitives is not buffered a second time here. */
  private static final int LONG_ARRAY = 1024;

  private final Object root;
  private final NameResolver names;
  private final List<@Nullable Object> replaced = new ArrayList<>();
  private final boolean ofPlatform;
  private boolean rootSeen;

  JavaOutput(OutputStream out, Object root, NameResolver names) throws IOException {
    super(out);
    this.root = root;
    this.names = names;
    this.ofPlatform = ClassName.of(root.getClass()).ofPlatform();
    enableReplaceObject(true);
  }

  /** The objects that placeholders stand for, by their index. */
  List<@Nullable Object> replaced() {
    return replaced;
  }

  /** How the way to a replaced object is called, with its class. */
  String step(int index) {
    Object object = replaced.get(index);
    return object == null ? "" : PathFinder.step(root, object);
  }

  @Override
  protected void writeStreamHeader() {}

  @Override
  protected void writeClassDescriptor(ObjectStreamClass descriptor) throws IOException {
    Class<?> type = descriptor.forClass();
    writeInt(type == Placeholder.class ? PLACEHOLDER_CLASS : names.idOf(type));
  }

  @Override
  protected Object replaceObject(Object object) {
    boolean isRoot = !rootSeen;
    rootSeen = true;
    if (isRoot && (object == root || object instanceof Serializable)) {
      return object; // the root, or what its writeReplace gave
    }
    if (!ofPlatform) { // what the JDK does with locks inside is its own affair
      refuseHeldLock(object);
    }
    return belongsToKryo(object) ? placeholder(object) : object;
  }

  private void refuseHeldLock(Object object) {
    try {
      JavaSerializer.refuseHeldLock(object);
    } catch (Failure e) {
      throw e.at(PathFinder.step(root, object));
    }
  }

  private Placeholder placeholder(@Nullable Object object) {
    replaced.add(object);
    return new Placeholder(replaced.size() - 1);
  }

  private boolean belongsToKryo(Object object) {
    Class<?> type = object.getClass();
    if (object instanceof Enum || object instanceof Placeholder) {
      return false;
    }
    if (type.isArray()) {
      return isLongArray(object) || !ClassName.isOfPlatform(type);
    }
    if (object instanceof Throwable) {
      return !(root instanceof Throwable);
    }
    return !(object instanceof Serializable)
        || Proxy.isProxyClass(type)
        || !ClassName.isOfPlatform(type)
        || (isContainer(type) && !(root instanceof Throwable)); // a throwable's own list stays
  }

  private static boolean isContainer(Class<?> type) {
    return CollectionSerializer.makes(type) || MapSerializer.makes(type);
  }

  private static boolean isLongArray(Object array) {
    return array.getClass().getComponentType().isPrimitive()
        && Array.getLength(array) >= LONG_ARRAY;
  }
}
