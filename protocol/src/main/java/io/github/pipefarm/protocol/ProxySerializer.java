package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** Dynamic proxies: their interfaces and their handler. */
final class ProxySerializer extends Serializer<Object> {
  @Override
  public void write(Kryo kryo, Output output, Object proxy) {
    GraphKryo graph = GraphKryo.of(kryo);
    Class<?>[] interfaces = proxy.getClass().getInterfaces();
    output.writeVarInt(interfaces.length, true);
    for (Class<?> each : interfaces) {
      output.writeVarInt(graph.names().idOf(each), true);
    }
    InvocationHandler handler = Proxy.getInvocationHandler(proxy);
    graph.seen().open(proxy);
    try {
      kryo.writeClassAndObject(output, handler);
    } catch (RuntimeException e) {
      throw Failure.of(e, proxy.getClass().getName())
          .at(Failure.step("invocation handler", handler));
    }
    graph.seen().close();
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
    NameResolver names = GraphKryo.of(kryo).names();
    Class<?>[] interfaces = new Class<?>[((GraphInput) input).readCount()];
    for (int i = 0; i < interfaces.length; i++) {
      interfaces[i] = names.classOf(input.readVarInt(true));
    }
    try {
      InvocationHandler handler = (InvocationHandler) kryo.readClassAndObject(input);
      return Proxy.newProxyInstance(loaderThatSees(interfaces, names), interfaces, handler);
    } catch (RuntimeException e) {
      throw Failure.of(e, Proxy.class.getName()).at("invocation handler");
    }
  }

  /** The application's loader, unless an interface comes from elsewhere. */
  private static ClassLoader loaderThatSees(Class<?>[] interfaces, NameResolver names) {
    List<ClassLoader> candidates = new ArrayList<>(List.of(names.loader()));
    for (Class<?> each : interfaces) {
      if (each.getClassLoader() != null) {
        candidates.add(each.getClassLoader());
      }
    }
    for (ClassLoader candidate : candidates) {
      if (seesAll(candidate, interfaces)) {
        return candidate;
      }
    }
    return names.loader();
  }

  private static boolean seesAll(ClassLoader loader, Class<?>[] interfaces) {
    try {
      for (Class<?> each : interfaces) {
        if (Class.forName(each.getName(), false, loader) != each) {
          return false;
        }
      }
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
