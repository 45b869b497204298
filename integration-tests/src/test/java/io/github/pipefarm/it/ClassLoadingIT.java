package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.FarmException;
import io.github.pipefarm.NotTransferableException;
import io.github.pipefarm.TaskFailedException;
import io.github.pipefarm.WorkerStartException;
import io.github.pipefarm.function.TaskCallable;
import io.github.pipefarm.function.TaskFunction;
import io.github.pipefarm.function.TaskRunnable;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Classes that are not on the workers' class path. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class ClassLoadingIT {
  private static final String PLUGIN =
      """
      package com.acme;

      import io.github.pipefarm.function.*;
      import java.util.*;

      public class Plugin {
        public record Pair(int a, int b) {}

        public static class Oops extends RuntimeException {
          public final Pair pair;
          public Oops(Pair pair) {
            super("oops " + pair);
            this.pair = pair;
          }
        }

        public interface Greeter { String greet(); }

        public static class Polite implements Greeter {
          public String greet() { return "good day"; }
        }

        static class Helper {
          static int twice(int n) { return 2 * n; }
        }

        static int calls;

        public static TaskFunction<Integer, Object> twice() { return n -> Helper.twice(n); }

        public static TaskFunction<Pair, Object> swap() {
          return p -> new Pair(p.b(), p.a());
        }

        public static Object pair(int a, int b) { return new Pair(a, b); }

        public static TaskFunction<Integer, Object> fail() {
          return n -> { throw new Oops(new Pair(n, n)); };
        }

        public static TaskFunction<Integer, Object> count() { return n -> ++calls; }

        public static TaskCallable<Object> call(int n) { return () -> new Pair(n, Helper.twice(n)); }

        public static TaskRunnable initializer() { return () -> calls = Helper.twice(50); }

        public static TaskRunnable broken() { return () -> { throw new Oops(new Pair(1, 2)); }; }

        public static TaskFunction<Integer, Object> resources() {
          return n -> {
            List<String> found = new ArrayList<>();
            ClassLoader own = Plugin.class.getClassLoader();
            found.add(new String(own.getResourceAsStream("acme.txt").readAllBytes()));
            found.add(own.getResource("acme.txt").getProtocol());
            found.add(String.valueOf(own.getResource("nowhere.txt")));
            found.add(String.valueOf(Collections.list(own.getResources("acme.txt")).size()));
            found.add(String.valueOf(own.getResource("../secret.txt")));
            found.add(String.valueOf(own.getResource("java/lang/Object.class").getProtocol()));
            found.add(ServiceLoader.load(Greeter.class).iterator().next().greet());
            found.add(String.valueOf(Thread.currentThread().getContextClassLoader() == own));
            return found;
          };
        }

        public static TaskFunction<Integer, Object> inThreads() {
          return n -> {
            List<Thread> threads = new ArrayList<>();
            Set<Integer> results = Collections.synchronizedSet(new TreeSet<>());
            for (int i = 0; i < 8; i++) {
              int k = i;
              Thread thread = new Thread(() -> results.add(Helper.twice(k)));
              threads.add(thread);
              thread.start();
            }
            Greeter polite = new Polite();
            for (Thread thread : threads) thread.join();
            return results + polite.greet();
          };
        }
      }
      """;

  @TempDir Path folder;

  private URLClassLoader plugin() throws IOException {
    Compiled.of("com.acme.Plugin", PLUGIN).writeTo(folder);
    return new URLClassLoader(new URL[] {folder.toUri().toURL()});
  }

  @SuppressWarnings("unchecked") // who calls it knows what the method gives
  private static <T> TaskFunction<T, Object> function(ClassLoader loader, String method) {
    return (TaskFunction<T, Object>) make(loader, method);
  }

  private static Object make(ClassLoader loader, String method) {
    try {
      return Class.forName("com.acme.Plugin", true, loader).getMethod(method).invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object pair(ClassLoader loader, int a, int b) throws Exception {
    return Class.forName("com.acme.Plugin", true, loader)
        .getMethod("pair", int.class, int.class)
        .invoke(null, a, b);
  }

  @Test
  void aFunctionOfAClassThatWorkersLackRuns() throws IOException {
    try (URLClassLoader loader = plugin();
        Farm farm = Farm.processes(2).build()) {
      TaskFunction<Integer, Object> twice = function(loader, "twice");
      assertThat(farm.map(FarmContract.numbers(100), twice)).hasSize(100).endsWith(198);
    }
  }

  @Test
  void itemsAndResultsOfSuchClassesAreTheCallersOwn() throws Exception {
    try (URLClassLoader loader = plugin();
        Farm farm = Farm.processes(1).build()) {
      TaskFunction<Object, Object> swap = function(loader, "swap");
      assertThat(farm.map(List.of(pair(loader, 1, 2), pair(loader, 3, 4)), swap))
          .containsExactly(pair(loader, 2, 1), pair(loader, 4, 3));
      assertThat(farm.<Object, Object>map(List.of(pair(loader, 1, 2)), item -> item))
          .as("by a function of the class path")
          .containsExactly(pair(loader, 1, 2));
    }
  }

  @Test
  void aSingleTaskOfSuchAClassRuns() throws Exception {
    try (URLClassLoader loader = plugin();
        Farm farm = Farm.processes(1).build()) {
      Class<?> plugin = Class.forName("com.acme.Plugin", true, loader);
      @SuppressWarnings("unchecked")
      TaskCallable<Object> task =
          (TaskCallable<Object>) plugin.getMethod("call", int.class).invoke(null, 21);
      assertThat(farm.call(task)).isEqualTo(pair(loader, 21, 42));
      assertThat(farm.submit(task).get()).isEqualTo(pair(loader, 21, 42));
    }
  }

  @Test
  void anExceptionOfSuchAClassArrivesAsItself() throws IOException {
    try (URLClassLoader loader = plugin();
        Farm farm = Farm.processes(1).build()) {
      TaskFunction<Integer, Object> fail = function(loader, "fail");
      assertThatThrownBy(() -> farm.map(List.of(7), fail))
          .isInstanceOf(TaskFailedException.class)
          .satisfies(
              thrown -> {
                Throwable cause = thrown.getCause();
                assertThat(cause).hasMessage("oops Pair[a=7, b=7]");
                assertThat(cause.getClass().getClassLoader()).isSameAs(loader);
                assertThat(cause.getClass().getField("pair").get(cause))
                    .isEqualTo(pair(loader, 7, 7));
              });
    }
  }

  @Test
  void anInitializerOfSuchAClassRunsBeforeTheFirstTask() throws IOException {
    try (URLClassLoader loader = plugin()) {
      try (Farm farm =
          Farm.processes(1).initializer((TaskRunnable) make(loader, "initializer")).build()) {
        TaskFunction<Integer, Object> count = function(loader, "count");
        assertThat(farm.map(List.of(1, 2), count)).containsExactly(101, 102);
      }
      TaskRunnable broken = (TaskRunnable) make(loader, "broken");
      try (Farm farm = Farm.processes(1).initializer(broken).build()) {
        assertThatThrownBy(() -> farm.call(() -> 1))
            .isInstanceOf(WorkerStartException.class)
            .satisfies(
                thrown ->
                    assertThat(thrown.getCause().getClass().getClassLoader()).isSameAs(loader));
      }
    }
  }

  @Test
  void staticsOfSuchClassesLiveOnBetweenJobsOfTheSameLoader() throws IOException {
    try (URLClassLoader loader = plugin();
        Farm farm = Farm.processes(1).build()) {
      TaskFunction<Integer, Object> count = function(loader, "count");
      assertThat(farm.map(List.of(1, 2), count)).containsExactly(1, 2);
      assertThat(farm.map(List.of(1), count)).containsExactly(3);
    }
  }

  @Test
  void classesOfOneNameAndDifferentLoadersDoNotMix() throws Exception {
    try (URLClassLoader one = plugin();
        URLClassLoader other = plugin();
        Farm farm = Farm.processes(1).build()) {
      TaskFunction<Integer, Object> countOne = function(one, "count");
      TaskFunction<Integer, Object> countOther = function(other, "count");
      assertThat(farm.map(List.of(1, 2), countOne)).containsExactly(1, 2);
      assertThat(farm.map(List.of(1), countOther)).containsExactly(1);
      assertThat(farm.<Object, Object>map(List.of(pair(one, 1, 2), pair(other, 1, 2)), i -> i))
          .extracting(pair -> pair.getClass().getClassLoader())
          .containsExactly(one, other);
    }
  }

  @Test
  void aClassThatShadowsOneOfTheClassPathIsNotTakenFromThere() {
    String source =
        """
        package io.github.pipefarm.it;
        public class Shadowed {
          public static io.github.pipefarm.function.TaskFunction<Integer, Object> name() {
            return n -> Shadowed.class.getSimpleName() + " of the loader's own";
          }
        }
        """;
    ClassLoader loader = Compiled.of(Shadowed.class.getName(), source).loader(true);
    try (Farm farm = Farm.processes(1).build()) {
      TaskFunction<Integer, Object> own;
      try {
        @SuppressWarnings("unchecked")
        TaskFunction<Integer, Object> made =
            (TaskFunction<Integer, Object>)
                Class.forName(Shadowed.class.getName(), true, loader)
                    .getMethod("name")
                    .invoke(null);
        own = made;
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
      assertThat(farm.map(List.of(1), own)).containsExactly("Shadowed of the loader's own");
      assertThat(farm.map(List.of(1), Shadowed.name())).containsExactly("of the class path");
    }
  }

  @Test
  void resourcesAndServicesAreThoseOfTheFunctionsLoader() throws IOException {
    Path inside = Files.createDirectories(folder.resolve("classes"));
    Files.writeString(folder.resolve("secret.txt"), "secret");
    Files.writeString(inside.resolve("acme.txt"), "of acme");
    Path services = Files.createDirectories(inside.resolve("META-INF/services"));
    Files.writeString(services.resolve("com.acme.Plugin$Greeter"), "com.acme.Plugin$Polite");
    Compiled.of("com.acme.Plugin", PLUGIN).writeTo(inside);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {inside.toUri().toURL()});
        Farm farm = Farm.processes(1).build()) {
      TaskFunction<Integer, Object> resources = function(loader, "resources");
      assertThat(farm.map(List.of(1), resources))
          .containsExactly(
              List.of("of acme", "pipefarm", "null", "1", "null", "jrt", "good day", "true"));
    }
  }

  @Test
  void allThreadsOfATaskMayLoadClasses() throws IOException {
    try (URLClassLoader loader = plugin();
        Farm farm = Farm.processes(1).build()) {
      TaskFunction<Integer, Object> inThreads = function(loader, "inThreads");
      assertThat(farm.map(List.of(1), inThreads))
          .containsExactly("[0, 2, 4, 6, 8, 10, 12, 14]good day");
    }
  }

  @Test
  void aClassCompiledInMemoryRunsIfItsLoaderGivesTheBytes() {
    ClassLoader loader = Compiled.of("com.acme.Plugin", PLUGIN).loader(true);
    try (Farm farm = Farm.processes(1).build()) {
      TaskFunction<Integer, Object> twice = function(loader, "twice");
      assertThat(farm.map(List.of(21), twice)).containsExactly(42);
    }
  }

  @Test
  void aClassWhoseLoaderGivesNoBytesIsNamedWithWhatToDo() {
    ClassLoader loader = Compiled.of("com.acme.Plugin", PLUGIN).loader(false);
    try (Farm farm = Farm.processes(1).build()) {
      TaskFunction<Integer, Object> twice = function(loader, "twice");
      assertThatThrownBy(() -> farm.map(List.of(21), twice))
          .isInstanceOf(NotTransferableException.class)
          .hasMessageContaining("com.acme.Plugin")
          .hasMessageContaining("a loader in memory")
          .hasMessageContaining("findResource");
      assertThat(farm.call(() -> 1)).as("the farm lives on").isEqualTo(1);
    }
  }

  @Test
  void aLoaderThatBlocksHoldsUpItsOwnWorkerOnly() throws Exception {
    Compiled compiled = Compiled.of("com.acme.Plugin", PLUGIN);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    compiled.writeTo(folder);
    ClassLoader blocking =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}) {
          @Override
          public URL getResource(String name) {
            asked.countDown();
            try {
              free.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return super.getResource(name);
          }
        };
    try (Farm farm = Farm.processes(2).build()) {
      TaskFunction<Integer, Object> twice = function(blocking, "twice");
      var held = farm.mapAsync(List.of(21), twice);
      assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(farm.map(FarmContract.numbers(50), i -> i + 1)).hasSize(50);
      free.countDown();
      assertThat(held.get()).containsExactly(42);
    }
  }

  @Test
  void aTaskThatWaitsForAClassCanBeTimedOutAndItsFarmClosed() throws Exception {
    Compiled.of("com.acme.Plugin", PLUGIN).writeTo(folder);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    ClassLoader blocking =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}) {
          @Override
          public URL getResource(String name) {
            asked.countDown();
            try {
              free.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return super.getResource(name);
          }
        };
    try {
      Farm farm = Farm.processes(1).stopTimeout(Duration.ofMillis(500)).build();
      TaskFunction<Object, Object> swap = function(blocking, "swap");
      var held = farm.mapAsync(List.of(pair(blocking, 1, 2)), swap);
      assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
      farm.terminate();
      assertThat(held)
          .failsWithin(Duration.ofSeconds(30))
          .withThrowableThat()
          .havingCause()
          .isInstanceOf(FarmException.class);
    } finally {
      free.countDown();
    }
  }

  @Test
  void aLoaderThatIsNoLongerUsedCanGoHereAndInTheWorkers() throws Exception {
    try (Farm farm = Farm.processes(1).build()) {
      WeakReference<ClassLoader> gone = runAndDrop(farm);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                farm.call(() -> 1); // the worker tells that it has forgotten
                System.gc();
                return gone.get() == null;
              });
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> farm.call(ClassLoadingIT::watchedAreGone));
    }
  }

  private WeakReference<ClassLoader> runAndDrop(Farm farm) throws Exception {
    Compiled.of("com.acme.Plugin", PLUGIN).writeTo(folder);
    URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()});
    TaskFunction<Object, Object> swap = function(loader, "swap");
    assertThat(farm.map(List.of(pair(loader, 1, 2)), swap)).hasSize(1);
    assertThat(farm.<Object, Object>map(List.of(pair(loader, 1, 2)), ClassLoadingIT::watch))
        .hasSize(1);
    loader.close();
    return new WeakReference<>(loader);
  }

  private static final List<WeakReference<ClassLoader>> WATCHED =
      new java.util.concurrent.CopyOnWriteArrayList<>();

  private static Object watch(Object item) {
    WATCHED.add(new WeakReference<>(item.getClass().getClassLoader()));
    return item;
  }

  private static boolean watchedAreGone() {
    System.gc();
    return WATCHED.size() == 1 && WATCHED.stream().allMatch(each -> each.get() == null);
  }

  @Test
  void aVeryLongClassPathIsNoTrouble() throws IOException {
    Path[] many =
        Stream.iterate(1, i -> i + 1)
            .limit(20_000)
            .map(i -> folder.resolve("no-such-folder-but-a-long-name-" + i + ".jar"))
            .toArray(Path[]::new);
    Path last = Files.createDirectories(folder.resolve("last"));
    Files.writeString(last.resolve("last.txt"), "found");
    try (Farm farm = Farm.processes(1).classpath(many).classpath(last).build()) {
      assertThat(farm.call(() -> ClassLoader.getSystemResource("last.txt") != null)).isTrue();
    }
  }
}
