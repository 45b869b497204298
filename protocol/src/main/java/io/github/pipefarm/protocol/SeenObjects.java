package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.ReferenceResolver;
import com.esotericsoftware.kryo.kryo5.util.IdentityObjectIntMap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one graph by number, so that each travels once. The first few are found by looking
 * at each, which is faster than hashing by identity for the small graphs that most items are.
 *
 * <p>Some objects can only be made when all their parts are there: records, lambdas, unmodifiable
 * collections. While their parts are being written they are <i>open</i>, and a reference back to
 * one is a cycle that could not be read.
 */
@SuppressWarnings("rawtypes") // as in the interface
final class SeenObjects implements ReferenceResolver {
  private static final int LOOKED_AT = 12;
  private static final int KEPT = 1024;

  private final NameResolver names;
  private final IdentityObjectIntMap<Object> written = new IdentityObjectIntMap<>();
  private @Nullable Object[] objects = new Object[32];
  private int count;
  private @Nullable Object[] open = new Object[16];
  private int openCount;

  SeenObjects(NameResolver names) {
    this.names = names;
  }

  @Override
  public void setKryo(Kryo kryo) {}

  @Override
  public boolean useReferences(Class type) {
    return names.registration(type).tracked();
  }

  /** Says that the parts of an object are being written that is made from them at the other end. */
  void open(Object object) {
    if (openCount == open.length) {
      open = Arrays.copyOf(open, openCount * 2);
    }
    open[openCount++] = object;
  }

  void close() {
    open[--openCount] = null;
  }

  @Override
  public int getWrittenId(Object object) {
    int id = find(object);
    if (id >= 0 && openCount > 0) {
      checkNotOpen(object);
    }
    return id;
  }

  private int find(Object object) {
    if (count > LOOKED_AT) {
      return written.get(object, -1);
    }
    for (int i = 0; i < count; i++) {
      if (objects[i] == object) {
        return i;
      }
    }
    return -1;
  }

  private void checkNotOpen(Object object) {
    for (int i = 0; i < openCount; i++) {
      if (open[i] == object) {
        throw new Failure(
            "the object refers back to itself in a cycle, which can't be kept for records, lambdas,"
                + " unmodifiable collections and classes with a serial form of their own: take the"
                + " reference back out of what it holds",
            object.getClass());
      }
    }
  }

  @Override
  public int addWrittenObject(Object object) {
    int id = add(object);
    if (id == LOOKED_AT) {
      for (int i = 0; i < id; i++) {
        written.put(objects[i], i);
      }
    }
    if (id >= LOOKED_AT) {
      written.put(object, id);
    }
    return id;
  }

  private int add(@Nullable Object object) {
    if (count == objects.length) {
      objects = Arrays.copyOf(objects, count * 2);
    }
    objects[count] = object;
    return count++;
  }

  @Override
  public int nextReadId(Class type) {
    return add(null);
  }

  @Override
  public void setReadObject(int id, Object object) {
    objects[id] = object;
  }

  @Override
  public Object getReadObject(Class type, int id) {
    Object object = id >= 0 && id < count ? objects[id] : null;
    if (object == null) {
      throw Failure.damaged("a reference to an object that is not there");
    }
    return object;
  }

  @Override
  public void reset() {
    if (count > LOOKED_AT) {
      written.clear(KEPT * 2);
    }
    if (objects.length > KEPT) {
      objects = new Object[KEPT];
    } else {
      Arrays.fill(objects, 0, count, null);
    }
    count = 0;
    openCount = 0;
  }
}
