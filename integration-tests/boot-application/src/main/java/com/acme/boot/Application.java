package com.acme.boot;

import io.github.pipefarm.Farm;
import io.vavr.Tuple;
import io.vavr.collection.Vector;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a service does that farms out some of its work; prints what comes back. */
public final class Application {
  private record Pair(int a, int b) {}

  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;

    Broken(String message) {
      super(message);
    }
  }

  private Application() {}

  /** Runs all jobs. */
  public static void main(String[] args) {
    int constant = 100;
    try (Farm farm = Farm.processes(2).build()) {
      System.out.println("application: " + farm.map(List.of(1, 2, 3), i -> i * constant));
      System.out.println(
          "record: " + farm.map(List.of(new Pair(1, 2)), pair -> new Pair(pair.b(), pair.a())));
      System.out.println("library: " + farm.map(List.of(1, 2), Tuple::of));
      System.out.println("item of the library: " + farm.map(List.of(Vector.of(3, 4)), Vector::sum));
      System.out.println("resource: " + farm.call(Application::resource));
      System.out.println("class path: " + farm.call(Application::isOnClassPath));
      farm.forEach(
          List.of(7),
          i -> {
            throw new Broken("broken " + i);
          });
    } catch (RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      System.out.println("thrown: " + cause + " of " + (cause instanceof Broken));
    }
  }

  private static String resource() throws IOException {
    try (InputStream in = Application.class.getResourceAsStream("/application.properties")) {
      return in == null ? "none" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }

  /** Whether the worker could find this class without the coordinator's help. */
  private static boolean isOnClassPath() {
    try {
      ClassLoader.getSystemClassLoader().loadClass(Application.class.getName());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
