package io.github.pipefarm.protocol;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The class names that one end of a connection has told the other: each travels once, and is a
 * small number from then on. Names that an encoding has added wait in {@link #takeNew} for the
 * frame that must go before it; an encoding that fails takes them back.
 *
 * <p>An id stands for a class object, so for a name and its defining loader. Not thread-safe.
 */
public final class OutgoingNames {
  private final IdentityHashMap<Class<?>, Integer> ids = new IdentityHashMap<>();
  private final List<Class<?>> classes = new ArrayList<>();
  private int told;

  /** The id of a class, which is new if it had none. */
  int idOf(Class<?> type) {
    Integer id = ids.get(type);
    if (id == null) {
      id = classes.size();
      ids.put(type, id);
      classes.add(type);
    }
    return id;
  }

  /** How many classes have ids: a mark to {@link #rollBack} to. */
  int mark() {
    return classes.size();
  }

  /** Forgets the classes that got their ids after the mark. */
  void rollBack(int mark) {
    if (mark < told) {
      throw new IllegalStateException(
          "names up to " + told + " were told, rolling back to " + mark);
    }
    while (classes.size() > mark) {
      ids.remove(classes.remove(classes.size() - 1));
    }
  }

  /** Whether there are names that the other end has not been told. */
  public boolean hasNew() {
    return told < classes.size();
  }

  /** The names that the other end has not been told, in the order of their ids; now it is told. */
  public List<ClassName> takeNew() {
    List<ClassName> names = new ArrayList<>(classes.size() - told);
    for (Class<?> type : classes.subList(told, classes.size())) { // no lambda: it would cost 5 ms
      names.add(ClassName.of(type));
    }
    told = classes.size();
    return names;
  }
}
