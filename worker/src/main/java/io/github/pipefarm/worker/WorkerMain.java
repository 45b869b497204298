package io.github.pipefarm.worker;

import io.github.pipefarm.function.TaskRunnable;
import io.github.pipefarm.protocol.Adapters;
import io.github.pipefarm.protocol.BlobCodec;
import io.github.pipefarm.protocol.Decoder;
import io.github.pipefarm.protocol.Encoder;
import io.github.pipefarm.protocol.Frame;
import io.github.pipefarm.protocol.Frame.NotTransferred.What;
import io.github.pipefarm.protocol.FrameReader;
import io.github.pipefarm.protocol.IncomingNames;
import io.github.pipefarm.protocol.Loaders;
import io.github.pipefarm.protocol.OutgoingNames;
import io.github.pipefarm.protocol.Page;
import io.github.pipefarm.protocol.Payload;
import io.github.pipefarm.protocol.SharedMemory;
import io.github.pipefarm.protocol.TaskBatch;
import io.github.pipefarm.protocol.TaskScope;
import io.github.pipefarm.protocol.ThrownCodec;
import io.github.pipefarm.protocol.TransferException;
import io.github.pipefarm.protocol.WireException;
import io.github.pipefarm.protocol.WorkerState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Main class of a worker, started by the coordinator alone. */
public final class WorkerMain {
  private final FrameReader frames;
  private final Outbox outbox;
  private final ClassRequests requests;
  private final FetchedLoaders loaders;
  private final OutgoingNames outgoing = new OutgoingNames();
  private final TaskQueue queue = new TaskQueue();
  private final ClassLoader loader = ClassLoader.getSystemClassLoader();
  private final Functions functions = new Functions(loader);
  private final BlobCodec blobs = new BlobCodec();
  private final WorkerState state = WorkerState.ofProcess(blobs, queue::wantErrand);
  private final TaskScope scope;

  private WorkerMain(StandardStreams pipes, String name) {
    scope = new TaskScope(name, state);
    frames = new FrameReader(pipes.in());
    outbox = new Outbox(pipes.out(), outgoing);
    requests = new ClassRequests(outbox);
    loaders = new FetchedLoaders(requests);
  }

  /**
   * Runs a worker until the coordinator shuts it down or is gone.
   *
   * @param args for people who list processes: the names of farm and worker; for the worker: the
   *     numbers of the descriptors to read from and to write to
   */
  public static void main(String[] args) {
    Thread prelude = new Thread(WorkerMain::prepare, "pipefarm-prelude");
    prelude.setDaemon(true);
    prelude.start();
    if (args.length != 4) {
      System.err.println("A worker of a farm: it is started by its coordinator, not by hand.");
      System.exit(2);
    }
    int exitCode = 1;
    try {
      StandardStreams pipes =
          StandardStreams.take(Integer.parseInt(args[2]), Integer.parseInt(args[3]));
      exitCode = new WorkerMain(pipes, args[1]).work() ? 0 : 1;
    } catch (IOException e) {
      System.err.println("pipefarm: " + args[1] + " can't work: " + e.getMessage());
    } catch (Throwable e) { // most likely the heap that a task has filled
      fail(e);
    }
    // Not a return: threads that tasks left behind must not keep a worker alive.
    System.exit(exitCode);
  }

