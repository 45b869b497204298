package io.github.pipefarm.protocol;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;

/**
 * A part of a {@link PayloadFile}. The file is opened for each copy that is made, and closed again:
 * so it is gone as soon as it is deleted, whoever may still refer to it.
 */
final class FileRegion implements Region {
  /** As large as to make opening the file cheap, as small as not to fill the C heap. */
  private static final int PIECE = 64 * 1024;

  private final File file;
  private final long number;
  private final long from;

  FileRegion(File file, long number, long from) {
    this.file = file;
    this.number = number;
    this.from = from;
  }

  long number() {
    return number;
  }

  long from() {
    return from;
  }

  @Override
  public void get(int at, byte[] bytes, int offset, int count) {
    // Not a channel: an interrupt would close it, and fail what has nothing to do with it.
    try (RandomAccessFile open = new RandomAccessFile(file, "r")) {
      open.seek(from + at);
      for (int done = 0; done < count; done += PIECE) {
        open.readFully(bytes, offset + done, Math.min(PIECE, count - done));
      }
    } catch (IOException e) {
      if (!file.exists()) {
        throw new Failure(
            "it can't be read any more: the shared value was closed, or the job has ended",
            "",
            null);
      }
      throw Failure.damaged("the file that they stand in can't be read: " + e.getMessage());
    }
  }
}
