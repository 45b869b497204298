package io.github.pipefarm.protocol;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/** The mirror of {@link JavaOutput}. */
final class JavaInput extends ObjectInputStream {
  private final @Nullable Object[] replaced;
  private final NameResolver names;

  /** What the placeholder that was met last stands for. */
  private @Nullable Object resolved;

  @SuppressWarnings("BanSerializableRead") // what may come is decided by whoever hands us the bytes
  JavaInput(byte[] bytes, @Nullable Object[] replaced, NameResolver names) throws IOException {
    super(new ByteArrayInputStream(bytes));
    this.replaced = replaced;
    this.names = names;
    enableResolveObject(true);
    setObjectInputFilter(info -> check(info, bytes.length));
  }

  /** No array is longer than the bytes, of which every element takes one at least. */
  private ObjectInputFilter.Status check(ObjectInputFilter.FilterInfo info, int bytes) {
    Class<?> type = info.serialClass();
    boolean isPermitted = type == null || type == Placeholder.class || names.allowed().permit(type);
    boolean isTooLong = info.arrayLength() > bytes && !isResolved(info);
    return isTooLong || !isPermitted
        ? ObjectInputFilter.Status.REJECTED
        : ObjectInputFilter.Status.UNDECIDED;
  }

  /** Whether it is asked for what a placeholder stands for, which has been read already. */
  private boolean isResolved(ObjectInputFilter.FilterInfo info) {
    return resolved != null
        && resolved.getClass() == info.serialClass()
        && Array.getLength(resolved) == info.arrayLength();
  }

  @Override
  protected void readStreamHeader() {}

  @Override
  protected ObjectStreamClass readClassDescriptor() throws IOException {
    int id = readInt();
    Class<?> type = id == JavaOutput.PLACEHOLDER_CLASS ? Placeholder.class : names.classOf(id);
    ObjectStreamClass descriptor = ObjectStreamClass.lookupAny(type);
    if (descriptor == null) {
      throw new InvalidClassException(type.getName(), "not a class of objects");
    }
    return descriptor;
  }

  @Override
  protected Class<?> resolveClass(ObjectStreamClass descriptor) {
    return descriptor.forClass();
  }

  /** Proxies have a form of their own, by which their interfaces are numbers, not names. */
  @Override
  protected Class<?> resolveProxyClass(String[] interfaces) throws IOException {
    throw new InvalidClassException("a dynamic proxy within Java serialization");
  }

  @Override
  protected @Nullable Object resolveObject(@Nullable Object object) throws IOException {
    if (!(object instanceof Placeholder placeholder)) {
      return object;
    }
    if (placeholder.index < 0 || placeholder.index >= replaced.length) {
      throw new InvalidClassException("a placeholder for nothing");
    }
    resolved = replaced[placeholder.index];
    return resolved;
  }
}
