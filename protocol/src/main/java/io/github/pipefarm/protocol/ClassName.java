package io.github.pipefarm.protocol;

/**
 * A class as it is named on the wire.
 *
 * @param ofPlatform whether it comes from the JDK's own loaders; such a class is never looked for
 *     on the class path
 * @param name its binary name, as {@code Class.getName} has it, arrays too
 */
public record ClassName(boolean ofPlatform, String name) {
  static ClassName of(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    ClassLoader loader = element.getClassLoader();
    boolean ofPlatform = loader == null || loader == ClassLoader.getPlatformClassLoader();
    return new ClassName(ofPlatform, type.getName());
  }

  Class<?> load(ClassLoader applicationLoader) throws ClassNotFoundException {
    ClassLoader loader = ofPlatform ? ClassLoader.getPlatformClassLoader() : applicationLoader;
    return Class.forName(name, false, loader);
  }
}
