package io.github.pipefarm.protocol;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A piece of memory that coordinator and worker share, by way of a file that both have mapped. What
 * one side puts there the other one takes out, without a copy in between; a pipe makes five.
 *
 * <p>The other side may do to the file what it likes. So it is only ever touched by bulk copies,
 * and only if it had its size a moment ago: beyond the end of a file, an InternalError would come
 * sooner or later, anywhere.
 *
 * <p>Not thread-safe: of whoever fills or reads it.
 */
public final class Block implements Region {
  /**
   * How many bytes a block has. An object takes blocks of its own, so that they can be given back
   * with it: larger ones would waste more memory on objects that do not fill them. Copying 16 MB
   * took the same time with blocks of 1 and 4 MB.
   */
  public static final int SIZE = 1 << 20;

  /**
   * For how long the size is believed that the file had. To look takes some microseconds, as long
   * as to copy 64 KB; large objects come in pieces of that.
   */
  private static final long MOMENT_NANOS = 100_000;

  private final int number;
  private final File file;
  private final ByteBuffer memory;

  /** When the file had its size. */
  private long intactAt = System.nanoTime() - MOMENT_NANOS;

  private Block(int number, File file, ByteBuffer memory) {
    this.number = number;
    this.file = file;
    this.memory = memory;
  }

  /**
   * Makes the file of a block, all of it: a sparse file would crash whoever touches it when the
   * file system is full.
   *
   * @throws IOException if there is no room
   */
  static Block create(Path file, int number) throws IOException {
    try {
      Files.write(file, new byte[SIZE], StandardOpenOption.CREATE_NEW);
      return open(file, number);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** Maps the file of a block, also in a thread that is interrupted, which closes channels. */
  static Block open(Path file, int number) throws IOException {
    boolean interrupted = Thread.interrupted();
    try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
      if (opened.length() != SIZE) {
        throw new IOException(file + " has " + opened.length() + " bytes instead of " + SIZE);
      }
      ByteBuffer memory = opened.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
      return new Block(number, file.toFile(), memory);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What the other side knows it by. */
  int number() {
    return number;
  }

  /** Whether its file has the size that it was made with, and has not gone. */
  boolean isIntact() {
    long now = System.nanoTime();
    boolean isIntact = file.length() == SIZE;
    if (isIntact) {
      intactAt = now;
    }
    return isIntact;
  }

  /** Copies bytes into the block. */
  void put(int at, byte[] bytes, int offset, int count) {
    checkIntact();
    memory.put(at, bytes, offset, count);
  }

  @Override
  public void get(int at, byte[] bytes, int offset, int count) {
    checkIntact();
    memory.get(at, bytes, offset, count);
  }

  private void checkIntact() {
    if (System.nanoTime() - intactAt >= MOMENT_NANOS && !isIntact()) {
      throw Failure.damaged("the file that they stand in has been cut off");
    }
  }
}
