package io.github.pipefarm.protocol;

import java.util.List;

/**
 * What travels between coordinator and worker. Tasks have a number, their sequence, that counts
 * what was dispatched to this worker, from 1.
 */
public sealed interface Frame {

  // From the worker.

  /**
   * The first frame of a worker.
   *
   * @param pid as the worker sees it, for display only: it may live in a pid namespace of its own
   * @param nanoTime the worker's {@code System.nanoTime()}, by which its clock can be read
   * @param maxHeap how large its heap may grow, in bytes
   */
  record Hello(long pid, String javaVersion, long nanoTime, long maxHeap) implements Frame {}

  /** The initializer ran; tasks are welcome. */
  record Ready() implements Frame {}

  /** The initializer threw. */
  record InitializerFailed(Payload thrown) implements Frame {}

  /**
   * A task begins. Sent only where there is no page to tell it, or where somebody wants to know.
   *
   * @param nanoTime when, by the worker's clock
   */
  record Started(long sequence, long nanoTime) implements Frame {}

  /** A task returned a value, encoded with the connection's names. */
  record Returned(long sequence, long nanos, Payload value) implements Frame {}

  /** A task threw, encoded by {@link ThrownCodec}. */
  record Threw(long sequence, long nanos, Payload thrown) implements Frame {}

  /** A task's function or item could not be decoded, or its result could not be encoded. */
  record NotTransferred(
      long sequence, long nanos, What what, String reason, String path, String className)
      implements Frame {
    /** What it was that could not be transferred. */
    public enum What {
      FUNCTION,
      ITEM,
      RESULT
    }
  }

  /**
   * The worker ends, though it was not asked to: what it has not begun must be run elsewhere.
   *
   * @param reason why, as a part of a sentence
   */
  record Retired(String reason) implements Frame {}

  /**
   * The answer to {@link DumpStack}.
   *
   * @param elements the stack of the thread that runs tasks, innermost call first
   */
  record Stack(List<StackTraceElement> elements) implements Frame {
    public Stack {
      elements = List.copyOf(elements);
    }
  }

  /**
   * The answer to {@link Recall}: of the tasks that were sent before it, those from this sequence
   * on were taken back.
   */
  record Recalled(long from) implements Frame {}

  /**
   * Asks for a class as a class loader of the coordinator's sees it.
   *
   * @param request by which the answer is known
   * @param loader the number of that loader
   */
  record ClassWanted(long request, long loader, String name) implements Frame {}

  /**
   * Asks for resources as a class loader of the coordinator's sees them.
   *
   * @param all whether all of that name are wanted, and not the first alone
   */
  record ResourcesWanted(long request, long loader, boolean all, String name) implements Frame {}

  // From either.

  /** Names of classes that the frames behind this one use by their ids. */
  record Names(List<ClassName> names) implements Frame {
    public Names {
      names = List.copyOf(names);
    }
  }

  /** None of the names that were told holds for the frames behind this one. */
  record NamesAnew() implements Frame {}

  // From the coordinator.

  /**
   * The answer to {@link Hello}.
   *
   * @param page the path of the worker's page; empty if none could be made
   * @param blocks how many blocks the worker may make beside its page, for large results
   * @param announcesTasks whether to send {@link Started} frames all the same
   * @param outputMarker what to write on standard error behind what a task printed, with the task's
   *     sequence; empty for nothing
   * @param maxRss how many bytes of memory the worker may take up before it retires; 0 for any
   *     number
   * @param initializer a self-contained {@code TaskRunnable}; no bytes if there is none
   */
  record Welcome(
      String page,
      int blocks,
      boolean announcesTasks,
      String outputMarker,
      long maxRss,
      Payload initializer)
      implements Frame {}

  /** The function of a job, self-contained. */
  record Function(long job, Payload function) implements Frame {}

  /**
   * How the tasks of the {@link Function} or {@link Call} behind it are to be run.
   *
   * @param seed of the job's random numbers
   */
  record Terms(long seed, Copies copies) implements Frame {
    /** The terms where there are none. */
    public static final Terms DEFAULT = new Terms(0, Copies.PER_WORKER);

    /** Which copy of the function a task works on. */
    public enum Copies {
      /** That of the worker. */
      PER_WORKER,
      /** A fresh one. */
      PER_TASK,
      /** That of the worker, and fails if it has changed it. */
      CHECKED
    }
  }

  /** A value that the functions and items behind it mention, self-contained. */
  record Shared(HandleId id, Payload value) implements Frame {}

  /** Nothing that comes later will mention this handle; what it stands for may go. */
  record Release(HandleId id) implements Frame {}

  /** A job has ended; its function may go. */
  record Forget(long job) implements Frame {}

  /**
   * Tasks of one job with consecutive sequences. The content is left as it came: {@link TaskBatch}
   * reads it.
   */
  record Tasks(long job, long firstSequence, Payload entries) implements Frame {}

  /**
   * A task on its own: a self-contained {@code TaskCallable}, which is not kept.
   *
   * @param job by which it can be cancelled
   */
  record Call(long job, long sequence, int attempt, Payload callable) implements Frame {}

  /** Interrupts the task at hand if it is one of this job, which nobody wants any more. */
  record Cancel(long job) implements Frame {}

  /** Asks where the thread that runs tasks is. */
  record DumpStack() implements Frame {}

  /** The answer to {@link ClassWanted} or to {@link ResourcesWanted}. */
  sealed interface Answer {
    /** The number of what is answered. */
    long request();
  }

  /**
   * A class was found.
   *
   * @param loader the number of the loader that defines it
   * @param bytes the class file; none where the worker has the class
   */
  record ClassFound(long request, long loader, Payload bytes) implements Frame, Answer {}

  /** The resources of a name; perhaps there are none. */
  record ResourcesFound(long request, List<Resource> resources) implements Frame, Answer {
    public ResourcesFound {
      resources = List.copyOf(resources);
    }
  }

  /**
   * A resource.
   *
   * @param url where the coordinator has it from
   */
  record Resource(String url, Payload content) {}

  /** A class was not found, or can't be served. */
  record NotFound(long request, String reason) implements Frame, Answer {}

  /** A class loader of the coordinator's is gone: the one that stands for it may go. */
  record ForgetLoader(long loader) implements Frame {}

  /** Asks for all tasks back that have come and have not begun. */
  record Recall() implements Frame {}

  /**
   * Nothing more will come.
   *
   * @param graceMillis how long the worker may take to end once its standard input is closed
   */
  record Shutdown(long graceMillis) implements Frame {}
}
