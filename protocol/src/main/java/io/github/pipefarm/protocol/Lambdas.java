package io.github.pipefarm.protocol;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Lambdas and method references, taken apart and rebuilt by the two methods that the compiler and
 * the JDK give those of serializable types. Where a module keeps these from us, Java serialization
 * does it, which may call any class's: it takes some hundred classes more to load.
 */
final class Lambdas {
  private Lambdas() {}

  /** Whether the objects of a class are lambdas that can be taken apart. */
  static boolean isLambda(Class<?> type) {
    return type.isHidden()
        && type.isSynthetic()
        && Serializable.class.isAssignableFrom(type)
        && type.getName().contains("$$Lambda");
  }

  /** What a lambda consists of. */
  static SerializedLambda takeApart(Object lambda)
      throws IOException, ReflectiveOperationException {
    Method method = lambda.getClass().getDeclaredMethod("writeReplace");
    Object parts = method.trySetAccessible() ? method.invoke(lambda) : InterceptedParts.of(lambda);
    if (parts instanceof SerializedLambda serialized) {
      return serialized;
    }
    throw new IOException("the lambda does not tell what it consists of");
  }

  /**
   * A lambda that consists of these parts.
   *
   * @param capturing the class that the lambda is written in
   * @param parts of which the captured arguments count
   */
  static @Nullable Object rebuild(Class<?> capturing, SerializedLambda parts)
      throws IOException, ReflectiveOperationException {
    Method method = capturing.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
    return method.trySetAccessible()
        ? method.invoke(null, parts)
        : RebuildingStream.rebuild(capturing, parts);
  }

  /** The same parts with other captured arguments. */
  static SerializedLambda with(Object[] captured, Class<?> capturing, SerializedLambda parts) {
    return new SerializedLambda(
        capturing,
        parts.getFunctionalInterfaceClass(),
        parts.getFunctionalInterfaceMethodName(),
        parts.getFunctionalInterfaceMethodSignature(),
        parts.getImplMethodKind(),
        parts.getImplClass(),
        parts.getImplMethodName(),
        parts.getImplMethodSignature(),
        parts.getInstantiatedMethodType(),
        captured);
  }

  /** A stream that is abandoned as soon as the parts have come by. */
  private static final class InterceptedParts extends ObjectOutputStream {
    private @Nullable Object found;

    private InterceptedParts() throws IOException {
      super(OutputStream.nullOutputStream());
      enableReplaceObject(true);
    }

    static @Nullable Object of(Object lambda) throws IOException {
      try (InterceptedParts stream = new InterceptedParts()) {
        stream.writeObject(lambda);
        return stream.found;
      }
    }

    @Override
    protected @Nullable Object replaceObject(Object object) {
      found = object;
      return null;
    }
  }

  /** The parts, through the bytes of a stream, past which the captured arguments are carried. */
  private static final class RebuildingStream extends ObjectInputStream {
    private final ClassLoader loader;
    private final SerializedLambda parts;

    @SuppressWarnings("BanSerializableRead") // what was written here
    private RebuildingStream(byte[] bytes, ClassLoader loader, SerializedLambda parts)
        throws IOException {
      super(new ByteArrayInputStream(bytes));
      this.loader = loader;
      this.parts = parts;
      enableResolveObject(true);
    }

    static @Nullable Object rebuild(Class<?> capturing, SerializedLambda parts)
        throws IOException, ClassNotFoundException {
      Object[] placeholders = new Object[parts.getCapturedArgCount()];
      for (int i = 0; i < placeholders.length; i++) {
        placeholders[i] = new Placeholder(i);
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(with(placeholders, capturing, parts));
      }
      ClassLoader loader = capturing.getClassLoader();
      try (RebuildingStream in = new RebuildingStream(bytes.toByteArray(), loader, parts)) {
        return in.readObject();
      }
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass descriptor) throws ClassNotFoundException {
      return descriptor.getName().equals(Placeholder.class.getName())
          ? Placeholder.class
          : Class.forName(descriptor.getName(), false, loader);
    }

    @Override
    protected @Nullable Object resolveObject(Object object) {
      return object instanceof Placeholder placeholder
          ? parts.getCapturedArg(placeholder.index)
          : object;
    }
  }
}
