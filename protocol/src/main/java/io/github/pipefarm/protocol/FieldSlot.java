package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One field of the objects of a class. Core reflection, which the JIT makes as fast as needed. */
final class FieldSlot {
  private enum Kind {
    OBJECT,
    INT,
    LONG,
    DOUBLE,
    BOOLEAN,
    BYTE,
    SHORT,
    CHAR,
    FLOAT;

    static Kind of(Class<?> type) {
      return type.isPrimitive() ? valueOf(type.getName().toUpperCase(Locale.ROOT)) : OBJECT;
    }
  }

  private final Field field;
  private final Kind kind;

  FieldSlot(Field field) {
    field.setAccessible(true);
    this.field = field;
    this.kind = Kind.of(field.getType());
  }

  /** The fields that make up an object's state, in an order that both ends agree on. */
  static FieldSlot[] of(Class<?> type) {
    List<FieldSlot> slots = new ArrayList<>();
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      addOf(c, slots);
    }
    return slots.toArray(new FieldSlot[0]);
  }

  /** The same, without those of superclasses. */
  static FieldSlot[] ofClassAlone(Class<?> type) {
    List<FieldSlot> slots = new ArrayList<>();
    addOf(type, slots);
    return slots.toArray(new FieldSlot[0]);
  }

  private static void addOf(Class<?> type, List<FieldSlot> slots) {
    Map<String, Field> inOrder = new TreeMap<>();
    for (Field field : type.getDeclaredFields()) {
      String held = field.getType().getName(); // obfuscators give many fields one name
      inOrder.put(field.getName().concat(" ").concat(held), field);
    }
    for (Field field : inOrder.values()) {
      if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
        slots.add(new FieldSlot(field)); // synthetic ones too: they hold what was captured
      }
    }
  }

  boolean isPrimitive() {
    return kind != Kind.OBJECT;
  }

  void write(Kryo kryo, Output output, Object object) {
    try {
      switch (kind) {
        case OBJECT -> kryo.writeClassAndObject(output, field.get(object));
        case INT -> output.writeVarInt(field.getInt(object), false);
        case LONG -> output.writeVarLong(field.getLong(object), false);
        case DOUBLE -> output.writeDouble(field.getDouble(object));
        case BOOLEAN -> output.writeBoolean(field.getBoolean(object));
        case BYTE -> output.writeByte(field.getByte(object));
        case SHORT -> output.writeShort(field.getShort(object));
        case CHAR -> output.writeChar(field.getChar(object));
        case FLOAT -> output.writeFloat(field.getFloat(object));
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads a value into the field. */
  void readInto(Kryo kryo, Input input, Object object) {
    try {
      switch (kind) {
        case OBJECT -> field.set(object, kryo.readClassAndObject(input));
        case INT -> field.setInt(object, input.readVarInt(false));
        case LONG -> field.setLong(object, input.readVarLong(false));
        case DOUBLE -> field.setDouble(object, input.readDouble());
        case BOOLEAN -> field.setBoolean(object, input.readBoolean());
        case BYTE -> field.setByte(object, input.readByte());
        case SHORT -> field.setShort(object, input.readShort());
        case CHAR -> field.setChar(object, input.readChar());
        case FLOAT -> field.setFloat(object, input.readFloat());
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads a value that is given to a constructor. */
  @Nullable Object read(Kryo kryo, Input input) {
    return switch (kind) {
      case OBJECT -> kryo.readClassAndObject(input);
      case INT -> input.readVarInt(false);
      case LONG -> input.readVarLong(false);
      case DOUBLE -> input.readDouble();
      case BOOLEAN -> input.readBoolean();
      case BYTE -> input.readByte();
      case SHORT -> input.readShort();
      case CHAR -> input.readChar();
      case FLOAT -> input.readFloat();
    };
  }

  /** What the object has in the field. */
  @Nullable Object get(Object holder) {
    try {
      return field.get(holder);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  String plainName() {
    return field.getName();
  }

  /** How the field is called in a path, with the class of what it holds in the object. */
  String step(Object holder) {
    return Failure.step(name(), get(holder));
  }

  /** How the field is called in a path, with the class it is declared to hold. */
  String declaredStep() {
    return name() + " (" + Failure.typeName(field.getType()) + ")";
  }

  /** How the field is called in a path. */
  String name() {
    boolean isOurs = field.getDeclaringClass().getNestHost() == Adapters.class;
    return isOurs ? field.getName() : "field \"" + field.getName() + "\"";
  }
}
