package io.github.pipefarm.worker;

import java.lang.reflect.Proxy;

/**
 * Signals that reach the whole process group and are meant for the coordinator, which then decides
 * what becomes of its workers. SIGINT and SIGHUP are ignored from the start, by the shell that
 * starts the worker.
 */
final class Signals {
  private Signals() {}

  /** Makes SIGTERM do nothing. */
  static void ignoreTerm() {
    try {
      // By reflection: javac warns of a direct use and can't be told not to.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object nothing =
          Proxy.newProxyInstance(
              handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, args) -> null);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("TERM"), nothing);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // A JVM without this signal or without this interface: it ends at SIGTERM, and the
      // coordinator treats that as any other death.
      return;
    }
  }
}
