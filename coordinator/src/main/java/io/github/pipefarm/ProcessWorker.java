package io.github.pipefarm;

import io.github.pipefarm.protocol.BlockPool;
import io.github.pipefarm.protocol.Blocks;
import io.github.pipefarm.protocol.Frame;
import io.github.pipefarm.protocol.FrameReader;
import io.github.pipefarm.protocol.FrameWriter;
import io.github.pipefarm.protocol.Offspring;
import io.github.pipefarm.protocol.Page;
import io.github.pipefarm.protocol.Payload;
import io.github.pipefarm.protocol.SharedMemory;
import io.github.pipefarm.protocol.ThrownCodec;
import io.github.pipefarm.protocol.WireException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The life of one worker process, from its start to its death, as its reader thread leads it. There
 * is one way out: the stream ends, the exit status is collected, what the worker held is settled or
 * goes back to the scheduler. Whoever wants a worker gone kills it and leaves the rest to that.
 *
 * <p>Should a process that the worker has started hold its pipe open, another thread takes the
 * reader's place, and it is left behind.
 */
final class ProcessWorker implements Runnable {
  /** How long a process may go on after the end of its stream before it is killed. */
  private static final long LINGER_MILLIS = 2000;

  /**
   * How long the pipes of a dead worker may stay open before those are looked for who hold them,
   * and then until they are abandoned.
   */
  private static final Duration PIPE_PATIENCE = Duration.ofMillis(200);

  /**
   * How long nothing may come from a dead worker's standard error before it is given up: it is held
   * open by a process that nobody could find. A busy machine may take a while to pass on the rest.
   */
  private static final Duration ERRORS_PATIENCE = Duration.ofSeconds(1);

  private static final int ERROR_HEAD = 8 * 1024;

  private final ProcessEngine engine;
  private final Credit credit;
  private final InFlight inFlight = new InFlight();
  private final ClassServer classes;

  /** What the worker and the processes that stem from it have in their environments. */
  private final String id;

  private volatile Page page = Page.unshared();
  private volatile @Nullable Process process;
  private volatile @Nullable WorkerStream stream;
  private volatile @Nullable Thread readerThread;
  private volatile boolean killed;
  private volatile long clockOffset;

  /** What is known of the cause of death beyond the exit status. */
  private volatile @Nullable String trouble;

  private volatile boolean brokeProtocol;

  /** It has said that it will end. */
  private volatile boolean retired;

  // Of the reader thread, or of the one that has taken its place.
  private List<String> command = List.of();
  private @Nullable Path pageFile;
  private @Nullable WorkerRecording recording;
  private @Nullable FrameReader frames;
  private @Nullable WorkerFeeder feeder;
  private @Nullable Thread feederThread;
  private @Nullable Thread errorsThread;
  private @Nullable WorkerReader reader;
  private @Nullable TaskKiller killer;
  private @Nullable TimeoutWatch timeouts;
  private @Nullable WorkerErrors errors;
  private @Nullable Throwable initializerThrew;
  private long oomKillsBefore;
  private long startedAt = System.nanoTime();

  ProcessWorker(ProcessEngine engine, Credit credit) {
    this.engine = engine;
    this.credit = credit;
    this.classes = new ClassServer(engine, credit);
    ThreadLocalRandom random = ThreadLocalRandom.current();
    this.id = new UUID(random.nextLong(), random.nextLong()).toString();
  }

