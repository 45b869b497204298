package io.github.pipefarm.protocol;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * What a worker leaves in memory that it shares with the coordinator, and that outlives it: which
 * task it is at, and what it has finished and not sent yet.
 *
 * <pre>
 *   0   word: sequence of the task at hand, and its state in the lowest three bits
 *   8   when that task began, by the worker's System.nanoTime
 *   16  base: how many bytes the worker had written to its pipe when its outbox was last empty
 *   24  how many bytes of the outbox count
 *   32  1 when the worker ends by itself, and not by a signal
 *   40  job of the task at hand
 *   48  up to which task the coordinator has read what the worker has put into blocks
 *   64  outbox: the bytes that will follow in the pipe
 * </pre>
 *
 * <p>The outbox is the tail of the worker's stream: whoever has read n bytes from the dead worker's
 * pipe goes on reading at {@code n - base} in the outbox, and so reads every result of a task that
 * had finished, even one whose frame was torn.
 *
 * <p>One thread of the worker writes a field at a time; the coordinator reads, may change the word
 * by compare-and-set, and writes up to where it has read. A store is a release, so that what is
 * seen after a crash is a state that the worker was in. The file belongs to the coordinator and is
 * only ever touched by var handles and bulk copies, since the worker may do to it what it likes.
 */
public final class Page {
  /** What a worker is at. */
  public enum State {
    /** Waits: until the next task of a batch begins, the last one stands here. */
    IDLE(0),
    /** Runs the initializer: charged to the farm. */
    INIT(1),
    /** Decodes a job's function: charged to the job. */
    FUNCTION(2),
    /**
     * At a task: decodes its item, runs the function, encodes the result. Charged to the task. One
     * state for all three, since each step would cost as much as a tiny task.
     */
    RUNNING(3),
    /** This task and no other is to be interrupted: it does not end before that has come. */
    CONDEMNED(4),
    /** The coordinator kills the worker because of this task, which never ends. */
    DOOMED(5);

    /** All that the bits can say, in their order. */
    private static final State[] BY_BITS = values();

    private final int bits;

    State(int bits) {
      this.bits = bits;
    }

    /** Whether it is one of those that a task goes through. */
    public boolean isOfTask() {
      return switch (this) {
        case FUNCTION, RUNNING -> true;
        case IDLE, INIT, CONDEMNED, DOOMED -> false;
      };
    }

    private boolean canBecome(State forced) {
      return isOfTask() || (this == CONDEMNED && forced == DOOMED);
    }

    private static State of(long word) {
      int bits = (int) word & ((1 << STATE_BITS) - 1);
      return BY_BITS[Math.min(bits, BY_BITS.length - 1)];
    }
  }

  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int STATE_BITS = 3;
  private static final int WORD = 0;
  private static final int BEGAN = 8;
  private static final int BASE = 16;
  private static final int COUNT = 24;
  private static final int EXITS = 32;
  private static final int JOB = 40;
  private static final int READ = 48;
  private static final int OUTBOX = 64;
  private static final int SIZE = OUTBOX + Wire.BUFFER;

  private final ByteBuffer memory;
  private final @Nullable RandomAccessFile file;

  private Page(ByteBuffer memory, @Nullable RandomAccessFile file) {
    this.memory = memory;
    this.file = file;
  }

  /**
   * Makes the file of a new page, all of it: a sparse file would crash whoever touches it when the
   * file system is full.
   *
   * @throws IOException if there is no room
   */
  public static Page create(Path file) throws IOException {
    try {
      Files.write(file, new byte[SIZE], StandardOpenOption.CREATE_NEW);
      return open(file);
    } catch (IOException e) {
      Files.deleteIfExists(file); // what there is of it takes up the last room
      throw e;
    }
  }

  /** Maps the file of a page. */
  public static Page open(Path file) throws IOException {
    RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw");
    try {
      if (opened.length() != SIZE) {
        throw new IOException(file + " has " + opened.length() + " bytes instead of " + SIZE);
      }
      return new Page(opened.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, SIZE), opened);
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  /** A page that nobody else sees, for where there is no file to share. */
  public static Page unshared() {
    return new Page(ByteBuffer.allocateDirect(SIZE), null);
  }

  /** Whether the other side sees it. */
  public boolean isShared() {
    return file != null;
  }

  /**
   * Whether the file is as long as it was made. The other side may have cut it off, and then the
   * page must not be touched: it would be an InternalError, sooner or later.
   */
  public boolean isIntact() {
    try {
      return file == null || file.length() >= SIZE;
    } catch (IOException e) {
      return false;
    }
  }

  /** Lets go of the file. The page stays in memory as long as somebody holds it. */
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }

