package io.github.pipefarm.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The records of all inputs, one after another, read when they are asked for. An input that can't
 * be read on ends the records; {@link #failure} says so afterwards. Can be iterated over once, by
 * one thread; any thread may {@link #stop} it.
 */
final class RecordSource implements Iterable<String> {
  private final List<Input> inputs;
  private final InputSyntax syntax;
  private final Origins origins;
  private final RecordFilter filter;
  private final Records records;

  /** How many bytes all inputs have; -1 if nobody knows. */
  private final long size;

  /** How many records were handed out. */
  private volatile long handedOut;

  /** How many records were not wanted. */
  private volatile long passedOver;

  /** How many bytes the inputs have that were read to the end. */
  private volatile long sizeRead;

  private volatile @Nullable CommandException failure;
  private volatile boolean stopped;
  private volatile boolean exhausted;
  private volatile @Nullable FileChannel open;

  /** What the first input begins with, once it has been read. */
  private @Nullable Header header;

  RecordSource(List<Input> inputs, InputSyntax syntax, Origins origins) {
    this(inputs, syntax, origins, RecordFilter.ALL);
  }

  /**
   * @param filter which of the records are to be run
   */
  RecordSource(List<Input> inputs, InputSyntax syntax, Origins origins, RecordFilter filter) {
    this.filter = filter;
    this.size = sizeOf(inputs);
    this.inputs = inputs;
    this.syntax = syntax;
    this.origins = origins;
    this.records = new Records();
  }

  /**
   * Reads the header and compares it with those of all other files, before there is any record. The
   * calling thread waits for it. Empty if there is none, as in an empty input.
   *
   * @throws CommandException if an input can't be read, or has another header
   */
  Optional<Header> readHeader() {
    if (syntax.header()) {
      records.findHeader();
      for (Input input : inputs) {
        if (input.isRegularFile() && failure == null) {
          records.compareHeader(input);
        }
      }
      if (failure != null) {
        throw failure;
      }
    }
    return Optional.ofNullable(header);
  }

  Optional<CommandException> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * Ends the records here, although there may be more, and wakes who waits for one. A pipe without
   * a writer can't be woken from.
   */
  void stop() {
    stopped = true;
    closeOpen();
  }

  /**
   * How much of the inputs is done, in per cent, by bytes: of what was read, that part which is
   * settled. -1 if they are not all files.
   *
   * @param settled how many records are
   */
  double percentDone(long settled) {
    long passed = passedOver;
    long read = passed + handedOut;
    return size < 0 || read == 0
        ? -1
        : percentRead() * Math.min(1, (double) (passed + settled) / read);
  }

  private double percentRead() {
    FileChannel input = open;
    long position = 0;
    try {
      position = input != null && input.isOpen() ? input.position() : 0;
    } catch (IOException e) {
      return -1;
    }
    return size == 0 ? 100 : Math.min(100, 100.0 * (sizeRead + position) / size);
  }

  private static long sizeOf(List<Input> inputs) {
    long sum = 0;
    for (Input input : inputs) {
      if (!input.isRegularFile()) {
        return -1;
      }
      sum += input.path().toFile().length();
    }
    return sum;
  }

  /** Whether all records there were have been handed out. */
  boolean isExhausted() {
    return exhausted;
  }

  private void closeOpen() {
    FileChannel input = open;
    try {
      if (input != null) {
        input.close();
      }
    } catch (IOException e) {
      // It was only read.
      return;
    }
  }

  @Override
  public Iterator<String> iterator() {
    return records;
  }

  private final class Records implements Iterator<String> {
    private final Iterator<Input> remaining = inputs.iterator();
    private @Nullable Input input;
    private @Nullable RecordReader reader;
    private @Nullable String next;
    private long index = filter.firstIndex();
    private long expectedLine;

    @Override
    public boolean hasNext() {
      if (next == null) {
        next = read();
      }
      return next != null;
    }

    @Override
    public String next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException();
      }
      String record = next;
      next = null;
      return record;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes them
    private @Nullable String read() {
      try {
        for (RecordReader from = open(); from != null; from = open()) {
          String record = from.next();
          if (stopped) {
            return null;
          }
          if (record != null) {
            if (filter.wants(record)) {
              locate(from.line());
              handedOut++;
              return record;
            }
            passedOver++;
            continue;
          }
          FileChannel done = open;
          if (done != null && size >= 0 && input != null) {
            sizeRead += input.path().toFile().length();
            open = null;
          }
          from.close();
          reader = null;
        }
        if (!stopped && failure == null) {
          failure = filter.ended();
        }
        exhausted = !stopped && failure == null;
      } catch (IOException e) {
        failed(e);
      } catch (CommandException e) {
        failure = e;
      }
      return null;
    }

    private void failed(IOException cause) {
      if (!stopped) {
        failure = unreadable(name(), cause);
      }
    }

    private static CommandException unreadable(String name, IOException cause) {
      return CommandException.setup("'" + name + "' can't be read: " + cause.getMessage());
    }

    /** The input being read, or else the next one; null when there are no more. */
    private @Nullable RecordReader open() throws IOException {
      if (failure != null || stopped) {
        return null;
      }
      if (reader == null && remaining.hasNext()) {
        input = remaining.next();
        FileChannel channel = input.open();
        open = channel;
        if (stopped) {
          closeOpen(); // it was stopped before there was anything to close
        }
        reader = new RecordReader(input.stream(channel), syntax);
        expectedLine = 0;
        if (syntax.header()) {
          takeHeader(input.name(), reader);
        }
      }
      return failure == null ? reader : null;
    }

    private void findHeader() {
      try {
        for (RecordReader from = open(); from != null && header == null; from = open()) {
          from.close();
          reader = null;
        }
      } catch (IOException e) {
        failed(e);
      }
    }

    private void compareHeader(Input other) {
      try (FileChannel channel = other.open()) {
        takeHeader(other.name(), new RecordReader(other.stream(channel), syntax));
      } catch (IOException e) {
        failure = unreadable(other.name(), e);
      }
    }

    private void takeHeader(String name, RecordReader from) throws IOException {
      String record = from.next();
      if (record == null) {
        return;
      }
      try {
        Header found = Header.parse(name, record, syntax.format());
        if (header == null) {
          header = found;
        } else {
          found.mustAgreeWith(header);
        }
      } catch (CommandException e) {
        failure = e;
      }
    }

    private void locate(long line) {
      if (line != expectedLine) {
        origins.begin(index, name(), line);
      }
      index++;
      expectedLine = line + 1;
    }

    private String name() {
      return input == null ? "" : input.name();
    }
  }
}
