package io.github.pipefarm.protocol;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that class loaders have on the wire. Those of the class path, and those of the JDK,
 * have one number each, the same in all JVMs. Any other loader is given a number of its own when it
 * is first named, for as long as it lives; it is not kept alive. In the workers another loader
 * stands under that number, which fetches its classes, so that what they send back is named the
 * same.
 *
 * <p>Numbers are random, so a worker can ask for classes of those loaders alone that it was told.
 * All of a JVM's farms share them. Thread-safe.
 */
public final class Loaders {
  /** The class path, and Pipefarm itself. */
  public static final long APPLICATION = 0;

  /** The JDK's own loaders. */
  public static final long PLATFORM = 1;

  private static final ClassLoader SYSTEM_LOADER = ClassLoader.getSystemClassLoader();
  private static final ClassLoader PLATFORM_LOADER = ClassLoader.getPlatformClassLoader();

  /** The class path's loader and those it asks itself, if somebody has put one in front. */
  private static final List<ClassLoader> OF_APPLICATION = ofApplication();

  // Guarded by the class.
  private static final Map<Long, Numbered> BY_NUMBER = new HashMap<>();
  private static final Map<Identity, Long> NUMBERS = new HashMap<>();
  private static final ReferenceQueue<ClassLoader> COLLECTED = new ReferenceQueue<>();
  private static @Nullable SecureRandom random;

  private static volatile LongFunction<@Nullable ClassLoader> maker = number -> null;

  private Loaders() {}

  private static List<ClassLoader> ofApplication() {
    List<ClassLoader> loaders = new ArrayList<>();
    for (ClassLoader each = SYSTEM_LOADER;
        each != null && each != PLATFORM_LOADER;
        each = each.getParent()) {
      loaders.add(each);
    }
    return List.copyOf(loaders);
  }

  static boolean isPlatform(@Nullable ClassLoader loader) {
    return loader == null || loader == PLATFORM_LOADER;
  }

  /** Whether a loader has classes of its own, which are not on the class path. */
  public static boolean isForeign(@Nullable ClassLoader loader) {
    if (isPlatform(loader)) {
      return false;
    }
    for (ClassLoader each : OF_APPLICATION) {
      if (each == loader) {
        return false;
      }
    }
    return true;
  }

  /** The number of a loader, which is given one if it has none. */
  public static long numberOf(@Nullable ClassLoader loader) {
    if (loader == null || isPlatform(loader)) {
      return PLATFORM;
    }
    return isForeign(loader) ? foreignNumber(loader) : APPLICATION;
  }

  private static synchronized long foreignNumber(ClassLoader loader) {
    forgetCollected();
    Long known = NUMBERS.get(new Lookup(loader));
    if (known != null) {
      return known;
    }
    if (random == null) {
      random = new SecureRandom();
    }
    long number = (random.nextLong() >>> 2) + PLATFORM + 1;
    put(number, loader);
    return number;
  }

  /** Gives a loader the number of the one that it stands for. */
  public static synchronized void stand(long number, ClassLoader loader) {
    forgetCollected();
    put(number, loader);
  }

  private static void put(long number, ClassLoader loader) {
    Numbered numbered = new Numbered(number, loader);
    BY_NUMBER.put(number, numbered);
    NUMBERS.put(numbered, number);
  }

  /**
   * Sets what makes loaders for numbers that nobody has in this JVM.
   *
   * @param fetching makes one, and has it {@link #stand} for the number
   */
  public static void makeBy(LongFunction<@Nullable ClassLoader> fetching) {
    maker = fetching;
  }

  /** The loader of a number; null if it is gone, or never was in this JVM. */
  public static @Nullable ClassLoader find(long number) {
    synchronized (Loaders.class) {
      Numbered numbered = BY_NUMBER.get(number);
      ClassLoader loader = numbered == null ? null : numbered.get();
      if (loader != null) {
        return loader;
      }
    }
    return maker.apply(number);
  }

  /** The loader of a number, for a class of it. */
  static ClassLoader get(long number, String className) throws ClassNotFoundException {
    ClassLoader loader = find(number);
    if (loader == null) {
      throw new ClassNotFoundException(
          className + ", whose class loader exists in the other process only, or is gone");
    }
    return loader;
  }

  private static void forgetCollected() {
    for (Reference<?> gone = COLLECTED.poll(); gone != null; gone = COLLECTED.poll()) {
      Numbered numbered = (Numbered) gone;
      NUMBERS.remove(numbered);
      BY_NUMBER.remove(numbered.number, numbered);
    }
  }

  /** A loader as a key by identity: its own equals and hashCode are the user's. */
  private sealed interface Identity {
    @Nullable ClassLoader get();

    static boolean same(Identity one, @Nullable Object other) {
      ClassLoader loader = one.get();
      return one == other
          || (loader != null && other instanceof Identity identity && identity.get() == loader);
    }
  }

  private static final class Numbered extends WeakReference<ClassLoader> implements Identity {
    final long number;
    private final int hash;

    Numbered(long number, ClassLoader loader) {
      super(loader, COLLECTED);
      this.number = number;
      this.hash = System.identityHashCode(loader);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return Identity.same(this, other);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private record Lookup(ClassLoader loader) implements Identity {
    @Override
    public ClassLoader get() {
      return loader;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return Identity.same(this, other);
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(loader);
    }
  }
}
