package io.github.pipefarm.it;

import io.github.pipefarm.Farm;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A coordinator that takes SIGINT itself and goes on, as a program with a grace period does. */
final class InterruptedCoordinator {
  private InterruptedCoordinator() {}

  public static void main(String[] args) throws Exception {
    Marks marks = new Marks(Path.of(args[0]));
    onSigInt(() -> marks.leave("interrupted"));
    try (Farm farm = Farm.processes(1).build()) {
      CompletableFuture<Long> task =
          farm.submit(
              () -> {
                marks.add("worker", Pids.own());
                marks.holdUntil("open");
                return Pids.own();
              });
      System.out.println("result " + task.get());
    }
  }

  /** By reflection: the compiler warns of a direct use, and can't be told not to. */
  private static void onSigInt(Runnable action) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object proxy =
        Proxy.newProxyInstance(
            InterruptedCoordinator.class.getClassLoader(),
            new Class<?>[] {handler},
            (self, method, arguments) -> {
              if (method.getName().equals("handle")) {
                action.run();
                return null;
              }
              return method.getName().equals("hashCode") ? (Object) 1 : self == arguments[0];
            });
    signal
        .getMethod("handle", signal, handler)
        .invoke(null, signal.getConstructor(String.class).newInstance("INT"), proxy);
  }
}
