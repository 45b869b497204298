package io.github.pipefarm.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends a run before its time when signals ask for that: the first one lets it come to an end by
 * itself, within its grace; the second one kills.
 *
 * <p>The signals are handled here and not in shutdown hooks: while those run, the JVM ignores the
 * second Ctrl-C.
 *
 * <pre>
 *   RUNNING ──first signal──▶ STOPPING ──second signal──▶ KILLED
 *      │                         │
 *      └───────── close ─────────┴─────▶ ENDED
 * </pre>
 *
 * <p>When the grace is over, what the run has started is killed, so that it comes to its end.
 */
final class GracefulStop implements AutoCloseable {
  private enum State {
    RUNNING,
    STOPPING,
    KILLED,
    ENDED
  }

  /** What the first signal does, and what is said between the two. */
  private record Plan(String promise, Runnable before, Runnable action) {}

  /** How long a killing may take before this JVM ends without waiting for it. */
  private static final Duration TIME_TO_KILL = Duration.ofMillis(500);

  /** How long a run whose tasks were killed may take to write what had been finished. */
  private static final Duration TIME_TO_WRITE = Duration.ofSeconds(1);

  private final Duration grace;
  private final PrintStream err;
  private final BooleanSupplier isTerminal;
  private final IntConsumer halt;
  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  // All guarded by this.
  private State state = State.RUNNING;
  private @Nullable StopSignal asked;
  private long askedAt;
  private Plan plan = new Plan("", () -> {}, () -> {});
  private Runnable killing = () -> {};
  private Runnable leaving = () -> {};

  /**
   * For one run.
   *
   * @param isTerminal whether what is written to {@code err} is seen on a terminal
   * @param halt ends this JVM at once
   */
  GracefulStop(Duration grace, PrintStream err, BooleanSupplier isTerminal, IntConsumer halt) {
    this.grace = grace;
    this.err = err;
    this.isTerminal = isTerminal;
    this.halt = halt;
  }

  /** Handles the signals of this process from now on. */
  static GracefulStop onSignals(Duration grace, PrintStream err) {
    BooleanSupplier isTerminal = () -> Terminal.isTerminal(Terminal.STDERR);
    GracefulStop stop = new GracefulStop(grace, err, isTerminal, Runtime.getRuntime()::halt);
    for (StopSignal signal : StopSignal.values()) {
      Signals.handle(signal, () -> stop.signalled(signal, System.nanoTime()));
    }
    return stop;
  }

  /** How long what runs may take to finish after the first signal. */
  Duration grace() {
    return grace;
  }

  /** Sets what the first signal does, of which nothing is promised. */
  void whenAsked(Runnable action) {
    whenAsked("", () -> {}, action);
  }

  /**
   * Sets what the first signal does; does it at once, and says nothing, if it has come already.
   *
   * @param promise what it lets happen, for the message
   * @param before what makes that true, before it is said; must not wait for anything
   * @param action what comes after that was said
   */
  void whenAsked(String promise, Runnable before, Runnable action) {
    synchronized (this) {
      plan = new Plan(promise, before, action);
      if (asked == null) {
        return;
      }
    }
    before.run();
    action.run();
  }

  /** Sets what kills all that the run has started. */
  synchronized void toKill(Runnable action) {
    killing = action;
  }

  /**
   * Sets what is done last, where this JVM ends and the run has not: one that ends by itself,
   * killed or not, leaves nothing behind that it did not want.
   */
  synchronized void beforeHalt(Runnable action) {
    leaving = action;
  }

  /**
   * The signal that asked the run to end, if one did. By then it has been said that it came, so
   * that whatever the run says of its end comes after that.
   */
  Optional<StopSignal> asked() {
    StopSignal signal;
    synchronized (this) {
      signal = asked;
    }
    try {
      if (signal != null) {
        told.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the order of two messages is not worth more
    }
    return Optional.ofNullable(signal);
  }

  void signalled(StopSignal signal, long now) {
    State before;
    StopSignal first;
    Plan planned;
    synchronized (this) {
      if (asked != null && now - askedAt < signal.echo().toNanos()) {
        return;
      }
      before = state;
      if (state == State.RUNNING) {
        state = State.STOPPING;
        asked = signal;
        askedAt = now;
      } else if (state == State.STOPPING) {
        state = State.KILLED;
      }
      first = asked == null ? signal : asked;
      planned = plan;
    }
    // Without the lock: a terminal that hangs must not keep the next signal from being heard.
    switch (before) {
      case RUNNING -> stop(signal, planned);
      case STOPPING -> {
        start(() -> killAndHalt(first));
        leaveLine(signal);
      }
      case ENDED -> halt.accept(signal.exitCode()); // nothing is left but this JVM
      case KILLED -> {}
    }
  }

  private void stop(StopSignal signal, Plan planned) {
    try {
      // First of all: whatever else hangs, this does not.
      start(() -> endAfterGrace(signal));
      planned.before().run();
      String again = signal == StopSignal.INT ? "; Ctrl-C again ends all at once" : "";
      leaveLine(signal);
      err.println("pipefarm: " + signal.description() + planned.promise() + again);
    } finally {
      told.countDown();
    }
    planned.action().run();
  }

  /** Goes behind the ^C that a terminal shows. */
  private void leaveLine(StopSignal signal) {
    if (signal == StopSignal.INT && isTerminal.getAsBoolean()) {
      err.println();
    }
  }

  private void endAfterGrace(StopSignal signal) {
    try {
      if (ended.await(grace.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
      start(killing());
      if (!ended.await(TIME_TO_WRITE.toNanos(), TimeUnit.NANOSECONDS)) {
        halt(signal);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does; the second signal still kills
    }
  }

  private void killAndHalt(StopSignal signal) {
    Thread killer = start(killing());
    try {
      killer.join(TIME_TO_KILL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    halt(signal);
  }

  private void halt(StopSignal signal) {
    leaving().run();
    halt.accept(signal.exitCode());
  }

  private synchronized Runnable leaving() {
    return leaving;
  }

  private synchronized Runnable killing() {
    return killing;
  }

  private static Thread start(Runnable body) {
    Thread thread = new Thread(body, "pipefarm-stop");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** The run has ended: a signal that comes later has nothing to wait for. */
  @Override
  public synchronized void close() {
    if (state != State.KILLED) {
      state = State.ENDED;
    }
    ended.countDown();
  }
}
