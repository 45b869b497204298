package io.github.pipefarm.protocol;

import io.github.pipefarm.function.Shared;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a shared value's handle travels as. In a worker it becomes a handle on the worker's copy,
 * and at home it is again the caller's own.
 *
 * @param farm the farm that the value is shared in, for messages
 */
public record SharedForm(HandleId id, String farm) implements Serializable {
  private static final Map<HandleId, WeakReference<Shared<?>>> AT_HOME = new ConcurrentHashMap<>();

  /** Notes a handle that was made here. */
  public void isAtHome(Shared<?> handle) {
    AT_HOME.put(id, new WeakReference<>(handle));
  }

  /** Forgets such a handle. */
  public void isGone() {
    AT_HOME.remove(id);
  }

  private Object readResolve() {
    WorkerState state = WorkerState.current();
    if (state == null || !state.knowsShared(id)) {
      WeakReference<Shared<?>> own = AT_HOME.get(id);
      Shared<?> handle = own == null ? null : own.get();
      if (handle != null) {
        return handle;
      }
    }
    return new AtWorker(this, state);
  }

  /** A handle on a worker's copy. */
  private static final class AtWorker implements Shared<@Nullable Object>, Serializable {
    private static final long serialVersionUID = 1;

    private final transient SharedForm form;
    private final transient @Nullable WorkerState state;

    AtWorker(SharedForm form, @Nullable WorkerState state) {
      this.form = form;
      this.state = state;
    }

    @Override
    public @Nullable Object get() {
      if (state == null) {
        throw new IllegalStateException(
            "the handle of a value shared in farm " + form.farm + " is of use in its tasks only");
      }
      try {
        return state.shared(form.id);
      } catch (Exception e) {
        throw Thrower.sneaky(e);
      }
    }

    /** A value is shared by the coordinator, and closed there. */
    @Override
    public void close() {
      throw new IllegalStateException("a shared value can't be closed by a task");
    }

    private Object writeReplace() {
      HandleHome to = Mentions.note(this);
      if (to != null && !to.equals(state)) {
        throw Mentions.refusal(
            "the value is shared in farm "
                + form.farm
                + " and not in this one: get() it, and share that here too",
            Shared.class);
      }
      return form;
    }

    @Override
    public String toString() {
      return "a value shared in farm " + form.farm;
    }
  }
}
