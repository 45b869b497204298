package io.github.pipefarm.protocol;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The class names that one end of a connection has told the other: each travels once, and is a
 * small number from then on. Names that an encoding has added wait in {@link #takeNew} for the
 * frame that must go before it; an encoding that fails takes them back.
 *
 * <p>An id stands for a class object, so for a name and its defining loader. The classes are kept,
 * and so are their loaders, until the names start anew. Not thread-safe.
 */
public final class OutgoingNames {
  private final IdentityHashMap<Class<?>, Integer> ids = new IdentityHashMap<>();
  private final List<Class<?>> classes = new ArrayList<>();
  private int told;
  private boolean foreign;
  private boolean anew;

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
    return anew || told < classes.size();
  }

  /** The names that the other end has not been told, in the order of their ids; now it is told. */
  public List<ClassName> takeNew() {
    List<ClassName> names = new ArrayList<>(classes.size() - told);
    for (Class<?> type : classes.subList(told, classes.size())) { // no lambda: it would cost 5 ms
      ClassName name = ClassName.of(type);
      foreign |= name.isForeign();
      names.add(name);
    }
    told = classes.size();
    return names;
  }

  /** Whether there are classes among those told that do not come from the class path. */
  public boolean isForeign() {
    return foreign;
  }

  /** The loaders that the classes come from, but for those of the class path. */
  Set<ClassLoader> foreignLoaders() {
    Set<ClassLoader> loaders = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Class<?> type : classes) {
      Class<?> element = type;
      while (element.isArray()) {
        element = element.getComponentType();
      }
      ClassLoader loader = element.getClassLoader();
      if (loader != null && Loaders.isForeign(loader)) {
        loaders.add(loader);
      }
    }
    return loaders;
  }

  /** Begins again, as does the other end once it is told. */
  void startAnew() {
    ids.clear();
    classes.clear();
    told = 0;
    foreign = false;
    anew = true;
  }

  /** Whether the other end is to be told that it begins again; now it is. */
  boolean takeAnew() {
    boolean was = anew;
    anew = false;
    return was;
  }
}
