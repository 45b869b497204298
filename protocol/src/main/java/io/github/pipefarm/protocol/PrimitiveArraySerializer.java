package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;

/**
 * Arrays of primitives, a buffer's worth at a time, whatever their length. (Kryo's own serializers
 * compute sizes in ints, which overflow from 2 GB on, and allocate what is declared.)
 */
abstract class PrimitiveArraySerializer extends Serializer<Object> {
  private final Class<?> component;
  private final int width;

  private PrimitiveArraySerializer(Class<?> component, int width) {
    this.component = component;
    this.width = width;
  }

  static PrimitiveArraySerializer of(Class<?> component) {
    return switch (component.getName()) {
      case "byte" -> new OfBytes();
      case "boolean" -> new OfBooleans();
      case "short" -> new OfShorts();
      case "char" -> new OfChars();
      case "int" -> new OfInts();
      case "long" -> new OfLongs();
      case "float" -> new OfFloats();
      case "double" -> new OfDoubles();
      default -> throw new IllegalArgumentException(component.getName());
    };
  }

  /** Copies elements into the buffer. */
  abstract void put(Object array, int from, int count, ByteBuffer buffer);

  /** Copies elements out of the buffer. */
  abstract void get(ByteBuffer buffer, Object array, int from, int count);

  @Override
  public void write(Kryo kryo, Output output, Object array) {
    GraphOutput out = (GraphOutput) output;
    int length = Array.getLength(array);
    out.writeVarInt(length, true);
    int from = 0;
    while (from < length) {
      ByteBuffer room = out.room(width);
      int count = Math.min(length - from, room.remaining() / width);
      put(array, from, count, room);
      out.used(count * width);
      from += count;
    }
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
    GraphInput in = (GraphInput) input;
    int length = in.readVarInt(true);
    in.expect(length, width);
    Object array = Array.newInstance(component, length);
    int from = 0;
    while (from < length) {
      ByteBuffer buffered = in.buffered(width);
      int count = Math.min(length - from, buffered.remaining() / width);
      get(buffered, array, from, count);
      in.taken(count * width);
      from += count;
    }
    return array;
  }

  private static final class OfBytes extends PrimitiveArraySerializer {
    OfBytes() {
      super(byte.class, 1);
    }

    @Override
    public void write(Kryo kryo, Output output, Object array) {
      byte[] bytes = (byte[]) array;
      output.writeVarInt(bytes.length, true);
      output.writeBytes(bytes, 0, bytes.length);
    }

    @Override
    public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
      return input.readBytes(input.readVarInt(true));
    }

    @Override
    void put(Object array, int from, int count, ByteBuffer buffer) {
      buffer.put((byte[]) array, from, count);
    }

    @Override
    void get(ByteBuffer buffer, Object array, int from, int count) {
      buffer.get((byte[]) array, from, count);
    }
  }

  private static final class OfBooleans extends PrimitiveArraySerializer {
    OfBooleans() {
      super(boolean.class, 1);
    }

    @Override
    void put(Object array, int from, int count, ByteBuffer buffer) {
      boolean[] booleans = (boolean[]) array;
      for (int i = from; i < from + count; i++) {
        buffer.put((byte) (booleans[i] ? 1 : 0));
      }
    }

    @Override
    void get(ByteBuffer buffer, Object array, int from, int count) {
      boolean[] booleans = (boolean[]) array;
      for (int i = from; i < from + count; i++) {
        booleans[i] = buffer.get() != 0;
      }
    }
  }

  private static final class OfShorts extends PrimitiveArraySerializer {
    OfShorts() {
      super(short.class, Short.BYTES);
    }

    @Override
    void put(Object array, int from, int count, ByteBuffer buffer) {
      buffer.asShortBuffer().put((short[]) array, from, count);
    }

    @Override
    void get(ByteBuffer buffer, Object array, int from, int count) {
      buffer.asShortBuffer().get((short[]) array, from, count);
    }
  }

  private static final class OfChars extends PrimitiveArraySerializer {
    OfChars() {
      super(char.class, Character.BYTES);
    }

    @Override
    void put(Object array, int from, int count, ByteBuffer buffer) {
      buffer.asCharBuffer().put((char[]) array, from, count);
    }

    @Override
    void get(ByteBuffer buffer, Object array, int from, int count) {
      buffer.asCharBuffer().get((char[]) array, from, count);
    }
  }

  private static final class OfInts extends PrimitiveArraySerializer {
    OfInts() {
      super(int.class, Integer.BYTES);
    }

    @Override
    void put(Object array, int from, int count, ByteBuffer buffer) {
      buffer.asIntBuffer().put((int[]) array, from, count);
    }

    @Override
    void get(ByteBuffer buffer, Object array, int from, int count) {
      buffer.asIntBuffer().get((int[]) array, from, count);
    }
  }

  private static final class OfLongs extends PrimitiveArraySerializer {
    OfLongs() {
      super(long.class, Long.BYTES);
    }

    @Override
    void put(Object array, int from, int count, ByteBuffer buffer) {
      buffer.asLongBuffer().put((long[]) array, from, count);
    }

    @Override
    void get(ByteBuffer buffer, Object array, int from, int count) {
      buffer.asLongBuffer().get((long[]) array, from, count);
    }
  }

  private static final class OfFloats extends PrimitiveArraySerializer {
    OfFloats() {
      super(float.class, Float.BYTES);
    }

    @Override
    void put(Object array, int from, int count, ByteBuffer buffer) {
      buffer.asFloatBuffer().put((float[]) array, from, count);
    }

    @Override
    void get(ByteBuffer buffer, Object array, int from, int count) {
      buffer.asFloatBuffer().get((float[]) array, from, count);
    }
  }

  private static final class OfDoubles extends PrimitiveArraySerializer {
    OfDoubles() {
      super(double.class, Double.BYTES);
    }

    @Override
    void put(Object array, int from, int count, ByteBuffer buffer) {
      buffer.asDoubleBuffer().put((double[]) array, from, count);
    }

    @Override
    void get(ByteBuffer buffer, Object array, int from, int count) {
      buffer.asDoubleBuffer().get((double[]) array, from, count);
    }
  }
}
