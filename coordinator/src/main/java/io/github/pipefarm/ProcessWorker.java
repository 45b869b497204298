package io.github.pipefarm;

import io.github.pipefarm.protocol.Frame;
import io.github.pipefarm.protocol.FrameReader;
import io.github.pipefarm.protocol.FrameWriter;
import io.github.pipefarm.protocol.Page;
import io.github.pipefarm.protocol.Payload;
import io.github.pipefarm.protocol.ThrownCodec;
import io.github.pipefarm.protocol.WireException;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The life of one worker process, from its start to its death, as its reader thread leads it. There
 * is one way out: the stream ends, the exit status is collected, what the worker held is settled or
 * goes back to the scheduler. Whoever wants a worker gone kills it and leaves the rest to that.
 */
final class ProcessWorker implements Runnable {
  /** How long a process may go on after the end of its stream before it is killed. */
  private static final long LINGER_MILLIS = 2000;

  /** How long a worker that is about to be killed may take to say where it is. */
  private static final Duration STACK_PATIENCE = Duration.ofMillis(500);

  private final ProcessEngine engine;
  private final Credit credit;
  private final InFlight inFlight = new InFlight();

  private volatile Page page = Page.unshared();
  private volatile @Nullable Slot timedOut;

  private volatile @Nullable Process process;
  private volatile boolean killed;

  /** What is known of the cause of death beyond the exit status. */
  private volatile @Nullable String trouble;

  // Of the reader thread.
  private @Nullable Path pageFile;
  private @Nullable Thread feederThread;
  private @Nullable Thread errorsThread;
  private @Nullable WorkerReader reader;
  private @Nullable TimeoutWatch timeouts;
  private volatile long clockOffset;
  private @Nullable WorkerErrors errors;
  private @Nullable Throwable initializerThrew;
  private boolean ready;
  private boolean brokeProtocol;

  ProcessWorker(ProcessEngine engine, Credit credit) {
    this.engine = engine;
    this.credit = credit;
  }

