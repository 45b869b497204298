package io.github.pipefarm.cli;

import java.io.IOException;
import java.nio.channels.Channels;
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
  private final RecordFormat format;
  private final Origins origins;
  private volatile @Nullable CommandException failure;
  private volatile boolean stopped;
  private volatile boolean exhausted;
  private volatile @Nullable FileChannel open;

  RecordSource(List<Input> inputs, RecordFormat format, Origins origins) {
    this.inputs = inputs;
    this.format = format;
    this.origins = origins;
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
    return new Records();
  }

  private final class Records implements Iterator<String> {
    private final Iterator<Input> remaining = inputs.iterator();
    private @Nullable Input input;
    private @Nullable RecordReader reader;
    private @Nullable String next;
    private long index;
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

    private @Nullable String read() {
      try {
        for (RecordReader from = open(); from != null; from = open()) {
          String record = from.next();
          if (stopped) {
            return null;
          }
          if (record != null) {
            locate(from.line());
            return record;
          }
          from.close();
          reader = null;
        }
        exhausted = !stopped && failure == null;
      } catch (IOException e) {
        if (stopped) {
          return null;
        }
        failure = CommandException.setup("'" + name() + "' can't be read: " + e.getMessage());
      }
      return null;
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
        reader = new RecordReader(Channels.newInputStream(channel), format);
        expectedLine = 0;
        if (stopped) {
          closeOpen(); // it was stopped before there was anything to close
        }
      }
      return reader;
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
