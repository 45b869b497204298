package io.github.pipefarm.protocol;

import java.lang.reflect.Array;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a task has changed in the state of its function, by walking a used copy and a fresh
 * one side by side. What would not travel is no state: transient fields, the order within a hash
 * table, a hash code that was computed meanwhile, and which of two equal values it is.
 */
public final class StateDifference {
  /** How many elements without an {@code equals} of their own are paired by trying. */
  private static final int MOST_TRIED = 256;

  /** How deep the walk goes at once; what lies deeper is put off, lest the stack overflows. */
  private static final int DEEPEST = 512;

  private static final int SHOWN = 60;

  private final BlobCodec blobs;
  private IdentityHashMap<Object, Object> compared = new IdentityHashMap<>();
  private int depth;
  private int trials;
  private final Deque<PutOff> putOff = new ArrayDeque<>();

  /** Two objects that are still to be compared. */
  private record PutOff(String path, Object before, Object after) {}

  private StateDifference(BlobCodec blobs) {
    this.blobs = blobs;
  }

  /**
   * Compares a function with what it was.
   *
   * @return what has changed, as {@code function.counter was 0 and is 1}; null if nothing has
   */
  public static @Nullable String find(Object fresh, Object used, BlobCodec blobs) {
    StateDifference walk = new StateDifference(blobs);
    String found =
        fresh.getClass().getEnclosingClass() == Adapters.class
            ? walk.inFields("", fresh, used) // its components are what the user knows
            : walk.find("function", fresh, used);
    while (found == null && !walk.putOff.isEmpty()) {
      PutOff next = walk.putOff.remove();
      found = walk.ofOneClass(next.path(), next.before(), next.after());
    }
    return found;
  }

  private @Nullable String find(String path, @Nullable Object a, @Nullable Object b) {
    if (a == b) {
      return null;
    }
    if (a == null || b == null || a.getClass() != b.getClass()) {
      return changed(path, a, b);
    }
    if (compared.get(a) == b) {
      return null;
    }
    compared.put(a, b);
    if (depth == DEEPEST && trials > 0) {
      return byBytes(path, a, b); // a trial needs to know now
    }
    if (depth == DEEPEST) {
      putOff.add(new PutOff(path, a, b));
      return null;
    }
    depth++;
    try {
      return ofOneClass(path, a, b);
    } finally {
      depth--;
    }
  }

  private @Nullable String ofOneClass(String path, Object a, Object b) {
    Class<?> type = a.getClass();
    if (type.isArray()) {
      return inArrays(path, a, b);
    }
    if (a instanceof Enum || a instanceof Class) {
      return changed(path, a, b);
    }
    if (Proxy.isProxyClass(type)) {
      return find(path, Proxy.getInvocationHandler(a), Proxy.getInvocationHandler(b));
    }
    if (type.isHidden()) {
      return inLambdas(path, a, b);
    }
    return ClassName.of(type).ofPlatform() ? ofPlatform(path, a, b) : ofApplication(path, a, b);
  }

  private @Nullable String ofPlatform(String path, Object a, Object b) {
    if (a instanceof Map<?, ?> before && b instanceof Map<?, ?> after) {
      return inMaps(path, before, after);
    }
    if (a instanceof List<?> before && b instanceof List<?> after) {
      return inOrder(path, before, after);
    }
    if (a instanceof Set<?> before && b instanceof Set<?> after) {
      return inSets(path, before, after);
    }
    if (a instanceof Collection<?> before && b instanceof Collection<?> after) {
      return inOrder(path, before, after);
    }
    if (a instanceof AtomicReference<?> before && b instanceof AtomicReference<?> after) {
      return find(path, before.get(), after.get());
    }
    return a.equals(b) ? null : byBytes(path, a, b);
  }

  private @Nullable String ofApplication(String path, Object a, Object b) {
    String inside = null;
    try {
      inside = inFields(path + ".", a, b);
    } catch (RuntimeException e) { // a package that is closed to us
      return byBytes(path, a, b);
    }
    return inside == null && hasOwnForm(a) ? byBytes(path, a, b) : inside;
  }

  /** Whether the fields are not all that travels. */
  private static boolean hasOwnForm(Object object) {
    return object instanceof Collection || object instanceof Map;
  }