  /** Enters a state. */
  public void enter(State state, long sequence) {
    LONGS.setRelease(memory, WORD, word(state, sequence));
  }

  /** The tasks that begin from now on are of this job. */
  public void enterJob(long job) {
    LONGS.setRelease(memory, JOB, job);
  }

  /**
   * The job of the task that the worker is at. Whoever then {@linkplain #condemn condemns} a task
   * whose sequence was read before has read the job of that task.
   */
  public long job() {
    return (long) LONGS.getAcquire(memory, JOB);
  }

  /** The coordinator has read the result of this task, and those before it. */
  public void hasRead(long sequence) {
    LONGS.setRelease(memory, READ, sequence);
  }

  /** Up to which task the coordinator has read the results. */
  public long read() {
    return (long) LONGS.getAcquire(memory, READ);
  }

  /** The worker ends by itself. */
  public void exits() {
    LONGS.setRelease(memory, EXITS, 1L);
  }

  /** Whether the worker has said that it ends by itself. */
  public boolean hasExited() {
    return (long) LONGS.getAcquire(memory, EXITS) == 1;
  }

  /** The task that the next change of state is about begins now. */
  public void begins(long nanoTime) {
    LONGS.setOpaque(memory, BEGAN, nanoTime);
  }

  /** Whether the worker is in this state of this task. */
  public boolean isAt(State state, long sequence) {
    return word() == word(state, sequence);
  }

  /**
   * Goes on to another state, of the same task or another one, unless the other side was quicker.
   * Whoever looks afterwards whether the new task is cancelled either sees it, or is seen by who
   * cancels it and {@linkplain #condemn condemns} the task then.
   *
   * @return whether it did
   */
  public boolean swap(State from, long sequence, State to, long toSequence) {
    return LONGS.compareAndSet(memory, WORD, word(from, sequence), word(to, toSequence));
  }

  /**
   * Condemns a task, whatever it is at, unless the worker is at another one or at none by now.
   * Whoever does has to interrupt it.
   *
   * @return whether it did; false as well if the task is condemned or doomed already
   */
  public boolean condemn(long sequence) {
    return force(sequence, State.CONDEMNED);
  }

  /**
   * Dooms a task, whatever it is at, condemned or not, unless the worker is at another one or at
   * none by now: it does not go on to the next one, so that it can be killed.
   *
   * @return whether it did; false as well if the task is doomed already
   */
  public boolean doom(long sequence) {
    return force(sequence, State.DOOMED);
  }

  private boolean force(long sequence, State to) {
    long before = (long) LONGS.getVolatile(memory, WORD);
    while (before >>> STATE_BITS == sequence && State.of(before).canBecome(to)) {
      if (LONGS.compareAndSet(memory, WORD, before, word(to, sequence))) {
        return true;
      }
      before = word(); // it has gone on, or others have condemned it
    }
    return false;
  }

  /** The state that the worker is in. */
  public State state() {
    return State.of(word());
  }

  /**
   * The task that the worker is at, or was at last. Volatile: whoever has told it something before
   * this either sees the task that begins meanwhile, or that sees what it was told.
   */
  public long sequence() {
    return (long) LONGS.getVolatile(memory, WORD) >>> STATE_BITS;
  }

  /** When that task began, by the worker's clock. */
  public long began() {
    return (long) LONGS.getAcquire(memory, BEGAN);
  }

  /** Appends to the outbox; the bytes count from now on. */
  public void append(byte[] buffer, int from, int to) {
    memory.put(OUTBOX + from, buffer, from, to - from);
    LONGS.setRelease(memory, COUNT, (long) to);
  }

  /**
   * Empties the outbox, because the pipe has taken all that it held.
   *
   * @param written how many bytes have been written to the pipe in all
   */
  public void drained(long written) {
    // In this order: an empty outbox is right with either base.
    LONGS.setRelease(memory, COUNT, 0L);
    LONGS.setRelease(memory, BASE, written);
  }

  /**
   * The rest of a dead worker's stream.
   *
   * @param received how many bytes came through its pipe
   */
  public Payload unsent(long received) {
    long count = (long) LONGS.getAcquire(memory, COUNT);
    long from = received - (long) LONGS.getAcquire(memory, BASE);
    if (count > Wire.BUFFER || from < 0 || from >= count) {
      return Payload.EMPTY;
    }
    byte[] bytes = new byte[(int) (count - from)];
    memory.get(OUTBOX + (int) from, bytes);
    return Payload.of(bytes);
  }

  private long word() {
    return (long) LONGS.getAcquire(memory, WORD);
  }

  private static long word(State state, long sequence) {
    return (sequence << STATE_BITS) | state.bits;
  }
}
