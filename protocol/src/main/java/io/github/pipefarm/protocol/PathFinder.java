package io.github.pipefarm.protocol;

import java.lang.reflect.InaccessibleObjectException;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Names the way from an object that Java serialization wrote to one that it found inside, since it
 * does not tell. Looks through arrays and collections on the way, and only after a failure.
 */
final class PathFinder {
  private static final String SOMEWHERE = "content";

  /** Past so many objects the search is given up. */
  private static final int MOST_OBJECTS = 1_000_000;

  /** How far down it looks; more is seldom left to Java serialization. */
  private static final int DEEPEST = 6;

  private final Object target;
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private PathFinder(Object target) {
    this.target = target;
  }

  /** The steps that lead from the holder to the target, with the target's class. */
  static String step(Object holder, Object target) {
    String found = null;
    try {
      found = new PathFinder(target).search(holder, 0);
    } catch (RuntimeException e) {
      // Code of the holder's own that fails.
    }
    return found == null ? Failure.step(SOMEWHERE, target) : found;
  }

  private @Nullable String search(Object holder, int depth) {
    if (depth == DEEPEST || seen.size() == MOST_OBJECTS || !seen.add(holder)) {
      return null;
    }
    if (holder instanceof Collection<?> collection) {
      int i = 0;
      for (Object element : collection) {
        String found = at("[" + i++ + "]", element, depth);
        if (found != null) {
          return found;
        }
      }
    } else if (holder instanceof Map<?, ?> map) {
      return inMap(map, depth);
    } else if (holder instanceof Object[] array) {
      for (int i = 0; i < array.length; i++) {
        String found = at("[" + i + "]", array[i], depth);
        if (found != null) {
          return found;
        }
      }
    } else if (holder instanceof AtomicReferenceArray<?> array) {
      for (int i = 0; i < array.length(); i++) {
        String found = at("[" + i + "]", array.get(i), depth);
        if (found != null) {
          return found;
        }
      }
    }
    return inFields(holder, depth);
  }

  private @Nullable String inMap(Map<?, ?> map, int depth) {
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String found = at("key", entry.getKey(), depth);
      if (found == null) {
        found = at(MapSerializer.label(entry.getKey()), entry.getValue(), depth);
      }
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private @Nullable String inFields(Object holder, int depth) {
    for (Class<?> c = holder.getClass(); c != null && !isOfPlatform(c); c = c.getSuperclass()) {
      for (FieldSlot field : fieldsOf(c)) {
        Object value = field.isPrimitive() ? null : field.get(holder);
        String found = at(field.name(), value, depth);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static FieldSlot[] fieldsOf(Class<?> type) {
    try {
      return FieldSlot.ofClassAlone(type);
    } catch (InaccessibleObjectException e) {
      return new FieldSlot[0];
    }
  }

  /** The step that leads to an object, and those behind it, if one of them is the target. */
  private @Nullable String at(String step, @Nullable Object object, int depth) {
    if (object == target) {
      return Failure.step(step, object);
    }
    if (object == null || !isLookedThrough(object)) {
      return null;
    }
    String behind = search(object, depth + 1);
    return behind == null ? null : Failure.step(step, object) + " → " + behind;
  }

  /** What Java serialization was left to write, and does not hide. */
  private static boolean isLookedThrough(Object object) {
    return object instanceof Object[]
        || (isOfPlatform(object.getClass())
            && (object instanceof Collection
                || object instanceof Map
                || object instanceof AtomicReferenceArray));
  }

  private static boolean isOfPlatform(Class<?> type) {
    return ClassName.of(type).ofPlatform();
  }
}
