package io.github.pipefarm.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
 *      │                         ├──── grace is over ────────▲
 *      └───────── close ─────────┴─────▶ ENDED
 * </pre>
 */
final class GracefulStop implements AutoCloseable {
  private enum State {
    RUNNING,
    STOPPING,
    KILLED,
    ENDED
  }

  /** How long a killing may take before this JVM ends without waiting for it. */
  private static final Duration TIME_TO_KILL = Duration.ofMillis(500);

  /** How long a run whose tasks were killed may take to write what had been finished. */
  private static final Duration TIME_TO_WRITE = Duration.ofSeconds(1);

  private final Duration grace;
  private final String promise;
  private final PrintStream err;
  private final IntConsumer halt;
  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  // All guarded by this.
  private State state = State.RUNNING;
  private @Nullable StopSignal asked;
  private long askedAt;
  private Runnable promised = () -> {};
  private Runnable stopping = () -> {};
  private Runnable killing = () -> {};

  /**
   * @param promise what the first signal lets happen, for the message
   * @param halt ends this JVM at once
   */
  GracefulStop(Duration grace, String promise, PrintStream err, IntConsumer halt) {
    this.grace = grace;
    this.promise = promise;
    this.err = err;
    this.halt = halt;
  }

  /** Handles the signals of this process from now on. */
  static GracefulStop onSignals(Duration grace, String promise, PrintStream err) {
    GracefulStop stop = new GracefulStop(grace, promise, err, Runtime.getRuntime()::halt);
    for (StopSignal signal : StopSignal.values()) {
      Signals.handle(signal, () -> stop.signalled(signal, System.nanoTime()));
    }
    return stop;
  }

  /** Sets what the first signal does; does it at once if the signal has come already. */
  void whenAsked(Runnable action) {
    whenAsked(() -> {}, action);
  }

  /**
   * Sets what the first signal does; does it at once if the signal has come already.
   *
   * @param promise what makes true what is promised then; must not wait for anything
   * @param action what comes after that was said
   */
  void whenAsked(Runnable promise, Runnable action) {
    synchronized (this) {
      promised = promise;
      stopping = action;
      if (asked == null) {
        return;
      }
    }
    promise.run();
    action.run();
  }

  /** Sets what kills all that the run has started. */
  synchronized void toKill(Runnable action) {
    killing = action;
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
    Runnable promise;
    Runnable stop;
    synchronized (this) {
      if (asked != null && now - askedAt < signal.echo().toNanos()) {
        return;
      }
      if (state != State.RUNNING) {
        askedAgain(signal);
        return;
      }
      state = State.STOPPING;
      asked = signal;
      askedAt = now;
      promise = promised;
      stop = stopping;
    }
    try {
      // First of all: whatever else hangs, this does not.
      start(() -> endAfterGrace(signal));
      promise.run();
      tell(signal);
    } finally {
      told.countDown();
    }
    stop.run();
  }

  private void askedAgain(StopSignal signal) {
    if (state == State.STOPPING) {
      state = State.KILLED;
      StopSignal first = asked == null ? signal : asked;
      start(() -> killAndHalt(first));
      leaveLine(signal);
    } else if (state == State.ENDED) {
      halt.accept(signal.exitCode()); // nothing is left but this JVM
    }
  }

  private void tell(StopSignal signal) {
    String again = signal == StopSignal.INT ? "; Ctrl-C again ends all at once" : "";
    leaveLine(signal);
    err.println("pipefarm: " + signal.description() + promise + again);
  }

  /** Goes behind the ^C that a terminal shows. */
  private void leaveLine(StopSignal signal) {
    if (signal == StopSignal.INT && Terminal.isTerminal(Terminal.STDERR)) {
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
        halt.accept(signal.exitCode());
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
    halt.accept(signal.exitCode());
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
