package io.github.pipefarm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/**
 * A chunk of a flight recording as a JVM that was killed has left it. It begins with a header, all
 * big-endian:
 *
 * <pre>
 *    0  magic "FLR\0"
 *    4  version, 2 shorts
 *    8  length of the chunk, as of the last flush
 *   16  where its constants are
 *   24  where its metadata are; 0 before the first flush
 *   32  times, 4 longs
 *   64  0 if it is finished, else how often it was flushed
 *   65  flags, 3 bytes
 *   68
 * </pre>
 *
 * <p>What was flushed is whole, once a second; so cut off behind that it counts as finished.
 * Readers of JDK 25 wait for an unfinished one, and give up.
 */
final class RecordingChunk {
  private static final int MAGIC = 'F' << 24 | 'L' << 16 | 'R' << 8;
  private static final int LENGTH = 8;
  private static final int METADATA = 24;
  private static final int STATE = 64;
  private static final int HEADER = 68;

  private RecordingChunk() {}

  /** Appends what is whole of a chunk to a recording, which is made of nothing else. */
  static void append(Path chunk, WritableByteChannel recording) throws IOException {
    try (FileChannel from = FileChannel.open(chunk)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER);
      while (header.hasRemaining() && from.read(header) >= 0) {
        // It may come in pieces.
      }
      if (header.hasRemaining() || header.getInt(0) != MAGIC || header.getLong(METADATA) == 0) {
        return;
      }
      long length = Math.min(header.getLong(LENGTH), from.size());
      header.put(STATE, (byte) 0).flip();
      while (header.hasRemaining()) {
        recording.write(header);
      }
      for (long at = HEADER; at < length; ) {
        at += from.transferTo(at, length - at, recording);
      }
    }
  }
}
