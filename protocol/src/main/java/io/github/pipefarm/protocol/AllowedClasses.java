package io.github.pipefarm.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The classes that one end believes the other: a class that is not among them is not even loaded,
 * let alone initialised or instantiated. Asked for each class once a connection, by its name.
 *
 * <p>A class on the list takes its superclasses along, as its objects can't be without them. What
 * is always allowed is in {@link PlainValues}.
 *
 * <p>Thread-safe.
 */
public final class AllowedClasses {
  /** Believes everything. */
  public static final AllowedClasses ALL = new AllowedClasses(true);

  private final boolean all;
  private final Set<String> names = new HashSet<>();
  private final List<String> packages = new ArrayList<>();
  private final List<String> prefixes = new ArrayList<>();
  private final Set<String> superclasses = ConcurrentHashMap.newKeySet();

  private AllowedClasses(boolean all) {
    this.all = all;
  }

  /**
   * Allows what the patterns name, and the plain values of the JDK.
   *
   * @param patterns {@code com.acme.**} for a package with those below it, {@code com.acme.*} for
   *     the package alone, or the name of a class as {@code Class.getName} has it
   * @throws IllegalArgumentException if one is nothing of that; the message says which
   */
  public static AllowedClasses of(Collection<String> patterns) {
    AllowedClasses allowed = new AllowedClasses(false);
    for (String pattern : patterns) {
      allowed.add(pattern);
    }
    return allowed;
  }

  private void add(String pattern) {
    String name = pattern;
    if (pattern.endsWith(".**")) {
      name = pattern.substring(0, pattern.length() - 3);
      prefixes.add(name + ".");
    } else if (pattern.endsWith(".*")) {
      name = pattern.substring(0, pattern.length() - 2);
      packages.add(name + ".");
    } else {
      names.add(pattern);
    }
    if (!Name.PATTERN.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'"
              + pattern
              + "' names no classes; right would be, for example, com.acme.** (a package and those"
              + " below it), com.acme.* (a package) or com.acme.Report (a class)");
    }
  }

  /**
   * Loads a class that the other end has named, without initialising it.
   *
   * @throws Failure if it is not allowed
   */
  Class<?> load(ClassName name, ClassLoader applicationLoader) throws ClassNotFoundException {
    if (all) {
      return name.load(applicationLoader);
    }
    String element = PlainValues.elementOf(name.name());
    boolean listed = isListed(element);
    if (!listed && !PlainValues.contain(element)) {
      throw refusal(element);
    }
    Class<?> type = name.load(applicationLoader);
    if (listed) {
      takeAlong(type);
    }
    return type;
  }

  /** Not needed, and not loaded, where everything is believed. */
  private static final class Name {
    static final Pattern PATTERN =
        Pattern.compile("[\\w$]+(\\.[\\w$]+)*", Pattern.UNICODE_CHARACTER_CLASS);
  }

  private void takeAlong(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    for (Class<?> c = element.getSuperclass(); c != null; c = c.getSuperclass()) {
      superclasses.add(c.getName());
    }
  }

  /** Whether objects of a class, or arrays of them, may come. */
  boolean permit(Class<?> type) {
    if (all || type.isHidden()) { // a lambda that was made here; no bytes can name its class
      return true;
    }
    String element = PlainValues.elementOf(type.getName());
    return isListed(element) || PlainValues.contain(element);
  }

  private boolean isListed(String name) {
    return names.contains(name) || superclasses.contains(name) || isInListedPackage(name);
  }

  private boolean isInListedPackage(String name) {
    String ofPackage = name.substring(0, name.lastIndexOf('.') + 1);
    for (String each : packages) {
      if (ofPackage.equals(each)) {
        return true;
      }
    }
    for (String each : prefixes) {
      if (ofPackage.startsWith(each)) {
        return true;
      }
    }
    return false;
  }

  private static Failure refusal(String name) {
    return new Failure(
        "the class is not among those that may come back from a worker: add "
            + name
            + " to allow(…) if its objects may be trusted, or return something else",
        name,
        null);
  }
}
