package io.github.pipefarm.it;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Numbers in a mapped file, which survive the death of whoever counts. */
final class Counters implements Serializable {
  private static final VarHandle INTS =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private final String file;
  private transient ByteBuffer memory;

  private Counters(Path file) {
    this.file = file.toString();
  }

  static Counters create(Path file, int size) throws IOException {
    Files.write(file, new byte[size * Integer.BYTES]);
    return new Counters(file);
  }

  /** Counts, and returns what it was before. */
  int increment(int index) {
    return (int) INTS.getAndAdd(memory(), index * Integer.BYTES, 1);
  }

  int get(int index) {
    return (int) INTS.getVolatile(memory(), index * Integer.BYTES);
  }

  private synchronized ByteBuffer memory() {
    if (memory == null) {
      try (FileChannel channel =
          FileChannel.open(Path.of(file), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return memory;
  }
}