  /**
   * What main need not wait for, and can't do without for long: on another processor, it makes a
   * worker's first result come a sixth earlier.
   */
  private static void prepare() {
    Signals.ignoreTerm();
    try {
      new BlobCodec().encode(0); // loads what makes the first task's decoder
    } catch (TransferException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends a worker one of whose own threads can't go on: without it, nothing would ever happen. */
  static void fail(Throwable why) {
    try {
      System.err.println("pipefarm: the worker can't go on: " + why);
    } finally {
      Orphan.end(1);
    }
  }

  private boolean work() throws IOException {
    Frame.Welcome welcome = shakeHands();
    Page page = welcome.page().isEmpty() ? Page.unshared() : Page.open(Path.of(welcome.page()));
    ResultBlocks blocks = ResultBlocks.beside(page, welcome);
    SharedMemory items = SharedMemory.ofCoordinator(Path.of(welcome.page()));
    if (page.isShared()) {
      frames.setShared(items);
    }
    outbox.start(page, blocks, welcome.announcesTasks(), new OutputMarker(welcome.outputMarker()));
    Loaders.makeBy(loaders::get);
    // So that the coordinator can tell a code of System.exit from a signal's number.
    Runtime.getRuntime().addShutdownHook(new Thread(page::exits, "pipefarm-exit"));
    Interrupts interrupts = new Interrupts(page, Thread.currentThread());
    MemoryLimit memory = new MemoryLimit(welcome.maxRss(), items::bytes);
    Thread reader =
        new Thread(
            new FrameDispatcher(
                frames,
                requests,
                loaders,
                functions,
                queue,
                outbox,
                interrupts,
                state,
                Thread.currentThread()),
            "pipefarm-reader");
    reader.setDaemon(true);
    reader.start();
    var unused = scope.attach();
    boolean initialized = initialize(welcome.initializer(), page);
    if (initialized) {
      outbox.ready();
      runTasks(blocks, interrupts, memory);
    }
    state.close(); // only when all went well: it is the user's code
    return initialized;
  }

  private Frame.Welcome shakeHands() throws IOException {
    outbox.hello(
        new Frame.Hello(
            ProcessHandle.current().pid(),
            System.getProperty("java.runtime.version", ""),
            System.nanoTime(),
            Runtime.getRuntime().maxMemory()));
    frames.preamble();
    Frame first = frames.read();
    if (first instanceof Frame.Welcome welcome) {
      return welcome;
    }
    if (first == null) {
      Orphan.end();
    }
    throw new IOException("the coordinator began with " + first);
  }

  private boolean initialize(Payload initializer, Page page) {
    if (initializer.length() == 0) {
      return true;
    }
    page.enter(Page.State.INIT, 0);
    try {
      @Nullable Object runnable = blobs.decode(initializer, loader);
      if (runnable != null) {
        Thread.currentThread().setContextClassLoader(Adapters.loaderOf(runnable));
        ((TaskRunnable) runnable).run();
      }
      return true;
    } catch (Throwable e) {
      outbox.initializerFailed(new ThrownCodec(blobs).encode(e));
      return false;
    } finally {
      page.enter(Page.State.IDLE, 0);
    }
  }

  /** Main's loop: what has come, one task after the other, until the coordinator says no more. */
  private void runTasks(ResultBlocks blocks, Interrupts interrupts, MemoryLimit memory)
      throws WireException {
    Encoder results = new Encoder(outgoing, blocks);
    Decoder items = new Decoder(new IncomingNames());
    TaskRunner runner = new TaskRunner(blobs, items, results, interrupts, scope, outbox);
    for (TaskBatch batch = nextBatch(runner); batch != null; batch = nextBatch(runner)) {
      interrupts.enter(batch.job(), batch::isCancelled);
      if (!run(batch, runner, memory)) {
        return;
      }
      if (functions.takeForgotten() || batch.isCall()) {
        // Or they would keep the loaders of jobs that have ended.
        items.forgetForeign();
        if (results.isForeign()) {
          results.startAnew();
          outbox.names();
        }
      }
    }
  }

  /**
   * Runs the tasks of a batch: a loop that ends, since one that never does may be left to the
   * interpreter for ever once its compiled code was thrown away.
   *
   * @return false if this worker is to end
   */
  private boolean run(TaskBatch batch, TaskRunner runner, MemoryLimit memory) throws WireException {
    @Nullable JobFunction function = functions.get(batch.job());
    Supplier<Payload> payload = batch::takePayload;
    while (batch.next()) {
      outbox.started(batch.sequence());
      Thread.currentThread().setContextClassLoader(loader); // a task may have changed it
      if (batch.isCall()) {
        runner.call(batch.sequence(), batch.attempt(), callable(batch));
      } else if (function != null) {
        runner.run(
            function, batch.sequence(), batch.index(), batch.attempt(), payload, batch.names());
      } else {
        // It was on its way when its job was cancelled.
        var why = new TransferException("the job has ended", "", "", null);
        outbox.notTransferred(batch.sequence(), 0, What.FUNCTION, why);
      }
      if (runner.isInDoubt()) {
        outbox.retired("a task met an error of the JVM, after which nothing is sure");
        Orphan.end(0); // not in order: there may be no memory for that
      }
      if (memory.isExceeded()) {
        runner.pause();
        outbox.retired(memory.describe());
        return false;
      }
      if (batch.hasMore()) {
        outbox.flushSoon();
      }
    }
    return true;
  }

  private JobFunction callable(TaskBatch batch) {
    return new JobFunction(batch.takePayload(), loader, batch.terms());
  }

  private @Nullable TaskBatch nextBatch(TaskRunner runner) {
    runner.pause();
    TaskBatch batch = queue.poll();
    if (batch != null) {
      outbox.flushSoon();
    } else {
      outbox.flush();
    }
    state.closeReleased(); // the user's code: results do not wait for it
    while (batch == null && queue.await()) {
      state.closeReleased();
      batch = queue.poll();
    }
    return batch;
  }
}
