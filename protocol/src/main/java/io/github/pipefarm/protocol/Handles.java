package io.github.pipefarm.protocol;

import java.lang.ref.Cleaner;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/** Tells the places that a handle has travelled to that it is unreachable, or was closed. */
public final class Handles {
  private static final Cleaner CLEANER = Cleaner.create(Handles::newThread);

  private Handles() {}

  /** A thread that no application's class loader is held by. */
  private static Thread newThread(Runnable body) {
    Thread thread = new Thread(null, body, "pipefarm-handles", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }

  /** Runs the action when the handle is unreachable, which it must not refer to, or earlier. */
  public static Cleaner.Cleanable onceUnreachable(Object handle, Runnable action) {
    return CLEANER.register(handle, action);
  }

  /** The places that one handle has travelled to, which are not kept alive by that. */
  public static final class Homes implements Runnable {
    private final HandleId id;
    private final Set<HandleHome> homes =
        Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /** Of a handle that has not travelled yet. */
    public Homes(HandleId id) {
      this.id = id;
    }

    /** The handle travels there. */
    public void add(HandleHome home) {
      homes.add(home);
    }

    /** Tells them all that nobody will use the handle any more. */
    @Override
    public void run() {
      for (HandleHome home : homes.toArray(new HandleHome[0])) {
        home.release(id);
      }
    }
  }
}
