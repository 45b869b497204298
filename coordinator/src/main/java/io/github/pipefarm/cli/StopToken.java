package io.github.pipefarm.cli;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A worker's view of the {@link StopSource}. Used by one thread. */
final class StopToken implements Serializable {
  private static final long serialVersionUID = 1;

  /** Of those that can't be asked to stop. */
  static final StopToken NEVER = new StopToken("");

  private static final ByteBuffer ZERO = ByteBuffer.allocateDirect(Integer.BYTES);

  private final String path;
  private transient @Nullable ByteBuffer word;
  private transient boolean visible;

  StopToken(String path) {
    this.path = path;
  }

  /** Whether this process can see it at all: a sandbox or another user may not. */
  boolean isVisible() {
    word();
    return visible;
  }

  boolean isStopRequested() {
    return (int) StopSource.WORD.getVolatile(word(), 0) != 0;
  }

  private ByteBuffer word() {
    ByteBuffer open = word;
    if (open == null) {
      open = open();
      word = open;
    }
    return open;
  }

  private ByteBuffer open() {
    if (path.isEmpty()) {
      return ZERO;
    }
    try (FileChannel file = FileChannel.open(Path.of(path), StandardOpenOption.READ)) {
      ByteBuffer shared = file.map(FileChannel.MapMode.READ_ONLY, 0, Integer.BYTES);
      visible = true;
      return shared;
    } catch (IOException e) {
      return ZERO;
    }
  }
}
