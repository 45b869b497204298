package io.github.pipefarm;

import io.github.pipefarm.function.Shared;
import io.github.pipefarm.protocol.HandleHome;
import io.github.pipefarm.protocol.HandleId;
import io.github.pipefarm.protocol.Handles;
import io.github.pipefarm.protocol.Mentions;
import io.github.pipefarm.protocol.Payload;
import io.github.pipefarm.protocol.SharedForm;
import io.github.pipefarm.protocol.TransferException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The caller's handle on a value that its farm's workers have copies of. */
// The value goes through untyped hands.
@SuppressWarnings({"unchecked", "NullAway"})
final class SharedValue<T extends @Nullable Object> implements Shared<T>, Serializable {
  private static final long serialVersionUID = 1;

  /** What the farm keeps of a value, which must not refer to the handle. */
  static final class Held implements Runnable {
    final HandleId id;
    final Payload encoded;

    /** The handles that the value itself mentions. */
    final List<Object> mentioned;

    private final FarmRuntime farm;
    private final SharedForm form;
    private volatile boolean released;

    private Held(HandleId id, Payload encoded, List<Object> mentioned, FarmRuntime farm) {
      this.id = id;
      this.encoded = encoded;
      this.mentioned = mentioned;
      this.farm = farm;
      this.form = new SharedForm(id, farm.name());
    }

    boolean isReleased() {
      return released;
    }

    /** The handle was closed, or is unreachable; called once. */
    @Override
    public void run() {
      released = true;
      form.isGone();
      farm.unshare(this);
    }
  }

  private final transient Held held;
  private final transient Cleaner.Cleanable release;
  private transient volatile @Nullable T value;

  private SharedValue(Held held, T value) {
    this.held = held;
    this.value = value;
    this.release = Handles.onceUnreachable(this, held);
  }

  static <T extends @Nullable Object> Shared<T> of(T value, FarmRuntime farm) {
    farm.checkOpen();
    Mentions mentions = new Mentions(farm);
    Payload encoded;
    try {
      encoded = mentions.during(() -> farm.blobs().encode(value));
    } catch (TransferException e) {
      throw Failures.notTransferable("the value can't be shared with workers", "value", e);
    }
    Held held = new Held(HandleId.next(), farm.store(encoded), mentions.take(), farm);
    SharedValue<T> handle = new SharedValue<>(held, value);
    held.form.isAtHome(handle);
    farm.share(held);
    return handle;
  }

  Held held() {
    return held;
  }

  @Override
  public T get() {
    try {
      T own = value; // before looking: closing goes the other way round
      if (held.isReleased()) {
        throw new IllegalStateException("the shared value was closed");
      }
      return own;
    } finally {
      Reference.reachabilityFence(this); // or it could be released while it is being asked
    }
  }

  @Override
  public void close() {
    release.clean();
    value = null;
  }

  private Object writeReplace() {
    try {
      checkTravelsTo(Mentions.note(this));
      return held.form;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private void checkTravelsTo(@Nullable HandleHome farm) {
    if (held.isReleased()) {
      throw Mentions.refusal("the shared value was closed", Shared.class);
    }
    if (farm != null && farm != held.farm) {
      throw Mentions.refusal(
          "the value is shared in farm "
              + held.farm.name()
              + " and not in this one: share it here too",
          Shared.class);
    }
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("it travels in another form");
  }

  @Override
  public String toString() {
    return "a value shared in farm " + held.farm.name();
  }
}
