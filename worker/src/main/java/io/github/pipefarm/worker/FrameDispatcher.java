package io.github.pipefarm.worker;

import io.github.pipefarm.protocol.Frame;
import io.github.pipefarm.protocol.FrameReader;
import io.github.pipefarm.protocol.IncomingNames;
import io.github.pipefarm.protocol.TaskBatch;
import io.github.pipefarm.protocol.WireException;
import io.github.pipefarm.protocol.WorkerState;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The reader thread: reads frames and puts each where it belongs. It never decodes, writes or waits
 * for anything but its pipe, so that it always notices at once what the coordinator wants, and that
 * the coordinator is gone.
 */
final class FrameDispatcher implements Runnable {
  private final FrameReader frames;
  private final ClassRequests requests;
  private final FetchedLoaders loaders;
  private final Functions functions;
  private final TaskQueue queue;
  private final Outbox outbox;
  private final Interrupts interrupts;
  private final WorkerState state;
  private final Thread main;

  /** Of the function or call that comes next. */
  private Frame.Terms terms = Frame.Terms.DEFAULT;

  /** What the items of the next tasks are named by. Those of earlier tasks keep theirs. */
  private IncomingNames names = new IncomingNames();

  FrameDispatcher(
      FrameReader frames,
      ClassRequests requests,
      FetchedLoaders loaders,
      Functions functions,
      TaskQueue queue,
      Outbox outbox,
      Interrupts interrupts,
      WorkerState state,
      Thread main) {
    this.frames = frames;
    this.requests = requests;
    this.loaders = loaders;
    this.functions = functions;
    this.queue = queue;
    this.outbox = outbox;
    this.interrupts = interrupts;
    this.state = state;
    this.main = main;
  }

  @Override
  public void run() {
    try {
      Next next = Next.WANTED;
      while (next == Next.WANTED) {
        next = dispatchNext();
      }
      if (next == Next.UNWANTED) {
        return;
      }
    } catch (IOException e) {
      System.err.println("pipefarm: the pipe from the coordinator failed: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      WorkerMain.fail(e);
    }
    Orphan.end();
  }

  private enum Next {
    WANTED,
    UNWANTED,
    NONE
  }

  /** Keeps no frame while it waits for the next one: it may be a large one. */
  private Next dispatchNext() throws IOException {
    Frame frame = frames.read();
    if (frame == null) {
      return Next.NONE;
    }
    if (frame instanceof Frame.Shutdown shutdown) {
      shutDown(shutdown.graceMillis());
      return Next.UNWANTED;
    }
    dispatch(frame);
    return Next.WANTED;
  }

  private void dispatch(Frame frame) throws WireException {
    if (frame instanceof Frame.Tasks tasks) {
      queue.add(new TaskBatch(tasks, names));
    } else if (frame instanceof Frame.Call call) {
      queue.add(new TaskBatch(call, terms));
    } else if (frame instanceof Frame.Names more) {
      names.add(more.names());
    } else if (frame instanceof Frame.NamesAnew) {
      names = new IncomingNames();
    } else if (frame instanceof Frame.Answer answer) {
      requests.answered(answer);
    } else if (frame instanceof Frame.ForgetLoader gone) {
      loaders.forget(gone.loader());
    } else if (frame instanceof Frame.Function function) {
      functions.add(function.job(), function.function(), terms);
    } else if (frame instanceof Frame.Terms ofNext) {
      terms = ofNext;
    } else if (frame instanceof Frame.Shared shared) {
      state.addShared(shared.id(), shared.value());
    } else if (frame instanceof Frame.Release release) {
      state.release(release.id());
    } else if (frame instanceof Frame.Forget forget) {
      functions.forget(forget.job());
    } else if (frame instanceof Frame.Cancel cancel) {
      // In this order: a task that is about to run either sees it, or is interrupted.
      queue.cancel(cancel.job());
      interrupts.cancel(cancel.job());
    } else if (frame instanceof Frame.DumpStack) {
      outbox.stack(main.getStackTrace());
    } else if (frame instanceof Frame.Recall) {
      outbox.recalled(queue.recall());
    } else {
      throw new WireException(frame.getClass().getSimpleName() + " is not for a worker");
    }
  }

  /** Lets main end in order, and sees to it that the JVM ends even if that takes too long. */
  private void shutDown(long graceMillis) throws IOException {
    queue.close();
    requests.close();
    Frame ignored = frames.read();
    while (ignored != null) {
      ignored = frames.read();
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(graceMillis);
    for (long left = graceMillis; left > 0; ) {
      LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(left));
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    }
    Orphan.end();
  }
}
