package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedSet;
import java.util.Stack;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's collections: made by their constructor, then filled. So they may contain themselves.
 */
final class CollectionSerializer extends Serializer<Collection<?>> {
  private static final Set<Class<?>> UNORDERED =
      Set.of(
          ArrayList.class,
          LinkedList.class,
          ArrayDeque.class,
          HashSet.class,
          LinkedHashSet.class,
          Vector.class,
          Stack.class,
          ConcurrentLinkedQueue.class,
          ConcurrentLinkedDeque.class);
  private static final Set<Class<?>> ORDERED =
      Set.of(TreeSet.class, PriorityQueue.class, ConcurrentSkipListSet.class);

  static boolean makes(Class<?> type) {
    return UNORDERED.contains(type) || ORDERED.contains(type);
  }

  @Override
  public void write(Kryo kryo, Output output, Collection<?> collection) {
    if (collection instanceof SortedSet<?> set) {
      Comparators.write(kryo, output, collection, set.comparator());
    } else if (collection instanceof PriorityQueue<?> queue) {
      Comparators.write(kryo, output, collection, queue.comparator());
    }
    Elements.write(kryo, output, collection);
  }

  @Override
  public Collection<?> read(Kryo kryo, Input input, Class<? extends Collection<?>> type) {
    Comparator<Object> comparator = ORDERED.contains(type) ? Comparators.read(kryo, input) : null;
    int size = ((GraphInput) input).readCount();
    Collection<@Nullable Object> collection = make(type, size, comparator);
    kryo.reference(collection);
    for (int i = 0; i < size; i++) {
      collection.add(Elements.read(kryo, input, i));
    }
    return collection;
  }

  @SuppressWarnings("JdkObsolete") // whatever users hold
  private static Collection<@Nullable Object> make(
      Class<?> type, int size, @Nullable Comparator<Object> comparator) {
    return switch (type.getName()) {
      case "java.util.ArrayList" -> new ArrayList<>(size);
      case "java.util.LinkedList" -> new LinkedList<>();
      case "java.util.ArrayDeque" -> new ArrayDeque<>(size);
      case "java.util.HashSet" -> new HashSet<>(MapSerializer.capacity(size));
      case "java.util.LinkedHashSet" -> new LinkedHashSet<>(MapSerializer.capacity(size));
      case "java.util.Vector" -> new Vector<>(size);
      case "java.util.Stack" -> new Stack<>();
      case "java.util.concurrent.ConcurrentLinkedQueue" -> new ConcurrentLinkedQueue<>();
      case "java.util.concurrent.ConcurrentLinkedDeque" -> new ConcurrentLinkedDeque<>();
      case "java.util.TreeSet" -> new TreeSet<>(comparator);
      case "java.util.PriorityQueue" -> new PriorityQueue<>(comparator);
      case "java.util.concurrent.ConcurrentSkipListSet" -> new ConcurrentSkipListSet<>(comparator);
      default -> throw new IllegalArgumentException(type.getName());
    };
  }
}
