package io.github.pipefarm;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The results of a large job: a list that may be changed like any other, whose elements stand in
 * many short lists. One array of a million references is humongous to the G1 collector: it is old
 * from the beginning, and so whatever it refers to is copied again and again, and stays when the
 * list is garbage, until the whole old generation is collected.
 *
 * <p>It becomes one list as soon as anything but its end is to grow or shrink. It travels as an
 * {@link ArrayList}. Not thread-safe.
 */
final class ResultList<E extends @Nullable Object> extends AbstractList<E>
    implements RandomAccess, Serializable {
  private static final long serialVersionUID = 1;

  private static final int CHUNK_BITS = 13;

  /** How many elements stand together: their references take 64 KB at most. */
  static final int CHUNK = 1 << CHUNK_BITS;

  /** All but the last are full. */
  private final transient List<List<E>> chunks = new ArrayList<>();

  private transient int size;

  /** Whether all elements stand in one chunk, however many they are. */
  private transient boolean isWhole;

  /** The list itself, or a plain one if it is short. */
  List<E> orPlain() {
    return switch (chunks.size()) {
      case 0 -> new ArrayList<>();
      case 1 -> chunks.get(0);
      default -> this;
    };
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public E get(int index) {
    Objects.checkIndex(index, size);
    return chunkOf(index).get(within(index));
  }

  @Override
  public E set(int index, E element) {
    Objects.checkIndex(index, size);
    return chunkOf(index).set(within(index), element);
  }

  private List<E> chunkOf(int index) {
    return chunks.get(isWhole ? 0 : index >> CHUNK_BITS);
  }

  private int within(int index) {
    return isWhole ? index : index & (CHUNK - 1);
  }

  @Override
  public boolean add(E element) {
    if (!isWhole && (size & (CHUNK - 1)) == 0) {
      chunks.add(size == 0 ? new ArrayList<>() : new ArrayList<>(CHUNK));
    }
    chunks.get(chunks.size() - 1).add(element);
    changed(size + 1);
    return true;
  }

  @Override
  public void add(int index, E element) {
    List<E> all = whole();
    all.add(index, element);
    changed(all.size());
  }

  @Override
  public boolean addAll(int index, Collection<? extends E> elements) {
    List<E> all = whole();
    boolean hasGrown = all.addAll(index, elements);
    changed(all.size());
    return hasGrown;
  }

  @Override
  public E remove(int index) {
    List<E> all = whole();
    E removed = all.remove(index);
    changed(all.size());
    return removed;
  }

  @Override
  protected void removeRange(int from, int to) {
    List<E> all = whole();
    all.subList(from, to).clear();
    changed(all.size());
  }

  @Override
  public boolean removeIf(Predicate<? super E> filter) {
    List<E> all = whole();
    boolean hasShrunk = all.removeIf(filter);
    changed(all.size());
    return hasShrunk;
  }

  @Override
  public boolean removeAll(Collection<?> unwanted) {
    Objects.requireNonNull(unwanted, "unwanted");
    return removeIf(unwanted::contains);
  }

  @Override
  public boolean retainAll(Collection<?> wanted) {
    Objects.requireNonNull(wanted, "wanted");
    return removeIf(element -> !wanted.contains(element));
  }

  private void changed(int newSize) {
    size = newSize;
    modCount++;
  }

  private List<E> whole() {
    if (!isWhole) {
      List<E> all = new ArrayList<>(this);
      chunks.clear();
      chunks.add(all);
      isWhole = true;
    }
    return chunks.get(0);
  }

  private Object writeReplace() {
    return new ArrayList<>(this);
  }
}
