package io.github.pipefarm.worker;

import io.github.pipefarm.protocol.ClassName;
import io.github.pipefarm.protocol.Frame.Answer;
import io.github.pipefarm.protocol.Frame.ClassFound;
import io.github.pipefarm.protocol.Frame.NotFound;
import io.github.pipefarm.protocol.Frame.Resource;
import io.github.pipefarm.protocol.Frame.ResourcesFound;
import io.github.pipefarm.protocol.Loaders;
import io.github.pipefarm.protocol.Payload;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a class loader of the coordinator's: whatever that gives for a name, this one does. It
 * asks for each name once, and is told which loader defines the class there, so that a class that
 * several loaders share is one class here as well.
 *
 * <p>The JDK's classes come from this JVM's JDK, Pipefarm's own from the class path.
 */
final class FetchedLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final long number;
  private final ClassRequests requests;
  private final FetchedLoaders others;

  /** What other loaders define of what was asked for here. */
  private final Map<String, Class<?>> ofOthers = new ConcurrentHashMap<>();

  FetchedLoader(long number, ClassRequests requests, FetchedLoaders others) {
    super(ClassLoader.getSystemClassLoader());
    this.number = number;
    this.requests = requests;
    this.others = others;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> type = findLoadedClass(name);
      if (type == null) {
        type = ofOthers.get(name);
      }
      if (type == null) {
        type = look(name);
      }
      if (resolve) {
        resolveClass(type);
      }
      return type;
    }
  }

  private Class<?> look(String name) throws ClassNotFoundException {
    try {
      return getPlatformClassLoader().loadClass(name);
    } catch (ClassNotFoundException e) {
      Class<?> type = ClassName.isOurs(name) ? getParent().loadClass(name) : fetch(name);
      if (type.getClassLoader() != this) {
        ofOthers.put(name, type);
      }
      return type;
    }
  }

  private Class<?> fetch(String name) throws ClassNotFoundException {
    Answer answer = requests.askForClass(number, name);
    if (!(answer instanceof ClassFound found)) {
      String reason = answer instanceof NotFound not ? not.reason() : "";
      throw new ClassNotFoundException(reason.isEmpty() ? name : name + ", " + reason);
    }
    if (found.loader() == Loaders.APPLICATION) {
      return onClassPath(name);
    }
    if (found.loader() == Loaders.PLATFORM) {
      throw new ClassNotFoundException(
          name + ", which the coordinator has from its JDK, and the worker's JDK does not have");
    }
    FetchedLoader defining = found.loader() == number ? this : others.get(found.loader());
    return defining.define(name, found.bytes());
  }

  private Class<?> onClassPath(String name) throws ClassNotFoundException {
    try {
      return getParent().loadClass(name);
    } catch (ClassNotFoundException e) {
      throw new ClassNotFoundException(
          name
              + ", which the coordinator has on its class path, and the worker has not: add where"
              + " it is from by classpath(…) of ProcessFarmBuilder",
          e);
    }
  }

  private Class<?> define(String name, Payload bytes) {
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      byte[] file = FetchedResource.bytes(bytes);
      return defineClass(name, file, 0, file.length);
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    URL ofPlatform = getPlatformClassLoader().getResource(name);
    if (ofPlatform != null) {
      return ofPlatform;
    }
    List<URL> fetched = fetchResources(name, false);
    return fetched.isEmpty() ? null : fetched.get(0);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    List<URL> all = new ArrayList<>(Collections.list(getPlatformClassLoader().getResources(name)));
    all.addAll(fetchResources(name, true));
    return Collections.enumeration(all);
  }

  private List<URL> fetchResources(String name, boolean all) {
    List<URL> urls = new ArrayList<>();
    if (requests.askForResources(number, name, all) instanceof ResourcesFound found) {
      for (Resource resource : found.resources()) {
        urls.add(FetchedResource.url(resource));
      }
    }
    return urls;
  }

  @Override
  public String toString() {
    return "class loader of the coordinator's " + Long.toHexString(number);
  }
}
