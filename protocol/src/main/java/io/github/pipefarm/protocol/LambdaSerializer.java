package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.io.IOException;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/**
 * Lambdas and method references. On the wire: the number of the class that it is written in, what
 * it is of and what it calls, then what it has captured, which need not be Serializable.
 */
final class LambdaSerializer extends Serializer<Object> {
  @Override
  public void write(Kryo kryo, Output output, Object lambda) {
    GraphKryo graph = GraphKryo.of(kryo);
    SerializedLambda parts = takeApart(lambda);
    output.writeVarInt(graph.names().idOf(capturingClass(lambda, parts)), true);
    output.writeString(parts.getFunctionalInterfaceClass());
    output.writeString(parts.getFunctionalInterfaceMethodName());
    output.writeString(parts.getFunctionalInterfaceMethodSignature());
    output.writeByte(parts.getImplMethodKind());
    output.writeString(parts.getImplClass());
    output.writeString(parts.getImplMethodName());
    output.writeString(parts.getImplMethodSignature());
    output.writeString(parts.getInstantiatedMethodType());
    graph.seen().open(lambda);
    writeCaptured(graph, output, parts);
    graph.seen().close();
  }

  private static SerializedLambda takeApart(Object lambda) {
    try {
      return Lambdas.takeApart(lambda);
    } catch (IOException | ReflectiveOperationException | RuntimeException | Error e) {
      throw failure(e, lambda.getClass());
    }
  }

  private static Failure failure(Throwable thrown, Class<?> type) {
    Throwable cause = thrown instanceof InvocationTargetException ? thrown.getCause() : null;
    return Failure.of(cause == null ? thrown : cause, type.getName());
  }

  private static void writeCaptured(GraphKryo graph, Output output, SerializedLambda parts) {
    boolean ofInstance =
        parts.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
            && parts.getImplMethodName().startsWith("lambda$");
    output.writeVarInt(parts.getCapturedArgCount(), true);
    for (int i = 0; i < parts.getCapturedArgCount(); i++) {
      Object captured = parts.getCapturedArg(i);
      try {
        graph.writeClassAndObject(output, captured);
      } catch (RuntimeException e) {
        String name = ofInstance && i == 0 ? "captured this" : "captured argument " + (i + 1);
        throw Failure.of(e, captured == null ? "" : captured.getClass().getName())
            .at(Failure.step(name, captured));
      }
    }
  }

  /** The class object itself is private to the lambda; its name and the lambda's loader tell it. */
  private static Class<?> capturingClass(Object lambda, SerializedLambda parts) {
    String name = parts.getCapturingClass().replace('/', '.');
    try {
      return Class.forName(name, false, lambda.getClass().getClassLoader());
    } catch (ClassNotFoundException e) {
      throw Failure.of(e, name);
    }
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
    GraphInput in = (GraphInput) input;
    Class<?> capturing = GraphKryo.of(kryo).names().classOf(in.readVarInt(true));
    String[] ofInterface = readStrings(in, 3);
    int kind = in.readByte();
    String[] called = readStrings(in, 4);
    @Nullable Object[] captured = new Object[in.readCount()];
    for (int i = 0; i < captured.length; i++) {
      try {
        captured[i] = kryo.readClassAndObject(in);
      } catch (RuntimeException e) {
        throw Failure.of(e, "").at("captured argument " + (i + 1));
      }
    }
    return rebuild(
        capturing,
        new SerializedLambda(
            capturing,
            ofInterface[0],
            ofInterface[1],
            ofInterface[2],
            kind,
            called[0],
            called[1],
            called[2],
            called[3],
            captured));
  }

  private static String[] readStrings(GraphInput in, int count) {
    String[] strings = new String[count];
    for (int i = 0; i < count; i++) {
      String string = in.readString();
      if (string == null) {
        throw Failure.damaged("a lambda without a name");
      }
      strings[i] = string;
    }
    return strings;
  }

  private static Object rebuild(Class<?> capturing, SerializedLambda parts) {
    try {
      Object lambda = Lambdas.rebuild(capturing, parts);
      if (lambda == null) {
        throw Failure.damaged("a lambda that is null");
      }
      return lambda;
    } catch (IOException | ReflectiveOperationException | RuntimeException | Error e) {
      throw failure(e, capturing);
    }
  }
}
