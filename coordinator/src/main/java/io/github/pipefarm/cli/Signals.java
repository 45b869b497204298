package io.github.pipefarm.cli;

import java.lang.reflect.Proxy;

/** Handles signals by reflection: javac warns of a direct use and can't be told not to. */
final class Signals {
  private Signals() {}

  /**
   * Has the signal do this from now on, each time in a thread of its own. A signal that was ignored
   * when this process started, as SIGINT is in the background of a script and SIGHUP under nohup,
   * stays ignored: the JVM sees to that.
   */
  static void handle(StopSignal signal, Runnable action) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, args) -> {
                action.run();
                return null;
              });
      type.getMethod("handle", type, handlerType)
          .invoke(null, type.getConstructor(String.class).newInstance(signal.name()), handler);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // A JVM without such signals, or one that leaves them alone (-Xrs): it ends as it always
      // does.
      return;
    }
  }
}