  /** Ends the process now. */
  void kill() {
    killed = true;
    Process started = process;
    if (started != null) {
      // Looked for before: orphans have another parent.
      List<ProcessHandle> descendants = started.descendants().toList();
      started.destroyForcibly();
      descendants.forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Override
  public void run() {
    List<String> command = List.of();
    try {
      ProcessBuilder builder = engine.command(credit.worker);
      command = builder.command();
      live(builder);
    } catch (WireException e) {
      brokeProtocol = true;
      trouble = e.getMessage();
      kill();
    } catch (EOFException e) {
      // It died in the middle of a frame: the exit status says more.
    } catch (IOException e) {
      trouble = trouble == null ? e.getMessage() : trouble;
    } catch (RuntimeException | Error e) {
      // Nothing that goes wrong here may leave a worker that nobody reads from.
      trouble = trouble == null ? e.toString() : trouble;
      kill();
    } finally {
      die(command);
    }
  }

  private void live(ProcessBuilder command) throws IOException {
    Process started = command.start();
    process = started;
    if (killed) {
      kill();
    }
    errors = new WorkerErrors(started.getErrorStream(), credit.worker, engine.options().output());
    errorsThread = engine.startThread(credit.worker + "-errors", errors);
    Runnable timeoutStopper =
        engine.schedule(
            () -> {
              trouble =
                  "it was not ready within " + engine.options().startTimeout() + " (startTimeout)";
              kill();
            },
            engine.options().startTimeout());
    FrameReader frames = new FrameReader(new WorkerStream(started.getInputStream(), this::unsent));
    try {
      shakeHands(frames, started.getOutputStream());
      if (!isInitialized(frames)) {
        return;
      }
    } finally {
      timeoutStopper.run();
    }
    TimeoutWatch watch =
        new TimeoutWatch(engine.farm(), page, page.isShared() ? clockOffset : 0, this::timedOut);
    timeouts = watch;
    WorkerFeeder feeder =
        new WorkerFeeder(
            engine, credit, inFlight, watch, started.getOutputStream(), this::cancelSent);
    WorkerReader readsAll =
        new WorkerReader(engine, credit, inFlight, watch, page, feeder, started.pid(), this::kill);
    reader = readsAll;
    ready = true;
    engine.ready(credit);
    feederThread = engine.startThread(credit.worker + "-feeder", feeder);
    readsAll.readAll(frames);
  }

  private void shakeHands(FrameReader frames, OutputStream pipe) throws IOException {
    frames.preamble();
    Frame first = frames.read();
    if (first == null) {
      throw new EOFException("it ended before its first frame");
    }
    if (!(first instanceof Frame.Hello hello)) {
      throw new WireException("it began with " + first);
    }
    clockOffset = hello.nanoTime() - System.nanoTime();
    FrameWriter answer =
        new FrameWriter(
            (buffer, length) -> {
              pipe.write(buffer, 0, length);
              pipe.flush();
            });
    answer.preamble();
    answer.welcome(new Frame.Welcome(makePage(), engine.initializer().encoded()));
    answer.flush();
  }

  /** Makes the worker's page, and tells its path; empty if there is no room for one. */
  private String makePage() {
    Path file = engine.folder().resolve(credit.worker + ".page");
    try {
      page = Page.create(file);
      pageFile = file;
      return file.toString();
    } catch (IOException e) {
      engine.log("no page for " + credit.worker + ", which will announce its tasks: " + e);
      return "";
    }
  }

  private boolean isInitialized(FrameReader frames) throws IOException {
    Frame answer = frames.read();
    if (answer instanceof Frame.InitializerFailed failed) {
      initializerThrew =
          new ThrownCodec(engine.blobs()).decode(failed.thrown(), engine.initializer().loader());
      return false;
    }
    if (answer == null) {
      throw new EOFException("it ended before it was ready");
    }
    if (!(answer instanceof Frame.Ready)) {
      throw new WireException("it sent " + answer + " where it should have been ready");
    }
    return true;
  }

  /**
   * A task's time is up, and the worker will not go on by itself: asks where it is, and kills it.
   */
  private void timedOut(Slot slot) {
    timedOut = slot;
    engine.scheduler().dumpStack(credit);
    engine.schedule(this::kill, STACK_PATIENCE);
  }

  /** A task was interrupted; if it does not care, it is killed. */
  private void cancelSent() {
    long sent = System.nanoTime();
    engine.schedule(
        () -> {
          boolean wasMeant = page.began() - clockOffset - sent < 0;
          if (page.state() == Page.State.CONDEMNED && wasMeant) {
            kill();
          }
        },
        engine.options().stopTimeout());
  }

  /** At the end of the pipe: waits for the end of the process, and takes what it left behind. */
  private Payload unsent(long received) {
    exitStatus();
    return page.isShared() ? page.unsent(received) : Payload.EMPTY;
  }

  /** Waits until the process has ended, which is made sure of; null if it never was one. */
  private @Nullable Integer exitStatus() {
    Process ended = process;
    if (ended == null) {
      return null;
    }
    boolean interrupted = false;
    try {
      long patience = LINGER_MILLIS;
      while (true) {
        try {
          if (ended.waitFor(patience, TimeUnit.MILLISECONDS)) {
            return ended.exitValue();
          }
          ended.destroyForcibly();
          patience = Long.MAX_VALUE;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The one way out. */
  private void die(List<String> command) {
    Integer exitStatus = exitStatus();
    engine.scheduler().stop(credit);
    if (timeouts != null) {
      timeouts.stop();
    }
    join(feederThread);
    join(errorsThread);
    DeathReport report =
        DeathReport.of(exitStatus, errors == null ? "" : errors.tail(), errorFile());
    List<Slot> held = inFlight.takeAll();
    Slot charged = takeCharged(held, report);
    held.forEach(Slot::takenBack);
    if (charged != null) {
      charge(charged, held, report);
    } else if (!ready || brokeProtocol) {
      engine.failedToStart(startFailure(command, report), initializerThrew != null);
    }
    deletePage();
    engine.gone(this, credit, held);
  }

  /** The task that the worker was at when it died, unless it was at none, or had finished it. */
  private @Nullable Slot takeCharged(List<Slot> held, DeathReport report) {
    long sequence = page.sequence();
    Page.State state = page.state();
    for (Slot slot : held) {
      if (slot.sequence() == sequence && state.compareTo(Page.State.FUNCTION) >= 0) {
        if (state == Page.State.FUNCTION) {
          if (!engine.scheduler().isToBeTriedAgain(slot.job)) {
            slot.job.abort(Failures.crashed(slot, report));
          }
          return null;
        }
        held.remove(slot);
        return slot;
      }
    }
    return null;
  }

  private void charge(Slot slot, List<Slot> held, DeathReport report) {
    Duration timeout = slot.job.options.timeout();
    if (slot == timedOut && timeout != null) {
      StackTraceElement[] stack = reader == null ? new StackTraceElement[0] : reader.stack();
      Failure failure = Failures.timedOut(slot, timeout, stack);
      if (slot.retry(failure.toException())) {
        engine.retry(slot);
      } else {
        settle(slot, failure);
      }
      return;
    }
    if (!slot.job.isAborted() && slot.crashes() < slot.job.options.crashRetries()) {
      slot.crashed();
      held.add(slot);
      return;
    }
    String violation = trouble;
    Failure failure =
        brokeProtocol
            ? () -> new ProtocolException(credit.worker + ": " + violation, null)
            : Failures.crashed(slot, report);
    settle(slot, failure);
  }

  private static void settle(Slot slot, Failure failure) {
    slot.fail(0, failure);
    slot.job.settled(slot);
    slot.job.settled(1, 0);
  }

  private Failure startFailure(List<String> command, DeathReport report) {
    String why =
        initializerThrew != null
            ? "its initializer threw " + Failures.words(initializerThrew)
            : trouble != null ? trouble : report.describe();
    String message = "%s could not be started: %s".formatted(credit.worker, why);
    Throwable cause = initializerThrew;
    return () ->
        new WorkerStartException(message, command, report.exitCode(), report.stderrTail(), cause);
  }

  private @Nullable String errorFile() {
    Process started = process;
    if (started == null) {
      return null;
    }
    Path file = engine.errorFile(started.pid());
    return Files.exists(file) ? file.toString() : null;
  }

  private void deletePage() {
    if (pageFile != null) {
      try {
        Files.deleteIfExists(pageFile);
      } catch (IOException e) {
        engine.log("could not delete " + pageFile + ": " + e);
      }
    }
  }

  private static void join(@Nullable Thread thread) {
    if (thread != null) {
      try {
        thread.join(LINGER_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
