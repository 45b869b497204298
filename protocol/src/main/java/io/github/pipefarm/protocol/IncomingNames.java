package io.github.pipefarm.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mirror of {@link OutgoingNames}: what the other end has told, by id. Names are added in the
 * order of the frames, by the thread that reads them; classes are loaded when an object first needs
 * them, by the thread that decodes. Safe for these two.
 */
public final class IncomingNames {
  private final AllowedClasses allowed;
  private final List<ClassName> names = new ArrayList<>();
  private boolean foreign;
  // Of the decoding thread alone; emptied when the loader changes.
  private @Nullable Class<?>[] loaded = new Class<?>[64];
  private @Nullable ClassLoader loader;

  /** Names of any class. */
  public IncomingNames() {
    this(AllowedClasses.ALL);
  }

  /** Names of which only those of allowed classes are of use. */
  public IncomingNames(AllowedClasses allowed) {
    this.allowed = allowed;
  }

  /** The classes that these names may be of. */
  AllowedClasses allowed() {
    return allowed;
  }

  /** Adds what a frame tells. */
  public synchronized void add(List<ClassName> more) {
    names.addAll(more);
    for (ClassName name : more) {
      foreign |= name.isForeign();
    }
  }

  /** Whether there are classes among them that do not come from the class path. */
  synchronized boolean isForeign() {
    return foreign;
  }

  /** The class of an id, as the application's loader of the object at hand sees it. */
  Class<?> classOf(int id, ClassLoader applicationLoader) throws ClassNotFoundException {
    if (loader != applicationLoader) {
      loader = applicationLoader;
      loaded = new Class<?>[64];
    }
    Class<?> type = id >= 0 && id < loaded.length ? loaded[id] : null;
    return type != null ? type : load(id, applicationLoader);
  }

  private Class<?> load(int id, ClassLoader applicationLoader) throws ClassNotFoundException {
    ClassName name = name(id);
    Class<?> type = allowed.load(name, applicationLoader);
    if (id >= loaded.length) {
      loaded = java.util.Arrays.copyOf(loaded, Math.max(id + 1, loaded.length * 2));
    }
    loaded[id] = type;
    return type;
  }

  /** The name of an id; empty if it was never told. */
  synchronized String nameOf(int id) {
    return id < 0 || id >= names.size() ? "" : names.get(id).name();
  }

  private synchronized ClassName name(int id) {
    if (id < 0 || id >= names.size()) {
      throw Failure.damaged("the name of class " + id + " was never told");
    }
    return names.get(id);
  }
}
