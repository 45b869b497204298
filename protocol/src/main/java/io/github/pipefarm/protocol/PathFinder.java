package io.github.pipefarm.protocol;

import java.lang.reflect.InaccessibleObjectException;
import java.util.Collection;
import java.util.Map;

/**
 * Names the step from an object that Java serialization wrote to one that it found inside, since it
 * does not tell. Looks one level deep, and only after a failure.
 */
final class PathFinder {
  private static final String SOMEWHERE = "content";

  /** Of a larger collection only so many elements are looked at. */
  private static final int MOST_ELEMENTS = 1_000_000;

  private PathFinder() {}

  static String step(Object holder, Object target) {
    try {
      if (holder instanceof Collection<?> collection) {
        return inCollection(collection, target);
      }
      if (holder instanceof Map<?, ?> map) {
        return inMap(map, target);
      }
      return inFields(holder, target);
    } catch (RuntimeException e) { // closed to us, or code of the holder's own that fails
      return SOMEWHERE;
    }
  }

  private static String inCollection(Collection<?> collection, Object target) {
    int i = 0;
    for (Object element : collection) {
      if (element == target) {
        return "[" + i + "]";
      }
      if (++i == MOST_ELEMENTS) {
        break;
      }
    }
    return SOMEWHERE;
  }

  private static String inMap(Map<?, ?> map, Object target) {
    int i = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (entry.getKey() == target) {
        return "key";
      }
      if (entry.getValue() == target) {
        return MapSerializer.label(entry.getKey());
      }
      if (++i == MOST_ELEMENTS) {
        break;
      }
    }
    return SOMEWHERE;
  }

  private static String inFields(Object holder, Object target) throws InaccessibleObjectException {
    for (FieldSlot field : FieldSlot.of(holder.getClass())) {
      if (field.holds(holder, target)) {
        return field.name();
      }
    }
    return SOMEWHERE;
  }
}