  private @Nullable String inFields(String prefix, Object a, Object b) {
    for (FieldSlot field : FieldSlot.of(a.getClass())) {
      Object before = field.get(a);
      Object after = field.get(b);
      if (!isHashOf(b, field, after)) {
        String found = find(prefix + field.plainName(), before, after);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  /** Whether a class keeps the hash code of its objects there, once it is asked for. */
  private static boolean isHashOf(Object holder, FieldSlot field, @Nullable Object value) {
    try {
      return field.plainName().toLowerCase(Locale.ROOT).contains("hash")
          && value instanceof Integer hash
          && holder.hashCode() == hash;
    } catch (RuntimeException e) {
      return false; // the user's own code
    }
  }

  private @Nullable String inLambdas(String path, Object a, Object b) {
    List<CapturedState.Captured> before = CapturedState.of(a);
    List<CapturedState.Captured> after = CapturedState.of(b);
    for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
      String name = before.get(i).name();
      String found = find(path + "." + name, before.get(i).value(), after.get(i).value());
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable String inArrays(String path, Object a, Object b) {
    int length = Array.getLength(a);
    if (length != Array.getLength(b)) {
      return changed(path, a, b);
    }
    for (int i = 0; i < length; i++) {
      String found = find(path + "[" + i + "]", Array.get(a, i), Array.get(b, i));
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable String inOrder(String path, Collection<?> a, Collection<?> b) {
    Iterator<?> before = a.iterator();
    Iterator<?> after = b.iterator();
    for (int i = 0; before.hasNext() && after.hasNext(); i++) {
      String found = find(path + "[" + i + "]", before.next(), after.next());
      if (found != null) {
        return found;
      }
    }
    return a.size() == b.size() ? null : resized(path, a.size(), b.size());
  }

  private @Nullable String inMaps(String path, Map<?, ?> a, Map<?, ?> b) {
    List<Object[]> rest = new ArrayList<>();
    for (Map.Entry<?, ?> entry : a.entrySet()) {
      Object key = entry.getKey();
      if (!containsKey(b, key)) {
        rest.add(new @Nullable Object[] {key, entry.getValue()});
        continue;
      }
      String found = find(path + label(key), entry.getValue(), b.get(key));
      if (found != null) {
        return found;
      }
    }
    List<Object[]> added = new ArrayList<>();
    for (Map.Entry<?, ?> entry : b.entrySet()) {
      if (!containsKey(a, entry.getKey())) {
        added.add(new @Nullable Object[] {entry.getKey(), entry.getValue()});
      }
    }
    Object unpaired = firstUnpaired(rest, added);
    if (unpaired == null) {
      return null;
    }
    Object key = Array.get(unpaired, 0);
    Object value = Array.get(unpaired, 1);
    return rest.contains(unpaired)
        ? path + label(key) + " was " + show(value) + " and is gone"
        : path + label(key) + " was not there and is " + show(value);
  }

  private @Nullable String inSets(String path, Set<?> a, Set<?> b) {
    List<Object> rest = new ArrayList<>();
    List<Object> added = new ArrayList<>();
    a.forEach(element -> addUnless(contains(b, element), element, rest));
    b.forEach(element -> addUnless(contains(a, element), element, added));
    Object unpaired = firstUnpaired(rest, added);
    if (unpaired == null) {
      return null;
    }
    return rest.contains(unpaired)
        ? path + " has lost the element " + show(unpaired)
        : path + " has the new element " + show(unpaired);
  }

  private static void addUnless(boolean present, Object element, List<Object> list) {
    if (!present) {
      list.add(element);
    }
  }

  /**
   * Pairs what has no {@code equals} of its own, as it is the same if its state is.
   *
   * @return what is left over on either side; null if nothing is
   */
  private @Nullable Object firstUnpaired(List<?> before, List<?> after) {
    List<Object> candidates = new ArrayList<>(after);
    if (before.size() <= MOST_TRIED && candidates.size() <= MOST_TRIED) {
      for (Object one : before) {
        if (!candidates.removeIf(new FirstSame(one)::test)) {
          return one;
        }
      }
    } else if (before.size() == candidates.size()) {
      return null; // too many to try
    } else if (before.size() > candidates.size()) {
      return before.get(0);
    }
    return candidates.isEmpty() ? null : candidates.get(0);
  }

  /** Finds the first object that is the same as another one, and that alone. */
  private final class FirstSame {
    private final Object one;
    private boolean found;

    FirstSame(Object one) {
      this.one = one;
    }

    boolean test(Object other) {
      if (!found) {
        IdentityHashMap<Object, Object> before = compared;
        compared = new IdentityHashMap<>(before); // what is assumed in a trial does not count
        trials++;
        found = find("", one, other) == null;
        trials--;
        compared = found ? compared : before;
        return found;
      }
      return false;
    }
  }

  private static boolean containsKey(Map<?, ?> map, @Nullable Object key) {
    try {
      return map.containsKey(key);
    } catch (RuntimeException e) { // a map that takes no null, or not this class
      return false;
    }
  }

  private static boolean contains(Set<?> set, @Nullable Object element) {
    try {
      return set.contains(element);
    } catch (RuntimeException e) {
      return false;
    }
  }

  private @Nullable String byBytes(String path, Object a, Object b) {
    Payload before;
    try {
      before = blobs.encode(a);
    } catch (TransferException e) {
      return null; // nobody can tell
    }
    try {
      return before.hasSameBytes(blobs.encode(b)) ? null : changed(path, a, b);
    } catch (TransferException e) {
      return changed(path, a, b);
    }
  }

  private static @Nullable String changed(String path, @Nullable Object a, @Nullable Object b) {
    if (a != null && a.equals(b)) {
      return null;
    }
    String before = show(a);
    String after = show(b);
    return before.equals(after)
        ? path + " is another " + before
        : path + " was " + before + " and is " + after;
  }

  private static String resized(String path, int before, int after) {
    return path + " had " + before + " elements and has " + after;
  }

  private static String label(@Nullable Object key) {
    return "[" + show(key) + "]";
  }

  private static String show(@Nullable Object object) {
    if (object instanceof CharSequence text) {
      return '"' + shorten(text.toString()) + '"';
    }
    if (object == null || (ClassName.of(object.getClass()).ofPlatform() && isSimple(object))) {
      return shorten(String.valueOf(object));
    }
    if (object.getClass().isArray()) {
      return object.getClass().getComponentType().getTypeName()
          + "["
          + Array.getLength(object)
          + "]";
    }
    return object instanceof Enum ? shorten(object.toString()) : "a " + typeName(object.getClass());
  }

  private static String typeName(Class<?> type) {
    return type.isHidden() ? "lambda" : type.getName();
  }

  private static boolean isSimple(Object object) {
    return !(object instanceof Collection || object instanceof Map) && !object.getClass().isArray();
  }

  private static String shorten(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
