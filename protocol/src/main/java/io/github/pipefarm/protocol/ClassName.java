package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Set;

/**
 * A class as it is named on the wire: its name, and the class loader that defines it.
 *
 * @param loader the number of that loader, see {@link Loaders}
 * @param name its binary name, as {@code Class.getName} has it, arrays too
 */
public record ClassName(long loader, String name) {
  /** What every worker has on its class path, whichever loader the coordinator has it from. */
  private static final Set<String> OUR_PACKAGES =
      Set.of(
          "io.github.pipefarm",
          "io.github.pipefarm.cli",
          "io.github.pipefarm.function",
          "io.github.pipefarm.protocol",
          "io.github.pipefarm.worker");

  private static final String KRYO = Kryo.class.getPackageName() + '.';

  /**
   * A class of the JDK, or one of the class path.
   *
   * @param ofPlatform whether it comes from the JDK's own loaders; such a class is never looked for
   *     on the class path
   */
  ClassName(boolean ofPlatform, String name) {
    this(ofPlatform ? Loaders.PLATFORM : Loaders.APPLICATION, name);
  }

  static ClassName of(Class<?> type) {
    Class<?> element = element(type);
    long loader = Loaders.numberOf(element.getClassLoader());
    boolean isOurs = loader > Loaders.PLATFORM && isOurs(element.getName());
    return new ClassName(isOurs ? Loaders.APPLICATION : loader, type.getName());
  }

  /** Whether a class, or that of an array's elements, comes from the JDK's own loaders. */
  static boolean isOfPlatform(Class<?> type) {
    return Loaders.isPlatform(element(type).getClassLoader());
  }

  private static Class<?> element(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    return element;
  }

  /** Whether a class is Pipefarm's own or Kryo's, which each end has from its own class path. */
  public static boolean isOurs(String name) {
    return name.startsWith(KRYO)
        || OUR_PACKAGES.contains(name.substring(0, Math.max(0, name.lastIndexOf('.'))));
  }

  /** Whether it comes from the JDK's own loaders. */
  boolean ofPlatform() {
    return loader == Loaders.PLATFORM;
  }

  /** Whether it comes from a loader that is not the class path's. */
  boolean isForeign() {
    return loader > Loaders.PLATFORM;
  }

  /**
   * Loads the class.
   *
   * @param applicationLoader where to look for what the other end has on its class path, if it is
   *     not on this one's
   */
  Class<?> load(ClassLoader applicationLoader) throws ClassNotFoundException {
    if (loader == Loaders.PLATFORM) {
      return Class.forName(name, false, ClassLoader.getPlatformClassLoader());
    }
    if (loader != Loaders.APPLICATION) {
      return Class.forName(name, false, Loaders.get(loader, name));
    }
    ClassLoader first =
        isOurs(name) ? ClassName.class.getClassLoader() : ClassLoader.getSystemClassLoader();
    if (first == applicationLoader) {
      return Class.forName(name, false, first);
    }
    try {
      return Class.forName(name, false, first);
    } catch (ClassNotFoundException e) {
      return Class.forName(name, false, applicationLoader);
    }
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeLong(loader);
    out.writeUTF(name);
  }

  static ClassName readFrom(DataInput in) throws IOException {
    return new ClassName(in.readLong(), in.readUTF());
  }
}