  /** Ends the process now, and those that it has started. */
  void kill() {
    killed = true;
    Process started = process;
    // Not of a process that has ended: its id may be that of somebody else's process by now.
    if (started != null && started.isAlive()) {
      // Looked for before: orphans have another parent.
      List<ProcessHandle> descendants = started.descendants().toList();
      started.destroyForcibly();
      descendants.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** Kills it; the reason goes into the report. */
  void kill(String reason) {
    trouble = reason;
    kill();
  }

  /** Kills it because nothing that it says can be believed any more. */
  void breaksProtocol(String how) {
    brokeProtocol = true;
    kill("it broke the protocol: " + how);
  }

  @Override
  public void run() {
    readerThread = Thread.currentThread();
    leadToItsEnd(this::live);
  }

  /** A part of the life that ends with the stream. */
  private interface Living {
    void live() throws IOException;
  }

  private void leadToItsEnd(Living life) {
    try {
      life.live();
    } catch (WorkerStream.LeftBehindException e) {
      return; // another thread sees to the rest
    } catch (WireException e) {
      breaksProtocol(String.valueOf(e.getMessage()));
    } catch (EOFException e) {
      // It died in the middle of a frame: the exit status says more.
    } catch (IOException e) {
      trouble = trouble == null ? e.getMessage() : trouble;
    } catch (RuntimeException | Error e) {
      // Nothing that goes wrong here may leave a worker that nobody reads from.
      kill(trouble == null ? e.toString() : trouble);
    }
    die();
  }

  private void live() throws IOException {
    ProcessBuilder builder = engine.command(credit.worker, id, recordingOptions());
    command = builder.command();
    oomKillsBefore = OomKiller.kills();
    startedAt = System.nanoTime();
    Process started = builder.start();
    process = started;
    engine.farm().workerStarted(credit.worker, pid());
    if (killed) {
      kill();
    }
    WorkerErrors printed =
        new WorkerErrors(started.getErrorStream(), credit.worker, engine.options().output());
    errors = printed;
    errorsThread = engine.startThread(credit.worker + "-errors", printed);
    WorkerStream received = new WorkerStream(started.getInputStream(), this::unsent);
    stream = received;
    var unused = started.onExit().thenRun(() -> engine.schedule(this::freePipes, PIPE_PATIENCE));
    FrameReader readsFrames = new FrameReader(received);
    frames = readsFrames;
    WorkerReader readsAll = start(readsFrames, started, printed.marker());
    WorkerFeeder feeds = feeder;
    if (readsAll != null && feeds != null) {
      reader = readsAll;
      engine.ready(credit, feeds::sendInPlace, pid());
      readsAll.readAll(readsFrames);
    }
  }

  /** What makes its JVM record itself, if that is wanted. */
  private List<String> recordingOptions() throws IOException {
    Path folder = engine.options().recordings();
    if (folder == null) {
      return List.of();
    }
    try {
      WorkerRecording begun =
          WorkerRecording.begin(folder, engine.farm().name() + "-" + credit.worker);
      recording = begun;
      return begun.options();
    } catch (IOException e) {
      throw new IOException(
          "its recording can't be written to " + folder + " (recordWorkers): " + e, e);
    }
  }

  /** Goes on where another thread was left behind in the pipe. */
  private void goOn() throws IOException {
    FrameReader readsFrames = frames;
    WorkerReader readsAll = reader;
    if (readsFrames != null && readsAll != null) {
      readsFrames.takeOver();
      readsAll.readAll(readsFrames);
    }
  }

  /**
   * Greets the worker and waits until it is ready.
   *
   * @return what reads its frames from then on; null if its initializer threw
   */
  private @Nullable WorkerReader start(FrameReader from, Process started, String marker)
      throws IOException {
    OutputStream pipe = started.getOutputStream();
    Duration limit = engine.options().startTimeout();
    Runnable timeoutStopper =
        engine.schedule(() -> kill("it was not ready within " + limit + " (startTimeout)"), limit);
    try {
      shakeHands(from, pipe, marker);
      TaskKiller kills = new TaskKiller(engine, credit, this, page, this::isGettingOn);
      killer = kills;
      TimeoutWatch watch = new TimeoutWatch(engine.farm(), page, clockOffset, kills);
      timeouts = watch;
      WorkerFeeder feeds =
          new WorkerFeeder(engine, credit, inFlight, itemBlocks(), watch, pipe, kills::cancelSent);
      feeder = feeds;
      WorkerReader readsAll =
          new WorkerReader(
              engine, credit, inFlight, watch, page, feeds, classes, started.pid(), this);
      // Before it is ready: its initializer may need classes.
      feederThread = engine.startThread(credit.worker + "-feeder", feeds);
      return isInitialized(from) ? readsAll : null;
    } finally {
      timeoutStopper.run();
    }
  }

  private void shakeHands(FrameReader from, OutputStream pipe, String marker) throws IOException {
    from.preamble();
    Frame first = from.read();
    if (first == null) {
      throw new EOFException("it ended before its first frame");
    }
    if (!(first instanceof Frame.Hello hello)) {
      throw new WireException("it began with " + first);
    }
    clockOffset = clockOffset(hello);
    engine.learnedMaxHeap(hello.maxHeap());
    FrameWriter answer =
        new FrameWriter(
            (buffer, length) -> {
              pipe.write(buffer, 0, length);
              pipe.flush();
            });
    answer.preamble();
    String path = makePage();
    int blocks = engine.resultBlocks();
    if (pageFile != null) {
      from.setShared(SharedMemory.ofWorker(pageFile, blocks));
    }
    answer.welcome(
        new Frame.Welcome(
            path,
            blocks,
            engine.farm().events().hasListener(),
            marker,
            engine.options().recycling().maxRss(),
            engine.initializer().encoded()));
    answer.flush();
  }

  /**
   * By how much the worker's clock is ahead of this JVM's. It is the same clock, unless the worker
   * was put into another time namespace; then it is as exact as its greeting was quick.
   */
  private long clockOffset(Frame.Hello hello) {
    long now = System.nanoTime();
    boolean isSameClock = hello.nanoTime() - startedAt >= 0 && now - hello.nanoTime() >= 0;
    return isSameClock ? 0 : hello.nanoTime() - now;
  }

  /** Makes the worker's page, and tells its path; empty if there is no room for one. */
  private String makePage() {
    Path file = engine.folder().resolve(credit.worker + ".page");
    try {
      page = Page.create(file);
      pageFile = file;
      return file.toString();
    } catch (IOException e) {
      debug(() -> "has no page and will announce its tasks: " + e);
      return "";
    }
  }

  /** Where large items may stand: nowhere if the worker does not see the farm's folder. */
  private Blocks itemBlocks() {
    return page.isShared() ? engine.itemBlocks() : Blocks.NONE;
  }

  /** Whether something is on its way to the worker. */
  private boolean isGettingOn() {
    WorkerFeeder feeds = feeder;
    return feeds == null || feeds.isGettingOn();
  }

  private boolean isInitialized(FrameReader from) throws IOException {
    Frame answer = from.read();
    while (answer != null && classes.accept(answer)) {
      answer = from.read();
    }
    if (answer instanceof Frame.InitializerFailed failed) {
      initializerThrew =
          new ThrownCodec(engine.received()).decode(failed.thrown(), engine.initializer().loader());
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

  // For the reader of its frames.

  /** When something happened that the worker has told the time of, by this JVM's clock. */
  long localNanos(long workersNanos) {
    return workersNanos - clockOffset;
  }

  /** What a task printed that has an outcome; empty if that is not kept. */
  String outputOf(long sequence) {
    WorkerErrors printed = errors;
    return printed == null ? "" : printed.ofTask(sequence);
  }

  /** The worker has said where it is. */
  void hasAnswered() {
    if (killer != null) {
      killer.hasAnswered();
    }
  }

  /** The worker has said that it will end. */
  void retires(String reason) {
    retired = true;
    debug(() -> "retires: " + reason);
    engine.scheduler().stop(credit);
  }

  // The end.

  /** The process has ended; its pipes should have, too. */
  private void freePipes() {
    WorkerStream open = stream;
    if (open != null) {
      Offspring.destroy(id);
      engine.schedule(() -> abandon(open), PIPE_PATIENCE);
    }
  }

  private void abandon(WorkerStream open) {
    if (stream != null && open.abandonPipe()) {
      if (readerThread != null) {
        engine.leaveBehind(readerThread);
      }
      var unused = engine.startThread(credit.worker + "-reader-2", () -> leadToItsEnd(this::goOn));
    }
  }

  /** At the end of the pipe: waits for the end of the process, and takes what it left behind. */
  private Payload unsent(long received) {
    exitStatus();
    return page.isShared() && page.isIntact() ? page.unsent(received) : Payload.EMPTY;
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
  private void die() {
    stream = null;
    boolean inOrder = isInOrder();
    Integer exitStatus = exitStatus();
    engine.scheduler().stop(credit);
    classes.end();
    if (timeouts != null) {
      timeouts.stop();
    }
    if (killer != null) {
      killer.stop();
    }
    if (process != null) {
      Offspring.destroy(id);
    }
    engine.leave(feederThread, Duration.ofMillis(LINGER_MILLIS));
    leaveErrors();
    List<SingleSlot> held = inFlight.takeAll();
    if (!page.isIntact()) {
      replacePage(held);
    }
    SingleSlot victim = victim(held);
    SingleSlot triedAgain = null;
    String recorded = collectRecording();
    if (victim == null && inOrder) {
      debug(() -> "has stopped after " + age());
      engine.farm().workerStopped(credit.worker, pid());
    } else {
      DeathReport report = report(exitStatus, victim, recorded);
      debug(() -> "has died after " + age() + ": " + report.describe());
      engine.farm().workerDied(report);
      triedAgain = blame(victim, held, report);
    }
    held.forEach(SingleSlot::takenBack);
    if (triedAgain != null) {
      held.add(triedAgain);
    }
    deletePage();
    engine.gone(this, credit, held);
  }

  /** Waits for what the worker has printed last, as long as there is more of it. */
  private void leaveErrors() {
    WorkerErrors printed = errors;
    Thread thread = errorsThread;
    if (printed != null && thread != null) {
      printed.awaitEnd(ERRORS_PATIENCE);
      engine.leave(thread, printed.hasEnded() ? ERRORS_PATIENCE : Duration.ofMillis(1));
    }
  }

  /** The page is lost. Tasks run in the order in which they were sent, so it was at the first. */
  private void replacePage(List<SingleSlot> held) {
    breaksProtocol("it has truncated the file that it shares with the coordinator");
    deletePage();
    pageFile = null;
    page = Page.unshared();
    if (!held.isEmpty()) {
      page.begins(System.nanoTime() + clockOffset);
      page.enter(Page.State.RUNNING, held.get(0).sequence());
    }
  }

  /** Whether the farm wanted it to end. */
  private boolean isInOrder() {
    WorkerFeeder feeds = feeder;
    return !brokeProtocol
        && (retired || engine.isTerminated() || (feeds != null && feeds.hasShutDown()));
  }

  /** The task that the worker was at when it died, unless it was at none, or had finished it. */
  private @Nullable SingleSlot victim(List<SingleSlot> held) {
    long sequence = page.sequence();
    if (page.state().compareTo(Page.State.FUNCTION) >= 0) {
      for (SingleSlot slot : held) {
        if (slot.sequence() == sequence) {
          return slot;
        }
      }
    }
    return null;
  }

  private DeathReport report(
      @Nullable Integer exitStatus, @Nullable SingleSlot victim, @Nullable String recorded) {
    ExitStatus exit = ExitStatus.of(exitStatus, page.hasExited());
    DeathReport.Builder report =
        new DeathReport.Builder(credit.worker)
            .exit(exit)
            .trouble(trouble)
            .recording(recorded)
            .oomKilled(exit.isKill() && !killed && OomKiller.kills() > oomKillsBefore)
            .stderrTail(errors == null ? "" : errors.tail());
    Process ended = process;
    if (ended != null) {
      report.pid(ended.pid());
      Path file = engine.errorFile(ended.pid());
      if (Files.exists(file)) {
        report.errorFile(file.toString(), headOf(file));
      }
    }
    if (victim != null) {
      long ran = System.nanoTime() - localNanos(page.began());
      report.victim(
          new DeathReport.Victim(
              Failures.name(victim),
              victim.index(),
              Failures.describe(victim.item()),
              victim.attempts(),
              Duration.ofNanos(Math.max(0, ran))));
    }
    return report.build();
  }

  /** Where its recording is; null if there is none. */
  private @Nullable String collectRecording() {
    WorkerRecording begun = recording;
    Process ended = process;
    if (begun == null) {
      return null;
    }
    try {
      long id = ended == null ? 0 : ended.pid();
      return begun.collect(id, engine.workingDirectory()).map(Path::toString).orElse(null);
    } catch (IOException e) {
      Log.of(ProcessWorker.class)
          .log(Level.WARNING, () -> "could not keep the recording of " + this, e);
      return null;
    }
  }

  private static String headOf(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(ERROR_HEAD), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Charges whoever is to be charged with the death.
   *
   * @param held what the worker held; what is settled is taken from it
   * @return the task that is to be tried again, which is taken from there as well; or null
   */
  private @Nullable SingleSlot blame(
      @Nullable SingleSlot victim, List<SingleSlot> held, DeathReport report) {
    Blame blame = new Blame(engine, report, brokeProtocol);
    if (victim != null && page.state() == Page.State.FUNCTION) {
      blame.chargeJob(victim);
    } else if (victim != null) {
      held.remove(victim);
      victim.printed(errors == null ? "" : errors.ofLastTask());
      return blame.chargeTask(victim, timedOut(victim)) ? victim : null;
    } else if (reader == null) {
      engine.failedToStart(startFailure(report), initializerThrew != null);
    } else {
      blame.chargeNext(held, reader.hasSettled());
    }
    return null;
  }

  /** Why the task was killed, if that was so since its time was up. */
  private @Nullable Failure timedOut(SingleSlot victim) {
    Duration timeout = victim.job.options.timeout();
    if (timeout == null || killer == null || !killer.hasTimedOut(victim)) {
      return null;
    }
    StackTraceElement[] stack = reader == null ? new StackTraceElement[0] : reader.stack();
    return Failures.timedOut(victim, timeout, stack);
  }

  private void debug(Supplier<String> message) {
    Log.of(ProcessWorker.class).log(Level.DEBUG, () -> this + " " + message.get());
  }

  private Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedAt);
  }

  @Override
  public String toString() {
    String process = pid().isPresent() ? " (process " + pid().getAsLong() + ")" : "";
    return credit.worker + " of " + engine.farm().name() + process;
  }

  private Failure startFailure(DeathReport report) {
    Throwable cause = initializerThrew;
    String why =
        cause != null ? "its initializer threw " + Failures.words(cause) : report.describe();
    String message = "%s could not be started: %s".formatted(credit.worker, why);
    List<String> tried = command;
    return () -> new WorkerStartException(message, tried, report, cause);
  }

  private OptionalLong pid() {
    Process started = process;
    return started == null ? OptionalLong.empty() : OptionalLong.of(started.pid());
  }

  private void deletePage() {
    if (pageFile != null) {
      try {
        page.close();
        Files.deleteIfExists(pageFile);
        BlockPool.deleteResults(pageFile, engine.resultBlocks());
      } catch (IOException e) {
        Log.of(ProcessWorker.class).log(Level.WARNING, () -> "could not delete " + pageFile, e);
      }
    }
  }
}
