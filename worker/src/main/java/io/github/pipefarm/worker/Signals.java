package io.github.pipefarm.worker;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

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
      // By reflection: javac warns of a direct use and can't be told not to. A lambda that is made
      // by hand takes 4 ms of a worker's start, a dynamic proxy 9.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      MethodType handle = MethodType.methodType(void.class, signal);
      Object nothing =
          LambdaMetafactory.metafactory(
                  lookup,
                  "handle",
                  MethodType.methodType(handler),
                  handle,
                  lookup.findStatic(
                      Signals.class, "doNothing", MethodType.methodType(void.class, Object.class)),
                  handle)
              .getTarget()
              .invoke();
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("TERM"), nothing);
    } catch (Throwable e) { // as a method handle may throw anything
      // A JVM without this signal or without this interface: it ends at SIGTERM, and the
      // coordinator treats that as any other death.
      return;
    }
  }

  @SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // by its handle
  private static void doNothing(Object signal) {}
}
