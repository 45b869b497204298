package io.github.pipefarm.protocol;

import com.esotericsoftware.kryo.kryo5.ClassResolver;
import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.util.IdentityMap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Classes on the wire: 0 is null, then come the few that every connection knows, then the
 * connection's own ids. What is the same for all objects of a class is decided once and kept in its
 * {@link KnownClass}.
 */
@SuppressWarnings("rawtypes") // as in the interface
final class NameResolver implements ClassResolver {
  private final IdentityMap<Class<?>, KnownClass> known = new IdentityMap<>();
  private final @Nullable KnownClass[] fixed = new KnownClass[Serializers.FIRST_NAMED];
  private @Nullable Serializers serializers;
  private @Nullable KnownClass last;

  private @Nullable OutgoingNames outgoing;
  // Numbers hold only for the names they were taken from.
  private int epoch;

  private @Nullable IncomingNames incoming;
  private @Nullable ClassLoader loader;
  private @Nullable KnownClass[] named = new KnownClass[32];

  /** Kryo's constructor has run, whose own registrations were ignored. */
  void start(Serializers chosen) {
    serializers = chosen;
    for (KnownClass registration : chosen.fixed()) {
      fixed[registration.wire] = registration;
      if (registration.getType() != Object.class) { // which stands for any class
        known.put(registration.getType(), registration);
      }
    }
  }

  /** Gives new classes their numbers from these names, from now on. */
  void writeWith(OutgoingNames names) {
    if (outgoing != names) {
      outgoing = names;
      epoch++;
    }
  }

  /** Reads numbers by these names, from now on. */
  void readWith(IncomingNames names, ClassLoader applicationLoader) {
    if (incoming != names || loader != applicationLoader) {
      incoming = names;
      loader = applicationLoader;
      Arrays.fill(named, null);
    }
  }

  /** Where the classes that are being read come from. */
  ClassLoader loader() {
    if (loader == null) {
      throw new IllegalStateException("not decoding");
    }
    return loader;
  }

  /** The classes of what is being read. */
  AllowedClasses allowed() {
    return incoming == null ? AllowedClasses.ALL : incoming.allowed();
  }

  @Override
  public void setKryo(Kryo kryo) {}

  @Override
  public @Nullable KnownClass getRegistration(Class type) {
    return serializers == null ? null : registration(type);
  }

  KnownClass registration(Class<?> type) {
    KnownClass recent = last;
    if (recent != null && recent.getType() == type) {
      return recent;
    }
    KnownClass found = known.get(type);
    if (found == null) {
      if (serializers == null) {
        throw new IllegalStateException("not started");
      }
      found = serializers.decide(type);
      known.put(type, found);
    }
    last = found;
    return found;
  }

  @Override
  public @Nullable KnownClass writeClass(Output output, @Nullable Class type) {
    if (type == null) {
      output.writeByte(0);
      return null;
    }
    KnownClass registration = registration(type);
    output.writeVarInt(wire(registration), true);
    return registration;
  }

  private int wire(KnownClass registration) {
    Class<?> travelsAs = registration.travelsAs();
    if (travelsAs != null && registration.epoch != epoch) {
      registration.wire = idOf(travelsAs) + Serializers.FIRST_NAMED;
      registration.epoch = epoch;
    }
    return registration.wire;
  }

  /** The number of a class as such, whether or not its objects could travel. */
  int idOf(Class<?> type) {
    if (outgoing == null) {
      throw new IllegalStateException("not encoding");
    }
    return outgoing.idOf(type);
  }

  @Override
  public @Nullable KnownClass readClass(Input input) {
    int wire = input.readVarInt(true);
    if (wire == 0) {
      return null;
    }
    int id = wire - Serializers.FIRST_NAMED;
    if (id < 0) {
      return fixed[Math.max(wire, 0)];
    }
    KnownClass registration = id < named.length ? named[id] : null;
    return registration != null ? registration : load(id);
  }

  private KnownClass load(int id) {
    Class<?> type = classOf(id);
    KnownClass registration = registration(type);
    if (registration.travelsAs() == null) {
      // The other end could read the fields, and this one can't write them.
      throw Serializers.closed(type, null);
    }
    if (id >= named.length) {
      named = Arrays.copyOf(named, Math.max(id + 1, named.length * 2));
    }
    named[id] = registration;
    return registration;
  }

  /** The class of a number from {@link #idOf}. */
  Class<?> classOf(int id) {
    if (incoming == null) {
      throw new IllegalStateException("not decoding");
    }
    try {
      return incoming.classOf(id, loader());
    } catch (ClassNotFoundException | LinkageError e) {
      throw Failure.of(e, incoming.nameOf(id));
    }
  }

  @Override
  public @Nullable Registration getRegistration(int classId) {
    return null;
  }

  @Override
  public Registration register(Registration registration) {
    return registration;
  }

  @Override
  public @Nullable Registration unregister(int classId) {
    return null;
  }

  @Override
  public Registration registerImplicit(Class type) {
    return registration(type);
  }

  @Override
  public void reset() {}
}
