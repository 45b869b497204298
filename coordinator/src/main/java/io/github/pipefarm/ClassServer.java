package io.github.pipefarm;

import io.github.pipefarm.protocol.Frame;
import io.github.pipefarm.protocol.Frame.ClassFound;
import io.github.pipefarm.protocol.Frame.ClassWanted;
import io.github.pipefarm.protocol.Frame.NotFound;
import io.github.pipefarm.protocol.Frame.Resource;
import io.github.pipefarm.protocol.Frame.ResourcesFound;
import io.github.pipefarm.protocol.Frame.ResourcesWanted;
import io.github.pipefarm.protocol.Loaders;
import io.github.pipefarm.protocol.Payload;
import io.github.pipefarm.protocol.WireException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Cleaner;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Serves one worker with the classes and resources that its class path lacks. The class loaders are
 * the user's, and may block or throw, so a thread of its own asks them, which is started when the
 * worker first asks; each question gets one answer, as news for the worker. The worker's reader
 * hands over what is asked, and ends it.
 */
final class ClassServer implements Runnable {
  /**
   * How many questions may wait. A thread of the worker asks one and waits, so that is more threads
   * than a worker can have; a worker that has gone wild would fill the heap.
   */
  private static final int MOST_QUESTIONS = 100_000;

  /** Where a name could lead out of what its loader serves. */
  private static final Pattern ASTRAY = Pattern.compile("(^|/)\\.\\.(/|$)|^/|\\\\|\0");

  /** Runs when a class loader is gone. Only who has other loaders than the class path's has it. */
  private static final class Loss {
    static final Cleaner CLEANER = Cleaner.create();
  }

  private final ProcessEngine engine;
  private final Credit credit;
  private final BlockingQueue<Runnable> questions = new LinkedBlockingQueue<>(MOST_QUESTIONS);

  /** By the numbers of loaders that the worker knows: what watches for their end. */
  private final Map<Long, Cleaner.Cleanable> known = new ConcurrentHashMap<>();

  // Of the reader.
  private boolean started;

  private volatile boolean ended;

  ClassServer(ProcessEngine engine, Credit credit) {
    this.engine = engine;
    this.credit = credit;
  }

  /**
   * Takes a question, if that is what the frame is.
   *
   * @return whether it is
   */
  boolean accept(Frame frame) throws WireException {
    if (frame instanceof ClassWanted wanted) {
      ask(() -> serve(wanted));
    } else if (frame instanceof ResourcesWanted wanted) {
      ask(() -> serve(wanted));
    } else {
      return false;
    }
    return true;
  }

  private void ask(Runnable question) throws WireException {
    if (!started) {
      started = true;
      engine.startThread(credit.worker + "-classes", this);
    }
    if (!questions.offer(question)) {
      throw new WireException("it asked for classes " + MOST_QUESTIONS + " times at once");
    }
  }

  /** The worker is dead. */
  void end() {
    ended = true;
    questions.clear();
    questions.add(() -> {}); // wakes the thread
    known.values().forEach(Cleaner.Cleanable::clean);
  }

  @Override
  public void run() {
    while (!ended) {
      try {
        questions.take().run();
      } catch (InterruptedException e) {
        // By a class loader of the user's, as nobody else knows this thread.
      }
    }
  }

  private void serve(ClassWanted wanted) {
    Frame.Answer answer;
    try {
      ClassLoader loader = loader(wanted.loader());
      answer = loader == null ? gone(wanted.request()) : find(wanted, loader);
    } catch (ClassNotFoundException e) {
      answer = new NotFound(wanted.request(), "");
    } catch (Throwable e) { // the loader is the user's, and the worker must not wait for ever
      answer = new NotFound(wanted.request(), "whose class loader threw " + Failures.words(e));
    }
    tell(answer);
  }

  private Frame.Answer find(ClassWanted wanted, ClassLoader loader)
      throws ClassNotFoundException, IOException {
    Class<?> type = Class.forName(wanted.name(), false, loader);
    ClassLoader defining = type.getClassLoader();
    if (defining == null || !Loaders.isForeign(defining)) {
      return new ClassFound(wanted.request(), Loaders.numberOf(defining), Payload.EMPTY);
    }
    String file = wanted.name().replace('.', '/') + ".class";
    try (InputStream bytes = defining.getResourceAsStream(file)) {
      if (bytes == null) {
        return new NotFound(
            wanted.request(),
            "which can't be fetched: its class loader "
                + defining
                + " has no bytes for "
                + file
                + ". Let the loader's findResource give them, load the class from a folder or a"
                + " jar, or put it on the class path of the application");
      }
      long number = Loaders.numberOf(defining);
      watch(number, defining);
      return new ClassFound(wanted.request(), number, Payload.of(bytes.readAllBytes()));
    }
  }

  private void serve(ResourcesWanted wanted) {
    Frame.Answer answer;
    try {
      ClassLoader loader = loader(wanted.loader());
      List<Resource> found =
          loader == null || ASTRAY.matcher(wanted.name()).find() ? List.of() : find(wanted, loader);
      answer = new ResourcesFound(wanted.request(), found);
    } catch (Throwable e) { // as above
      answer = new NotFound(wanted.request(), Failures.words(e));
    }
    tell(answer);
  }

  private static List<Resource> find(ResourcesWanted wanted, ClassLoader loader)
      throws IOException {
    List<Resource> resources = new ArrayList<>();
    URL first = wanted.all() ? null : loader.getResource(wanted.name());
    List<URL> urls =
        wanted.all()
            ? Collections.list(loader.getResources(wanted.name()))
            : first == null ? List.of() : List.of(first);
    for (URL url : urls) {
      Payload content = url.getProtocol().equals("jrt") ? null : read(url); // of the worker's JDK
      if (content != null) {
        resources.add(new Resource(url.toExternalForm(), content));
      }
    }
    if (urls.isEmpty()) {
      try (InputStream bytes = loader.getResourceAsStream(wanted.name())) {
        if (bytes != null) {
          resources.add(new Resource(wanted.name(), Payload.of(bytes.readAllBytes())));
        }
      }
    }
    return resources;
  }

  /** The content of a resource; null if it has none, as folders in some kinds of jars. */
  private static @Nullable Payload read(URL url) {
    try {
      URLConnection connection = url.openConnection();
      connection.setUseCaches(false);
      try (InputStream content = connection.getInputStream()) {
        return Payload.of(content.readAllBytes());
      }
    } catch (IOException e) {
      return null;
    }
  }

  private @Nullable ClassLoader loader(long number) {
    ClassLoader loader = number > Loaders.PLATFORM ? Loaders.find(number) : null;
    if (loader != null) {
      watch(number, loader);
    }
    return loader;
  }

  /** Sees to it that the worker is told when a loader is gone whose classes it has. */
  private void watch(long number, ClassLoader loader) {
    Scheduler scheduler = engine.scheduler();
    Credit worker = credit;
    known.computeIfAbsent(
        number,
        key ->
            Loss.CLEANER.register(
                loader, () -> scheduler.tell(worker, frames -> frames.forgetLoader(key))));
  }

  private static NotFound gone(long request) {
    return new NotFound(request, "whose class loader is gone");
  }

  private void tell(Frame.Answer answer) {
    engine
        .scheduler()
        .tell(
            credit,
            frames -> {
              if (answer instanceof ClassFound found) {
                frames.classFound(found);
              } else if (answer instanceof ResourcesFound found) {
                frames.resourcesFound(found);
              } else if (answer instanceof NotFound not) {
                frames.notFound(not);
              }
            });
  }
}
