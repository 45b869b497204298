package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Date;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/** Values of the JDK that are common, or that no serialization of the JDK's own knows. */
final class ValueSerializers {
  private ValueSerializers() {}

  /** Classes by name; an object of the class need not be transferable. */
  static final class OfClass extends Serializer<Class<?>> {
    private static final Class<?>[] PRIMITIVES = {
      void.class,
      boolean.class,
      byte.class,
      short.class,
      char.class,
      int.class,
      long.class,
      float.class,
      double.class
    };

    @Override
    public void write(Kryo kryo, Output output, Class<?> type) {
      for (int i = 0; i < PRIMITIVES.length; i++) {
        if (type == PRIMITIVES[i]) {
          output.writeVarInt(i, true);
          return;
        }
      }
      if (type.isHidden()) {
        throw new Failure("the class is hidden, so the other end can't load it", type);
      }
      output.writeVarInt(GraphKryo.of(kryo).names().idOf(type) + PRIMITIVES.length, true);
    }

    @Override
    public Class<?> read(Kryo kryo, Input input, Class<? extends Class<?>> type) {
      int number = input.readVarInt(true);
      return number >= 0 && number < PRIMITIVES.length
          ? PRIMITIVES[number]
          : GraphKryo.of(kryo).names().classOf(number - PRIMITIVES.length);
    }
  }

  static final class OfUuid extends Serializer<UUID> {
    @Override
    public void write(Kryo kryo, Output output, UUID uuid) {
      output.writeLong(uuid.getMostSignificantBits());
      output.writeLong(uuid.getLeastSignificantBits());
    }

    @Override
    public UUID read(Kryo kryo, Input input, Class<? extends UUID> type) {
      return new UUID(input.readLong(), input.readLong());
    }
  }

  static final class OfDate extends Serializer<Date> {
    @Override
    @SuppressWarnings("JavaUtilDate") // what users hold
    public void write(Kryo kryo, Output output, Date date) {
      output.writeLong(date.getTime());
    }

    @Override
    @SuppressWarnings("JavaUtilDate")
    public Date read(Kryo kryo, Input input, Class<? extends Date> type) {
      return new Date(input.readLong());
    }
  }

  static final class OfPath extends Serializer<Path> {
    @Override
    public void write(Kryo kryo, Output output, Path path) {
      if (path.getFileSystem() != FileSystems.getDefault()) {
        throw new Failure(
            "the path belongs to a file system of this process ("
                + path.getFileSystem().provider().getScheme()
                + "): send its URI, and open the file system in the task",
            path.getClass());
      }
      output.writeString(path.toString());
    }

    @Override
    public Path read(Kryo kryo, Input input, Class<? extends Path> type) {
      return Path.of(input.readString());
    }
  }

  static final class OfCharset extends Serializer<Charset> {
    @Override
    public void write(Kryo kryo, Output output, Charset charset) {
      output.writeString(charset.name());
    }

    @Override
    public Charset read(Kryo kryo, Input input, Class<? extends Charset> type) {
      return Charset.forName(input.readString());
    }
  }

  static final class OfOptional extends Serializer<Optional<?>> {
    @Override
    public void write(Kryo kryo, Output output, Optional<?> optional) {
      Object value = optional.orElse(null);
      SeenObjects seen = GraphKryo.of(kryo).seen();
      seen.open(optional);
      try {
        kryo.writeClassAndObject(output, value);
      } catch (RuntimeException e) {
        throw Failure.of(e, Optional.class.getName()).at(Failure.step("value", value));
      }
      seen.close();
    }

    @Override
    public Optional<?> read(Kryo kryo, Input input, Class<? extends Optional<?>> type) {
      return Optional.ofNullable(kryo.readClassAndObject(input));
    }
  }

  static final class OfOptionalInt extends Serializer<OptionalInt> {
    @Override
    public void write(Kryo kryo, Output output, OptionalInt optional) {
      output.writeBoolean(optional.isPresent());
      if (optional.isPresent()) {
        output.writeInt(optional.getAsInt());
      }
    }

    @Override
    public OptionalInt read(Kryo kryo, Input input, Class<? extends OptionalInt> type) {
      return input.readBoolean() ? OptionalInt.of(input.readInt()) : OptionalInt.empty();
    }
  }

  static final class OfOptionalLong extends Serializer<OptionalLong> {
    @Override
    public void write(Kryo kryo, Output output, OptionalLong optional) {
      output.writeBoolean(optional.isPresent());
      if (optional.isPresent()) {
        output.writeLong(optional.getAsLong());
      }
    }

    @Override
    public OptionalLong read(Kryo kryo, Input input, Class<? extends OptionalLong> type) {
      return input.readBoolean() ? OptionalLong.of(input.readLong()) : OptionalLong.empty();
    }
  }

  static final class OfOptionalDouble extends Serializer<OptionalDouble> {
    @Override
    public void write(Kryo kryo, Output output, OptionalDouble optional) {
      output.writeBoolean(optional.isPresent());
      if (optional.isPresent()) {
        output.writeDouble(optional.getAsDouble());
      }
    }

    @Override
    public OptionalDouble read(Kryo kryo, Input input, Class<? extends OptionalDouble> type) {
      return input.readBoolean() ? OptionalDouble.of(input.readDouble()) : OptionalDouble.empty();
    }
  }

  static final class OfAtomicReference extends Serializer<AtomicReference<?>> {
    @Override
    public void write(Kryo kryo, Output output, AtomicReference<?> reference) {
      Object value = reference.get();
      try {
        kryo.writeClassAndObject(output, value);
      } catch (RuntimeException e) {
        throw Failure.of(e, AtomicReference.class.getName()).at(Failure.step("value", value));
      }
    }

    @Override
    public AtomicReference<?> read(
        Kryo kryo, Input input, Class<? extends AtomicReference<?>> type) {
      AtomicReference<Object> reference = new AtomicReference<>();
      kryo.reference(reference);
      reference.set(kryo.readClassAndObject(input));
      return reference;
    }
  }
}
