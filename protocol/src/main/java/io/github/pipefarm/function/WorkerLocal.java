package io.github.pipefarm.function;

import io.github.pipefarm.protocol.HandleHome;
import io.github.pipefarm.protocol.HandleId;
import io.github.pipefarm.protocol.Handles;
import io.github.pipefarm.protocol.Mentions;
import io.github.pipefarm.protocol.Thrower;
import io.github.pipefarm.protocol.WorkerState;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One value per worker, made there on first use and kept for all later tasks, of whatever job: a
 * connection, a parser, a loaded model, which can't be sent or is dear to make.
 *
 * <pre>{@code
 * WorkerLocal<Parser> parser = WorkerLocal.of(() -> new Parser(settings));
 * farm.map(texts, text -> parser.get().parse(text));
 * farm.map(others, text -> parser.get().parse(text)); // the same parsers
 * }</pre>
 *
 * <p>What counts is the object that {@link #of} made: its copies in functions and items all stand
 * for the same value of a worker. So keep it, and do not make a new one for each job. The value is
 * closed, if it is {@link AutoCloseable}, when the worker ends in order, those made last first; and
 * between two tasks when the object that {@code of} made is unreachable and no job uses it. A
 * worker that is killed closes nothing.
 *
 * @param <T> the type of the value
 */
public final class WorkerLocal<T extends @Nullable Object> implements Serializable {
  private static final long serialVersionUID = 1;

  private final transient HandleId id;
  private final transient TaskSupplier<? extends T> supplier;

  /** Where the object was made: who is to be told when it is unreachable. */
  private final transient Handles.@Nullable Homes homes;

  /** The worker that a copy has come to. */
  private final transient @Nullable WorkerState worker;

  private WorkerLocal(
      HandleId id,
      TaskSupplier<? extends T> supplier,
      Handles.@Nullable Homes homes,
      @Nullable WorkerState worker) {
    this.id = id;
    this.supplier = supplier;
    this.homes = homes;
    this.worker = worker;
  }

  /**
   * Describes a value, of which each worker will make its own.
   *
   * @param supplier makes the value; it travels with each function that uses it
   * @param <T> the type of the value
   * @return what functions may capture
   */
  public static <T extends @Nullable Object> WorkerLocal<T> of(TaskSupplier<? extends T> supplier) {
    Objects.requireNonNull(supplier, "supplier");
    HandleId id = HandleId.next();
    Handles.Homes homes = new Handles.Homes(id);
    WorkerLocal<T> local = new WorkerLocal<>(id, supplier, homes, null);
    var unused = Handles.onceUnreachable(local, homes);
    return local;
  }

  /**
   * Returns the worker's value, and makes it if no task of that worker has asked before. Threads
   * that ask meanwhile wait for it. If the supplier throws, so does this method, the same
   * exception, and the next call tries again.
   *
   * @return the value
   * @throws IllegalStateException outside a task, or when the supplier asks for its own value
   */
  @SuppressWarnings({"unchecked", "NullAway"}) // the supplier made it
  public T get() {
    WorkerState state = worker != null ? worker : WorkerState.current();
    if (state == null) {
      throw new IllegalStateException(
          "WorkerLocal.get() was called by thread \""
              + Thread.currentThread().getName()
              + "\", which runs no task: only a worker has a value");
    }
    try {
      if (homes != null) {
        homes.add(state);
      }
      return (T) state.local(id, supplier);
    } catch (Exception e) {
      throw Thrower.sneaky(e);
    }
  }

  /**
   * Travels as its identity and its supplier.
   *
   * @return what travels
   */
  private Object writeReplace() {
    HandleHome to = Mentions.note(this);
    if (to != null && homes != null) {
      homes.add(to);
    }
    return new Form(id, supplier);
  }

  /**
   * Never: what travels is something else.
   *
   * @param in ignored
   * @throws InvalidObjectException always
   */
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("it travels in another form");
  }

  /**
   * What it travels as.
   *
   * @param id its number, by which the workers know it
   * @param supplier makes a worker's value
   */
  private record Form(HandleId id, TaskSupplier<?> supplier) implements Serializable {
    private Object readResolve() {
      return new WorkerLocal<@Nullable Object>(id, supplier, null, WorkerState.current());
    }
  }
}
